import type { EngineSeries } from "../../../../contract/index.ts";
import { tooFewFor } from "../columns.ts";

/** One bucket of one engine. */
export interface TimePoint {
  startS: number;
  n: number;
  /** The percentile in ms. */
  value: number;
  /** Its 95% interval; null where it is open, undefined where it was not asked for. */
  low: number | null | undefined;
  high: number | null | undefined;
  /** Of too few values to lean on. */
  weak: boolean;
}

/** One engine over time. */
export interface TimeLine {
  engineId: string;
  points: readonly TimePoint[];
}

export interface TimeLines {
  bucketSeconds: number;
  percentile: number;
  lines: readonly TimeLine[];
  /** Starts of all buckets with data, ascending. */
  startsS: readonly number[];
  /** From the first bucket to the end of the last. */
  fromS: number;
  toS: number;
  /** Most values in one bucket of one engine. */
  mostN: number;
}

/** The lines of one percentile, in the order of `drawn`. An engine without a known latency has a line without points. */
export function toTimeLines(series: EngineSeries, drawn: readonly string[], percentile: number): TimeLines {
  const index = series.percentiles.indexOf(percentile);
  const byEngine = new Map(series.series.map(({ engineId, points }) => [engineId, points]));
  const lines = drawn.map((engineId) => ({
    engineId,
    points: (byEngine.get(engineId) ?? []).flatMap(({ startS, n, percentiles, intervals }): TimePoint[] => {
      const value = percentiles[index];
      if (typeof value !== "number" || n === 0) return [];
      const { low, high } = intervals?.[index] ?? {};
      return [{ startS, n, value, low, high, weak: tooFewFor(percentile, n) !== null }];
    }),
  }));
  const points = lines.flatMap((line) => line.points);
  const startsS = [...new Set(points.map(({ startS }) => startS))].sort((a, b) => a - b);
  const { bucketSeconds } = series;
  return {
    bucketSeconds,
    percentile,
    lines,
    startsS,
    fromS: startsS[0] ?? 0,
    toS: (startsS.at(-1) ?? 0) + bucketSeconds,
    mostN: points.reduce((most, { n }) => Math.max(most, n), 0),
  };
}

/** Every latency that is drawn, for the axis: the values and the ends of their intervals. */
export function toLatencies({ lines }: TimeLines): number[] {
  const ends = (end: number | null | undefined) => (typeof end === "number" ? [end] : []);
  return lines.flatMap(({ points }) => points.flatMap(({ value, low, high }) => [value, ...ends(low), ...ends(high)]));
}

/** Points that one line joins: a bucket without data breaks it, since a line over a gap would claim values that nobody measured. */
export function toRuns(points: readonly TimePoint[], bucketSeconds: number): TimePoint[][] {
  const runs: TimePoint[][] = [];
  let last: TimePoint | undefined;
  for (const point of points) {
    if (last !== undefined && point.startS - last.startS <= bucketSeconds * 1.5) runs.at(-1)?.push(point);
    else runs.push([point]);
    last = point;
  }
  return runs;
}

/** The start of the bucket nearest to a time. @param startsS ascending. @returns undefined without buckets. */
export function nearestStart(startsS: readonly number[], bucketSeconds: number, atS: number): number | undefined {
  let low = 0;
  let high = startsS.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [here = 0, next = 0] = [startsS[middle], startsS[middle + 1]];
    if (atS - bucketSeconds / 2 > (here + next) / 2) low = middle + 1;
    else high = middle;
  }
  return startsS[low];
}
