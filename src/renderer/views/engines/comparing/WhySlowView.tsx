import { NumberInput, Select, Switch } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { type WhySlow, whyFactorName, whyHeadline, whyLooksInWords, whyUndifferent } from "../../../../contract/index.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { formatCount, formatMs, formatNoun } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import { Sentence } from "../../../components/Sentence.tsx";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import css from "./comparing.module.css";
import { FindingTable } from "./FindingTable.tsx";
import { PartFrame } from "./PartFrame.tsx";
import { EngineSelect } from "./SidePicker.tsx";
import { useWhyScope } from "./use-why.ts";
import { whyNames } from "./view-names.ts";

const tails = [
  { value: "90", label: "Slowest 10%" },
  { value: "95", label: "Slowest 5%" },
  { value: "99", label: "Slowest 1%" },
  { value: "over", label: "Over a latency" },
];
const standardOverMs = 1000;

const nothing = {
  icon: IconHourglass,
  title: "No executions to look at",
  hint: "Import a log of executions with their latencies. In a time range without any, choose another.",
};

/** What the slowest executions go with. */
export function WhySlowView() {
  const { part, asked, isAsked, engine, setEngine } = useWhyScope();
  const { includeCached } = part;
  const [percentile, setPercentile] = useViewState<number>(whyNames.percentile, 95);
  const [overMs, setOverMs] = useViewState<number | null>(whyNames.overMs, null);
  const tail = overMs === null ? { percentile } : { overMs };
  const answer = useHostQuery(
    "engines.why",
    { ...asked, ...tail, ...(includeCached ? { includeCached } : {}) },
    { enabled: isAsked, follows: "executions", calmMs: 2000, keepPrevious: true },
  );
  const chosen = overMs === null ? String(percentile) : "over";
  const options = tails.some(({ value }) => value === chosen) ? tails : [{ value: chosen, label: `From p${chosen} on` }, ...tails];
  return (
    <PartFrame
      {...{ part, answer, isAsked, nothing }}
      switches={
        <Switch
          label="Include cached answers"
          checked={includeCached}
          onChange={(event) => part.setIncludeCached(event.currentTarget.checked)}
        />
      }
      picker={
        <div className={css.sides}>
          <Select
            aria-label="Which are slow"
            w={160}
            allowDeselect={false}
            data={options}
            value={chosen}
            onChange={(value) => {
              setOverMs(value === "over" ? Math.round(answer.data?.thresholdMs ?? standardOverMs) : null);
              if (value !== "over") setPercentile(Number(value));
            }}
          />
          {overMs !== null && (
            <NumberInput
              aria-label="Latency in milliseconds, or more"
              w={130}
              min={0}
              suffix=" ms"
              value={overMs}
              onChange={(value) => typeof value === "number" && value >= 0 && setOverMs(value)}
            />
          )}
          <EngineSelect label="Engine" allLabel="All engines" value={engine} names={part.names} onChange={setEngine} />
        </div>
      }
    >
      {(why, isOld) => <Report why={why} isOld={isOld} includeCached={includeCached} />}
    </PartFrame>
  );
}

function Report({ why, isOld, includeCached }: { why: WhySlow; isOld: boolean; includeCached: boolean }) {
  const { tailN, restN, cachedN, thresholdMs, absent, categories } = why;
  const nothing = whyUndifferent(why).map(whyFactorName);
  const many = categories.filter(({ distinct, values }) => distinct > values.length);
  return (
    <div className={css.report} aria-busy={isOld}>
      <div className={css.hero}>
        <p className={css.first}>
          <Sentence text={whyHeadline(why)} />
        </p>
        <CopyButton text={whyHeadline(why)} label="Copy as a sentence" />
      </div>
      <p className={css.looks}>{whyLooksInWords(why)}</p>
      {thresholdMs === null ? (
        <p className={css.looks}>Records carry their latency as metrics.latency_ms.</p>
      ) : (
        <Section
          title="What they go with"
          note={`${formatNoun(tailN, "slow execution")} of ${formatMs(thresholdMs)} or more, ${formatCount(restN)} others${cachedN > 0 ? `; ${formatCount(cachedN)} cached ${includeCached ? "included" : "left out"}` : ""}`}
        >
          <div className={css.body}>
            <FindingTable why={why} includeCached={includeCached} />
            {nothing.length > 0 && <p className={css.note}>No difference seen: {nothing.join(", ")}.</p>}
            {absent.length > 0 && <p className={css.note}>Not recorded, or the same in all: {absent.map(whyFactorName).join(", ")}.</p>}
            {many.map(({ factor, distinct, values }) => (
              <p className={css.note} key={factor}>
                {`Of ${formatCount(distinct)} values of ${whyFactorName(factor)}, the ${values.length} most frequent are looked at.`}
              </p>
            ))}
          </div>
        </Section>
      )}
    </div>
  );
}
