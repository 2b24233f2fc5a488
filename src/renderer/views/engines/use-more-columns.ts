import { useMemo } from "react";
import type { EngineStats, EngineTable } from "../../../contract/index.ts";
import { useHostQuery } from "../../state/queries.ts";
import type { Stats } from "./columns.ts";
import type { TimeScope } from "./range.ts";

/** Engines whose trend is asked for: more are not looked at in one table. */
const maxTrends = 200;
const trendBuckets = 24;
/** Columns that are not looked at while data comes in wait for a pause. */
const calmMs = 1_000;

export type EngineRow = EngineStats & Stats;

interface Asked {
  table: EngineTable | undefined;
  scope: TimeScope & { successfulOnly: boolean; includeCached: boolean };
  engines: string[];
  percentile: number;
  /** Whether there are any: numbers take their colours from them. */
  hasObjectives: boolean;
  /** Keys of the columns shown: only what they need is asked for. */
  shown: readonly string[];
}

/** The rows of the table with what some columns ask for apart: speed, change, and the percentile over time. */
export function useMoreColumns({ table, scope, engines, percentile, shown, hasObjectives }: Asked): {
  rows: EngineRow[];
  overall: Stats | undefined;
} {
  const some = engines.length === 0 ? {} : { engines };
  const { fromS, toS } = scope;
  const hasRows = table !== undefined && table.engines.length > 0;
  const needsSpeed = hasRows && ["ttft50", "ttft95", "speed"].some((key) => shown.includes(key));
  const needsResources = hasRows && shown.some((key) => /^(memory|cpu)\d/.test(key));
  const hasRange = fromS !== undefined && toS !== undefined && fromS < toS;
  const needsChange = hasRows && hasRange && ["change", "successChange"].some((key) => shown.includes(key));
  const trended = useMemo(
    () =>
      (table?.engines ?? [])
        .filter(({ latencyMs }) => latencyMs.n > 0)
        .slice(0, maxTrends)
        .map(({ engineId }) => engineId),
    [table],
  );
  const options = { follows: "executions", keepPrevious: true, calmMs } as const;
  const speed = useHostQuery("engines.speed", { ...scope, ...some }, { ...options, enabled: needsSpeed }).data;
  const resources = useHostQuery("engines.resources", { ...scope, ...some }, { ...options, enabled: needsResources }).data;
  const change = useHostQuery(
    "engines.change",
    { ...scope, ...some, fromS: fromS ?? 0, toS: toS ?? 1, percentile },
    { ...options, enabled: needsChange },
  ).data;
  const judged = useHostQuery(
    "engines.objectives",
    { ...(fromS === undefined ? {} : { fromS }), ...(toS === undefined ? {} : { toS }), ...some },
    { ...options, enabled: hasRows && hasObjectives },
  ).data;
  const series = useHostQuery(
    "engines.series",
    { ...scope, engines: trended, percentiles: [percentile], maxBuckets: trendBuckets },
    { ...options, enabled: shown.includes("trend") && trended.length > 0 },
  ).data;
  return useMemo(() => {
    const speeds = new Map(needsSpeed ? speed?.engines.map((one) => [one.engineId, one]) : []);
    const allResources = new Map(needsResources ? resources?.engines.map((one) => [one.engineId, one]) : []);
    const changes = new Map(needsChange ? change?.engines.map((one) => [one.engineId, one]) : []);
    const objectives = new Map(hasObjectives ? judged?.engines.map((one) => [one.engineId, one]) : []);
    const trends = new Map(series?.series.map(({ engineId, points }) => [engineId, points]));
    const starts = [...new Set(series?.series.flatMap(({ points }) => points.map(({ startS }) => startS)))].sort((a, b) => a - b);
    const [first = 0, last = 0] = [starts[0], starts.at(-1)];
    const width = series?.bucketSeconds ?? 1;
    const toTrend = (engineId: string) => {
      const points = trends.get(engineId);
      if (points === undefined) return undefined;
      const line = new Array<number | null>(Math.round((last - first) / width) + 1).fill(null);
      for (const point of points) line[Math.round((point.startS - first) / width)] = point.percentiles[0] ?? null;
      return line;
    };
    return {
      rows: (table?.engines ?? []).map((row) => ({
        ...row,
        speed: speeds.get(row.engineId),
        resources: allResources.get(row.engineId),
        change: changes.get(row.engineId),
        objectives: objectives.get(row.engineId),
        trend: toTrend(row.engineId),
      })),
      overall: table && {
        ...table.overall,
        speed: needsSpeed ? speed?.overall : undefined,
        resources: needsResources ? resources?.overall : undefined,
        change: needsChange ? change?.overall : undefined,
      },
    };
  }, [table, speed, resources, change, judged, series, needsSpeed, needsResources, needsChange, hasObjectives]);
}
