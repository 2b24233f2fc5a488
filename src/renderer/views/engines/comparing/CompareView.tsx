import { Button, Switch } from "@mantine/core";
import { IconArrowsDiff, IconChartHistogram } from "@tabler/icons-react";
import {
  comparisonHeadline,
  comparisonToSend,
  type EngineComparison,
  highlightedPercentiles,
  looksInWords,
  sameSidesInWords,
  sideInWords,
  timesInWords,
} from "../../../../contract/index.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { formatCount, visibleText } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import { Sentence } from "../../../components/Sentence.tsx";
import { EmptyState } from "../../../components/states.tsx";
import css from "./comparing.module.css";
import { DifferenceTable } from "./DifferenceTable.tsx";
import { PairedPart } from "./PairedPart.tsx";
import { PartFrame } from "./PartFrame.tsx";
import { ShiftChart } from "./ShiftChart.tsx";
import { SidePicker } from "./SidePicker.tsx";
import { useCompared } from "./use-compared.ts";

const nothing = {
  icon: IconChartHistogram,
  title: "No executions to compare",
  hint: "Import a log of executions of two engines, or of one over some time. In a time range without any, choose another.",
};

/** Two engines, or two periods of one: which is slower, worse or better, and how sure that is. */
export function CompareView() {
  const compared = useCompared();
  const { part, answer, isAsked } = compared;
  return (
    <PartFrame
      {...{ part, answer, isAsked, nothing }}
      switches={
        <>
          <Switch
            label="Successful only"
            checked={part.successfulOnly}
            onChange={(event) => part.setSuccessfulOnly(event.currentTarget.checked)}
          />
          <Switch
            label="Include cached answers"
            checked={part.includeCached}
            onChange={(event) => part.setIncludeCached(event.currentTarget.checked)}
          />
        </>
      }
      picker={<SidePicker compared={compared} />}
      unasked={
        !compared.periods && (
          <EmptyState
            icon={IconArrowsDiff}
            title="One engine only"
            hint="To compare two engines, import executions of another. One engine can be compared with itself: before and since a time."
            action={<Button onClick={() => compared.setPeriods(true)}>Compare before and since</Button>}
          />
        )
      }
    >
      {(comparison, isOld) => <Report comparison={comparison} isOld={isOld} />}
    </PartFrame>
  );
}

const isHighlighted = (percentile: number) => highlightedPercentiles.some((one) => one === percentile);

function Report({ comparison, isOld }: { comparison: EngineComparison; isOld: boolean }) {
  const { a, b, latency, success, quality, costUsd, paired } = comparison;
  const names = { a: sideInWords(a, b), b: sideInWords(b, a) };
  const hasCost = a.costUsd.n > 0 || b.costUsd.n > 0;
  const cachedN = a.cachedN + b.cachedN;
  if (a.count === 0 || b.count === 0)
    return (
      <EmptyState
        icon={IconArrowsDiff}
        title="Nothing to compare"
        hint={`${visibleText(a.count === 0 ? names.a : names.b)} has no executions here. ${
          a.engine === b.engine && a.firstS === a.lastS && b.firstS === b.lastS
            ? `All its ${formatCount(a.count + b.count)} executions have the same time: choose another engine.`
            : "Choose another engine, or another time."
        }`}
      />
    );
  const warning = sameSidesInWords(comparison) || timesInWords(comparison);
  return (
    <div className={css.report} aria-busy={isOld}>
      <div className={css.hero}>
        <p className={css.first}>
          <Sentence text={comparisonHeadline(comparison)} />
        </p>
        <CopyButton text={comparisonToSend(comparison).join("\n")} label="Copy as sentences" />
      </div>
      {warning !== "" && (
        <p className={css.warning}>
          <Sentence text={warning} />
        </p>
      )}
      <p className={css.looks}>
        <b>A</b> <Sentence text={names.a} />, {formatCount(a.count)} executions; <b>B</b> <Sentence text={names.b} />,{" "}
        {formatCount(b.count)}. {looksInWords(comparison)}
      </p>
      <div className={css.columns}>
        <div className={css.column}>
          <Section
            title="Shift of latency"
            note={`B − A at each percentile, n ${formatCount(a.latencyN)} and ${formatCount(b.latencyN)}${cachedN > 0 ? `, ${formatCount(cachedN)} cached` : ""}`}
          >
            <div className={css.body}>
              {a.latencyN > 0 && b.latencyN > 0 ? (
                <>
                  <ShiftChart comparison={comparison} />
                  <DifferenceTable
                    caption="Band and intervals: 95%, bootstrap of order statistics. Filled dots are claimed."
                    rows={latency.map(({ percentile, ...row }) => ({
                      name: `p${percentile}`,
                      what: "ms",
                      ...row,
                      strong: isHighlighted(percentile),
                      words: ["slower", "faster"],
                    }))}
                  />
                </>
              ) : (
                <p className={css.note}>
                  {`Latency is known of ${formatCount(a.latencyN)} executions of A and ${formatCount(b.latencyN)} of B: both are needed. `}
                  Records carry it as metrics.latency_ms.
                </p>
              )}
            </div>
          </Section>
        </div>
        <div className={css.column}>
          <Section title={hasCost ? "Success, quality and cost" : "Success and quality"} note="of all executions">
            <div className={css.body}>
              <DifferenceTable
                caption={`Success of ${formatCount(a.count)} and ${formatCount(b.count)}; quality scores of ${formatCount(a.quality.n)} and ${formatCount(b.quality.n)} executions${hasCost ? `; cost of ${formatCount(a.costUsd.n)} and ${formatCount(b.costUsd.n)}` : ""}`}
                rows={[
                  {
                    name: "Success",
                    what: "share",
                    a: a.success.share,
                    b: b.success.share,
                    difference: success,
                    words: ["more often right", "less often right"],
                  },
                  {
                    name: "Quality",
                    what: "score",
                    a: a.quality.mean,
                    b: b.quality.mean,
                    difference: quality,
                    words: ["better", "worse"],
                  },
                  ...(hasCost
                    ? [
                        {
                          name: "Cost each",
                          what: "usd" as const,
                          a: a.costUsd.mean,
                          b: b.costUsd.mean,
                          difference: costUsd,
                          words: ["dearer", "cheaper"] as const,
                        },
                      ]
                    : []),
                ]}
              />
            </div>
          </Section>
          <PairedPart
            paired={paired}
            names={a.engine === b.engine ? { a: "A", b: "B" } : { a: visibleText(a.engine), b: visibleText(b.engine) }}
          />
        </div>
      </div>
    </div>
  );
}
