import type { EngineSeries } from "../../../contract/index.ts";
import type { Drawn } from "./drawn.ts";
import type { LatencyAxis } from "./latency-axis.ts";

/** What one line of the chart over time is: an engine's percentile. */
export interface Line {
  key: string;
  engineId: string;
  place: number;
  percentile: number;
}

/** One bucket of time; its lines' places on the axis under the line's key, what is behind them under `buckets`. */
export interface TimeRow {
  startS: number;
  buckets: Bucket[];
  [line: string]: number | null | Bucket[];
}

export interface Bucket {
  engineId: string;
  place: number;
  n: number;
  /** In the order of the series' percentiles, in ms. */
  percentiles: (number | null)[];
}

/** The key of a line. By place and number, never by id: an engine may be called anything, "__proto__" too. */
const toKey = (place: number, percentile: number) => `e${place}p${percentile}`;

export function toLines(drawn: readonly Drawn[], percentiles: readonly number[]): Line[] {
  return drawn.flatMap(({ engineId, place }) =>
    percentiles.map((percentile) => ({ key: toKey(place, percentile), engineId, place, percentile })),
  );
}

/** Every latency that will be drawn, for the axis. */
export function getLatencies(series: EngineSeries, shown: readonly number[]): number[] {
  const indexes = shown.map((percentile) => series.percentiles.indexOf(percentile));
  return series.series.flatMap(({ points }) =>
    points.flatMap((point) =>
      indexes.flatMap((index) => {
        const value = point.percentiles[index];
        return value === null || value === undefined ? [] : [value];
      }),
    ),
  );
}

/**
 * Rows by time for the chart. A bucket in which an engine has no known latency breaks that engine's lines:
 * a line over a gap would claim values nobody measured.
 */
export function timeRows(series: EngineSeries, drawn: readonly Drawn[], axis: LatencyAxis): TimeRow[] {
  const rows = new Map<number, TimeRow>();
  for (const { engineId, place } of drawn) {
    const points = series.series.find((one) => one.engineId === engineId)?.points ?? [];
    for (const point of points) {
      if (point.n === 0) continue;
      const row = rows.get(point.startS) ?? { startS: point.startS, buckets: [] };
      rows.set(point.startS, row);
      row.buckets.push({ engineId, place, n: point.n, percentiles: point.percentiles });
      series.percentiles.forEach((percentile, index) => {
        const value = point.percentiles[index];
        row[toKey(place, percentile)] = value === null || value === undefined ? null : axis.place(value);
      });
    }
  }
  return withBreaks(
    [...rows.values()].sort((a, b) => a.startS - b.startS),
    series.bucketSeconds,
  );
}

/** Puts an empty row into every gap without data, so that lines stop there. */
function withBreaks(rows: TimeRow[], bucketSeconds: number): TimeRow[] {
  const all: TimeRow[] = [];
  let last: TimeRow | undefined;
  for (const row of rows) {
    if (last !== undefined && row.startS - last.startS > bucketSeconds * 1.5) {
      all.push({ startS: last.startS + bucketSeconds, buckets: [] });
    }
    all.push(row);
    last = row;
  }
  return all;
}

/** Whether two chosen engines overlap in no time at all, or each has only one bucket, is plain from the rows; a single one needs saying. */
export function isOneMoment(rows: readonly TimeRow[]): boolean {
  return rows.filter((row) => row.buckets.length > 0).length === 1;
}
