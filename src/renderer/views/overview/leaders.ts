import type { EngineIntervals, EngineStats, EngineTable, Interval } from "../../../contract/index.ts";

/** What stands out among engines. Nothing is said of one with too few values to say it. */

/** Below so many values a percentile is one of the last few values themselves. */
const fewest: readonly (readonly [percentile: number, n: number])[] = [
  [99, 100],
  [95, 20],
  [50, 5],
];

export interface Slowest {
  engineId: string;
  percentile: number;
  valueMs: number;
  n: number;
  interval: Interval;
  /** The engine after it, at the same percentile. */
  next: { engineId: string; valueMs: number } | null;
  /** Engines left out because they have too few latencies. */
  leftOut: number;
}

/** The engine with the largest p99; of p95 or p50 where no engine has latencies enough. */
export function findSlowest(table: EngineTable, intervals: EngineIntervals | undefined): Slowest | null {
  const timed = table.engines.filter(({ latencyMs }) => latencyMs.n > 0);
  for (const [percentile, n] of fewest) {
    const at = table.percentiles.indexOf(percentile);
    if (at < 0) continue;
    const value = (engine: EngineStats) => engine.latencyMs.percentiles[at] ?? 0;
    const known = timed.filter(({ latencyMs }) => latencyMs.n >= n).sort((a, b) => value(b) - value(a));
    const [worst, next] = known;
    if (worst === undefined) continue;
    const sure = intervals?.engines.find(({ engineId }) => engineId === worst.engineId);
    return {
      engineId: worst.engineId,
      percentile,
      valueMs: value(worst),
      n: worst.latencyMs.n,
      interval: sure?.percentiles[intervals?.percentiles.indexOf(percentile) ?? -1] ?? unknown,
      next: next === undefined ? null : { engineId: next.engineId, valueMs: value(next) },
      leftOut: timed.length - known.length,
    };
  }
  return null;
}

export interface Best {
  engineId: string;
  mean: number;
  n: number;
  interval: Interval;
  /** Engines whose interval reaches into the leader's: they may be as good. */
  rivals: string[];
  leftOut: number;
}

const fewestScores = 5;

/** The engine with the highest mean quality, and those that may be as good. */
export function findBest(table: EngineTable, intervals: EngineIntervals | undefined): Best | null {
  const scored = table.engines.filter(({ quality }) => quality.n > 0);
  const known = scored.filter(({ quality }) => quality.n >= fewestScores).sort((a, b) => (b.quality.mean ?? 0) - (a.quality.mean ?? 0));
  const [best] = known;
  if (best === undefined || best.quality.mean === null) return null;
  const interval = (engineId: string) => intervals?.engines.find((one) => one.engineId === engineId)?.quality ?? unknown;
  const own = interval(best.engineId);
  const reaches = ({ high }: Interval) => high !== null && own.low !== null && high >= own.low;
  return {
    engineId: best.engineId,
    mean: best.quality.mean,
    n: best.quality.n,
    interval: own,
    rivals: known.flatMap(({ engineId }) => (engineId !== best.engineId && reaches(interval(engineId)) ? [engineId] : [])),
    leftOut: scored.length - known.length,
  };
}

export interface Failing {
  engineId: string;
  failed: number;
  count: number;
  /** Of the success rate. */
  interval: Interval;
}

/** The engine that surely fails most: the one whose success rate is at most so high. Null where none fails. */
export function findFailing(table: EngineTable, intervals: EngineIntervals | undefined): Failing | null {
  const rows = table.engines.flatMap(({ engineId, count, successCount }) => {
    const interval = intervals?.engines.find((one) => one.engineId === engineId)?.success;
    return interval?.high == null || successCount === count ? [] : [{ engineId, failed: count - successCount, count, interval }];
  });
  return rows.sort((a, b) => (a.interval.high ?? 1) - (b.interval.high ?? 1))[0] ?? null;
}

const unknown: Interval = { low: null, high: null };
