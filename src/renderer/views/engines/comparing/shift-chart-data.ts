import type { EngineComparison } from "../../../../contract/index.ts";

type Row = EngineComparison["latency"][number];

export interface ShiftPoint {
  percentile: number;
  /** Left to right, 0 to 1. */
  x: number;
  value: number;
  low: number | null;
  high: number | null;
  verdict: Row["difference"]["verdict"];
}

export interface ShiftChartData {
  points: ShiftPoint[];
  /** Runs of points whose interval has both ends: where the band is drawn. */
  bands: (ShiftPoint & { low: number; high: number })[][];
  /** From the lowest to the highest tick, in ms; 0 is inside. */
  ticks: number[];
}

/** What is drawn of the shift at each percentile; without latencies nothing. */
export function toShiftChart(rows: readonly Row[]): ShiftChartData {
  const points = rows.flatMap(({ percentile, difference: { value, low, high, verdict } }, i): ShiftPoint[] =>
    value === null ? [] : [{ percentile, x: rows.length < 2 ? 0.5 : i / (rows.length - 1), value, low, high, verdict }],
  );
  const bands: ShiftChartData["bands"] = [];
  let before: ShiftPoint | null = null;
  for (const point of points) {
    const isKnown = (one: ShiftPoint | null): one is ShiftPoint & { low: number; high: number } =>
      one !== null && one.low !== null && one.high !== null;
    if (isKnown(point)) {
      const last = bands.at(-1);
      if (isKnown(before) && last !== undefined) last.push(point);
      else bands.push([point]);
    }
    before = point;
  }
  const ends = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  return { points, bands, ticks: toTicks(Math.min(0, ...ends), Math.max(0, ...ends)) };
}

/** Round numbers from below the lowest value to above the highest, about five. */
export function toTicks(low: number, high: number): number[] {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // 0, not -0.
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, i) => (first + i) * step + 0);
}
