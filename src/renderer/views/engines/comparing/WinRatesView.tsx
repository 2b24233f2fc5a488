import { Button, SegmentedControl, Switch } from "@mantine/core";
import { IconTrophy } from "@tabler/icons-react";
import {
  sourceInWords,
  styleInWords,
  type WinRates,
  type WinSource,
  winRatesHeadline,
  winRatesInWords,
  winSources,
} from "../../../../contract/index.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { formatCount, formatNoun } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import { Sentence } from "../../../components/Sentence.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { ViewFrame } from "../../../components/ViewFrame.tsx";
import { navigate } from "../../../state/navigation.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import css from "./comparing.module.css";
import { EnginePartPicker } from "./EnginePartPicker.tsx";
import { ImportButton } from "./ImportButton.tsx";
import { Ranking } from "./Ranking.tsx";
import { winNames } from "./view-names.ts";
import { WinMatrix } from "./WinMatrix.tsx";

const labels: Record<WinSource, string> = { recorded: "Recorded winners", people: "People", automatic: "Automatic" };

/** Who beats whom in comparisons. */
export function WinRatesView() {
  const [stored, setSource] = useViewState<string>(winNames.source, "recorded");
  const source = winSources.find((one) => one === stored) ?? "recorded";
  const [style, setStyle] = useViewState(winNames.style, false);
  const { data, error, refetch } = useHostQuery(
    "engines.winRates",
    { source, style },
    { follows: "comparisons", calmMs: 2000, keepPrevious: true },
  );
  const toolbar = (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Whose word counts"
        data={winSources.map((value) => ({ value, label: labels[value] }))}
        value={source}
        onChange={setSource}
      />
      <Switch
        label="At equal style"
        title="At equal length, headers, lists and bold words"
        checked={style}
        onChange={(event) => setStyle(event.currentTarget.checked)}
      />
    </>
  );
  return (
    <ViewFrame title="Engines" subtitle={<EnginePartPicker />} toolbar={toolbar}>
      {error !== null && data === undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <LoadingRows rows={12} />
      ) : data.comparisons === 0 ? (
        <EmptyState
          icon={IconTrophy}
          title={`Nothing by ${sourceInWords[data.source]} yet`}
          hint={needed[data.source]}
          action={<ToDo source={data.source} />}
        />
      ) : (
        <Report rates={data} />
      )}
    </ViewFrame>
  );
}

const needed: Record<WinSource, string> = {
  recorded: "Import comparisons with a recorded winner: who beats whom is counted from them.",
  people: "Decide comparisons: pick a winner, rank the answers, or mark a tie.",
  automatic: "Let an agent decide, over MCP or the command line; automatic tiers come from the scores of recorded winners.",
};

const ToDo = ({ source }: { source: WinSource }) =>
  source === "recorded" ? <ImportButton /> : <Button onClick={() => navigate("comparisons")}>Go to Comparisons</Button>;

function Report({ rates }: { rates: WinRates }) {
  const { engines, cells, ambiguous, leftOut, ties, allBad, comparisons } = rates;
  const left = [
    ...(ambiguous === 0 ? [] : [`${formatCount(ambiguous)} whose winner’s engine answered more than once`]),
    ...(leftOut === 0 ? [] : [`${formatCount(leftOut)} beyond the limits of this view`]),
  ];
  return (
    <div className={css.report}>
      <div className={css.hero}>
        <p className={css.first}>
          <Sentence text={winRatesHeadline(rates)} />
        </p>
        <CopyButton text={winRatesInWords(rates).join("\n")} label="Copy as sentences" />
      </div>
      {rates.style !== null && <p className={css.looks}>{styleInWords(rates)}</p>}
      <div className={css.columns}>
        <div className={css.column}>
          <Section title="Ratings" note="Bradley–Terry, 1,000 on average, 95% interval; ties count half">
            <div className={css.body}>
              <Ranking engines={engines} />
              <p className={css.note}>
                {formatNoun(comparisons, "comparison")}, {formatNoun(ties, "tie")}
                {allBad > 0 && `, ${formatCount(allBad)} found all bad`}.{left.length > 0 && ` Left out: ${left.join(", ")}.`} An engine is
                ahead of another only where their intervals do not overlap.
              </p>
            </div>
          </Section>
        </div>
        <div className={css.column}>
          <WinMatrix engines={engines} cells={cells} />
        </div>
      </div>
    </div>
  );
}
