import { Switch } from "@mantine/core";
import { useMemo } from "react";
import type { EngineTable } from "../../../../contract/index.ts";
import type { Cell } from "../../../components/chart-file.ts";
import { formatSpan } from "../../../components/format.ts";
import { navigate } from "../../../state/navigation.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import { ChartPanel, NothingToDraw, Unready } from "../ChartPanel.tsx";
import css from "../charts.module.css";
import { drillTo } from "../drill.ts";
import { seriesInWords } from "../in-words.ts";
import { defaultPercentile, PercentileChips } from "../PercentileChips.tsx";
import { SaveMenu } from "../plot/SaveMenu.tsx";
import type { TimeScope } from "../range.ts";
import { PointTable } from "./PointTable.tsx";
import { TimeChart } from "./TimeChart.tsx";
import { type TimeLines, toTimeLines } from "./time-lines.ts";

/** The lines of these engines in this range. */
export interface AskedLines {
  drawn: readonly string[];
  scope: TimeScope & { successfulOnly: boolean; includeCached: boolean };
}

export interface TimeSectionProps extends AskedLines {
  table: EngineTable;
  isStale: boolean;
  /** Lines that will most likely be drawn when the table on its way is here; null: nobody knows, or none is on its way. */
  ahead: AskedLines | null;
  logarithmic: boolean;
  onZoom(fromS: number, toS: number): void;
  onZoomOut(): boolean;
}

/** Of more latencies the lines are shown before their bands are known, where both are read from the rows: of the others an import keeps sums. */
const minForTwoSteps = 1_000_000;
/** While data comes in the bands wait this long for a pause. */
const bandCalmMs = 2_000;

/** So many latencies a bucket should have of an engine, for a p95 that is more than the largest of a few. */
const valuesInBucket = 25;

/** As many buckets as there is room for, and no more than the engines have values for. In steps, so that data coming in does not ask anew each time. */
function toMaxBuckets(table: EngineTable, drawn: readonly string[]): number {
  const chosen = new Set(drawn);
  const n = table.engines.reduce((sum, { engineId, latencyMs }) => sum + (chosen.has(engineId) ? latencyMs.n : 0), 0);
  const most = drawn.length > 12 ? 60 : 120;
  const enough = n / Math.max(1, drawn.length) / valuesInBucket;
  return [12, 24, 40, 60].find((buckets) => buckets >= Math.min(enough, most)) ?? most;
}

const toInput = (table: EngineTable, { drawn, scope }: AskedLines, percentile: number) => ({
  ...scope,
  engines: [...drawn].sort(),
  percentiles: [percentile],
  maxBuckets: toMaxBuckets(table, drawn),
});

const takesTwoSteps = (table: EngineTable, { successfulOnly, includeCached }: AskedLines["scope"]) =>
  (successfulOnly || includeCached) && table.overall.latencyMs.n >= minForTwoSteps;

/** One percentile over time with its 95% band: the chart, or the same numbers as a table. */
export function TimeSection({ table, drawn, scope, isStale, ahead, logarithmic, onZoom, onZoomOut }: TimeSectionProps) {
  const [stored, setShown] = useViewState<number>("engines.percentile", 0);
  const [asTable, setAsTable] = useViewState("engines.timeTable", false);
  const percentile = table.percentiles.includes(stored) ? stored : defaultPercentile(table.percentiles);
  const input = useMemo(() => toInput(table, { drawn, scope }, percentile), [table, drawn, scope, percentile]);
  const inTwoSteps = takesTwoSteps(table, scope);
  const some = drawn.length > 0;
  const bare = useHostQuery("engines.series", input, { enabled: some && inTwoSteps, follows: "executions", keepPrevious: true });
  const sure = useHostQuery(
    "engines.series",
    { ...input, intervals: true },
    inTwoSteps
      ? { enabled: some && bare.data !== undefined && !bare.isOther, follows: "executions", calmMs: bandCalmMs }
      : { enabled: some, follows: "executions", keepPrevious: true },
  );
  // Asked with the table, of which the host makes one after the other, so that neither waits until this page has drawn the other.
  const aheadInput = useMemo(() => (ahead === null ? input : toInput(table, ahead, percentile)), [table, ahead, input, percentile]);
  useHostQuery(
    "engines.series",
    { ...aheadInput, intervals: true },
    { enabled: ahead !== null && !takesTwoSteps(table, ahead.scope), follows: "executions" },
  );
  const answer = sure.data === undefined && inTwoSteps ? bare : sure;
  const series = answer.data;
  const shownPercentile = series?.percentiles[0] ?? percentile;
  const data = useMemo(() => (series === undefined ? null : toTimeLines(series, drawn, shownPercentile)), [series, drawn, shownPercentile]);
  if (!some || series === undefined || data === null || answer.error !== null) {
    return <Unready title="Latency over time" none={!some} answer={answer} />;
  }

  function open(engineId: string, fromS: number, toS: number) {
    const { successfulOnly, includeCached } = scope;
    const from = Math.max(fromS, scope.fromS ?? fromS);
    const to = Math.min(toS, scope.toS ?? toS);
    navigate("executions", drillTo({ engines: [engineId], fromS: from, toS: to, successfulOnly, includeCached }, { sort: "slowest" }));
  }

  const bucket = formatSpan(data.bucketSeconds * 1000);
  const oneBucket = data.startsS.length === 1 ? " All data falls into one." : "";
  return (
    <ChartPanel
      title="Latency over time"
      controls={
        <div className={css.controlsInside}>
          <PercentileChips percentiles={table.percentiles} shown={percentile} onShown={setShown} />
          <Switch size="xs" label="Table" checked={asTable} onChange={(event) => setAsTable(event.currentTarget.checked)} />
          <SaveMenu title="Latency over time" engines={drawn} rows={() => toRows(data)} />
        </div>
      }
      note={data.startsS.length === 0 ? "" : `p${shownPercentile} per ${bucket} with its 95% interval, n below.${oneBucket} Drag to zoom.`}
      inWords={asTable ? [] : seriesInWords(series, drawn)}
      busy={answer.isOther || isStale}
    >
      {data.startsS.length === 0 ? (
        <NothingToDraw>No selected engine reports latency in this range.</NothingToDraw>
      ) : asTable ? (
        <PointTable data={data} onOpen={open} />
      ) : (
        <TimeChart data={data} logarithmic={logarithmic} onZoom={onZoom} onZoomOut={onZoomOut} onOpen={open} />
      )}
    </ChartPanel>
  );
}

/** The numbers of the chart for a file: times in Unix seconds, latencies in ms. */
function toRows({ lines, percentile, bucketSeconds }: TimeLines): Cell[][] {
  const heading = ["from_s", "to_s", "engine", "n", `p${percentile}_ms`, "low_ms", "high_ms"];
  const rows = lines.flatMap(({ engineId, points }) =>
    points.map(({ startS, n, value, low, high }): Cell[] => [
      startS,
      startS + bucketSeconds,
      engineId,
      n,
      value,
      low ?? null,
      high ?? null,
    ]),
  );
  return [heading, ...rows];
}
