import { useEffect, useMemo } from "react";
import { formatAgo, formatCount, formatNoun, formatTime, toNoun } from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { useNow } from "../../components/use-now.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { useSnapshot } from "../../state/live.ts";
import { useHostQuery } from "../../state/queries.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";
import { DatasetCard, ReviewCard } from "./CurationCards.tsx";
import { EngineCards } from "./EngineCards.tsx";
import { FirstSteps } from "./FirstSteps.tsx";
import css from "./overview.module.css";
import { SourcesCard } from "./SourcesCard.tsx";
import { type Counted, changesSince, lookAgain, noLooks, readLooks } from "./since.ts";

const looksName = "overview.looks";
const scope = { successfulOnly: false, includeCached: false };
const percentiles = [50, 95, 99];
const follows = { follows: "executions", calmMs: 1000, keepPrevious: true } as const;

/** What is here, what changed since the last visit, what stands out, and what to do next. */
export function OverviewView() {
  const records = useSnapshot(({ channels }) => channels.reduce((sum, { recordsInFile }) => sum + recordsInFile, 0));
  const executions = useSnapshot(({ channels }) => channels.find(({ name }) => name === "events")?.recordsInFile) ?? 0;
  const table = useHostQuery("engines.table", { ...scope, includeCompared: true, percentiles }, follows);
  const intervals = useHostQuery("engines.intervals", { ...scope, percentiles }, { ...follows, enabled: table.data !== undefined });
  if (records === undefined) {
    return (
      <ViewFrame title="Overview">
        <LoadingRows />
      </ViewFrame>
    );
  }
  if (records === 0) {
    return (
      <ViewFrame title="Overview">
        <FirstSteps />
      </ViewFrame>
    );
  }
  // Of before the first import, and about to be replaced.
  const isOld = table.isFetching && table.data?.overall.count === 0 && executions > 0;
  const engines = isOld ? undefined : table.data;
  const range = engines?.dataRange;
  return (
    <ViewFrame title="Overview" subtitle={range ? `${formatTime(range.fromS)} to ${formatTime(range.toS)}` : undefined}>
      <div className={css.overview}>
        <Hero engines={engines?.engines.filter(({ count }) => count > 0).length} />
        {table.error !== null ? (
          <ErrorState error={table.error} onRetry={table.refetch} />
        ) : (
          <div className={css.cards}>
            <EngineCards table={engines} intervals={intervals.data} />
            <ReviewCard />
            <DatasetCard />
            <SourcesCard />
          </div>
        )}
      </div>
    </ViewFrame>
  );
}

/** What is here, in one sentence, and what came since. */
function Hero({ engines }: { engines: number | undefined }) {
  const counted = useCounted();
  return (
    <div className={css.hero}>
      <p className={css.here}>
        <b>{formatCount(counted?.executions)}</b> {toNoun(counted?.executions ?? 0, "execution")}
        {engines !== undefined && engines > 0 && ` of ${formatNoun(engines, "engine")}`}, <b>{formatCount(counted?.comparisons)}</b>{" "}
        {toNoun(counted?.comparisons ?? 0, "comparison")}, <b>{formatCount(counted?.samples)}</b> {toNoun(counted?.samples ?? 0, "sample")}
      </p>
      <p className={css.since}>{counted === undefined ? " " : <Since counted={counted} />}</p>
    </div>
  );
}

const nouns: Record<keyof Counted, readonly [one: string, many: string]> = {
  executions: ["execution", "executions"],
  comparisons: ["comparison", "comparisons"],
  reviewed: ["comparison reviewed", "comparisons reviewed"],
  samples: ["sample", "samples"],
  rejected: ["rejected line", "rejected lines"],
};

function Since({ counted }: { counted: Counted }) {
  const [stored] = useViewState<object>(looksName, noLooks);
  const now = useNow(30_000);
  const { before } = readLooks(stored);
  const { executions, comparisons, reviewed, samples, rejected } = counted;
  useEffect(() => {
    const look = { executions, comparisons, reviewed, samples, rejected, atMs: Date.now() };
    writeViewState({ [looksName]: lookAgain(readLooks(readViewState<object>(looksName, noLooks)), look) });
  }, [executions, comparisons, reviewed, samples, rejected]);
  if (before === null) return "First visit: what changes is shown here from now on.";
  const changes = changesSince(before, counted).map(
    ({ name, by }) => `${by > 0 ? "+" : "−"}${formatCount(Math.abs(by))} ${toNoun(Math.abs(by), ...nouns[name])}`,
  );
  return `Since ${formatAgo(Math.max(0, now - before.atMs))}: ${changes.length === 0 ? "nothing changed" : changes.join(", ")}.`;
}

/** The numbers that are compared between visits; undefined until all are known. */
function useCounted(): Counted | undefined {
  const executions = useSnapshot(({ channels }) => channels.find(({ name }) => name === "events")?.recordsInFile);
  const rejected = useSnapshot(({ quarantine }) => quarantine.total - quarantine.dismissed);
  const comparisons = useHostQuery(
    "comparisons.list",
    { filter: { reviewed: false }, limit: 1 },
    { follows: "comparisons", calmMs: 400, keepPrevious: true },
  ).data;
  const samples = useHostQuery("samples.list", { filter: {}, limit: 1 }, { follows: "samples", keepPrevious: true }).data?.allByTier;
  return useMemo(
    () =>
      executions === undefined || rejected === undefined || comparisons === undefined || samples === undefined
        ? undefined
        : {
            executions,
            rejected,
            comparisons: comparisons.grandTotal,
            reviewed: comparisons.reviewedTotal,
            samples: samples.gold + samples.silver + samples.bronze,
          },
    [executions, rejected, comparisons, samples],
  );
}
