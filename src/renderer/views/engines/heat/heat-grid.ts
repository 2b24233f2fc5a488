import type { LatencyHeat } from "../../../../contract/index.ts";
import { latencyAxis } from "../latency-axis.ts";
import type { Size } from "../plot/Panels.tsx";
import { timeTicks } from "../time-axis.ts";

/** A heat map in px: time along the width, latency upwards in rows of equal height, how many by colour. */

/** Classes of colour, the palest first: shares of the engine's colour over the background. */
export const opacities = [0.18, 0.36, 0.56, 0.78, 1] as const;

/**
 * How many a cell of each class holds at least: equal steps of ratio up to the largest, so that one slow answer is seen beside thousands.
 * @returns 1 first; fewer than the classes where there are not that many counts.
 */
export function toThresholds(largest: number): number[] {
  const steps = opacities.map((_, i) => Math.max(i + 1, Math.round(largest ** (i / opacities.length))));
  return [...new Set(steps)].filter((step) => step <= Math.max(1, largest));
}

/** The class of a count. */
export const toClass = (count: number, thresholds: readonly number[]): number => thresholds.findLastIndex((step) => count >= step);

export interface HeatGrid {
  left: number;
  right: number;
  top: number;
  bottom: number;
  rowPx: number;
  bucketPx: number;
  /** The left edge of a bucket. */
  x(startS: number): number;
  /** The upper edge of a bin. */
  y(bin: number): number;
  /** The start of the bucket, and the bin, at a place; the nearest ones outside. */
  at(x: number, y: number): { startS: number; bin: number };
  xTicks: { at: number; label: string }[];
  yTicks: { at: number; label: string }[];
}

/** First bucket, and the end of the last one, of all engines in the map. */
export function toSpan({ engines, bucketSeconds }: LatencyHeat): { fromS: number; toS: number } {
  const starts = engines.flatMap(({ cells }) => [cells[0]?.startS ?? 0, cells.at(-1)?.startS ?? 0]);
  return { fromS: Math.min(...starts), toS: Math.max(...starts) + bucketSeconds };
}

export function toGrid({ width, height, small }: Size, heat: LatencyHeat): HeatGrid {
  const { edgesMs, bucketSeconds } = heat;
  const { fromS, toS } = toSpan(heat);
  const [left, right] = [small ? 48 : 58, Math.max(68, width - (small ? 8 : 14))];
  const [top, bottom] = [small ? 4 : 8, Math.max(24, height - (small ? 18 : 34))];
  const buckets = Math.max(1, Math.round((toS - fromS) / bucketSeconds));
  const bins = Math.max(1, edgesMs.length - 1);
  const [bucketPx, rowPx] = [(right - left) / buckets, (bottom - top) / bins];
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(value)));
  const zeros = edgesMs[0] === 0 ? 1 : 0;
  const [low, high] = [edgesMs[zeros] ?? 1, edgesMs.at(-1) ?? 1];
  const place = (ms: number) => bottom - (zeros + (Math.log(ms / low) / Math.log(high / low)) * (bins - zeros)) * rowPx;
  const every = Math.max(1, Math.ceil((16 * 5) / (bottom - top)));
  const round = high > low * 1.000_001 ? latencyAxis([low, high], true) : null;
  const ticks = (round?.ticks ?? [])
    .map((tick) => ({ ms: 10 ** tick, label: round?.label(tick) ?? "" }))
    .filter(({ ms }) => ms >= low && ms <= high);
  const { ticks: times, label } = timeTicks(fromS, toS, Math.max(1, Math.floor((right - left) / 85)));
  return {
    left,
    right,
    top,
    bottom,
    rowPx,
    bucketPx,
    x: (startS) => left + ((startS - fromS) / bucketSeconds) * bucketPx,
    y: (bin) => bottom - (bin + 1) * rowPx,
    at: (x, y) => ({ startS: fromS + within((x - left) / bucketPx, buckets) * bucketSeconds, bin: within((bottom - y) / rowPx, bins) }),
    xTicks: times.map((tick) => ({ at: left + ((tick - fromS) / bucketSeconds) * bucketPx, label: label(tick) })),
    yTicks: [
      ...(zeros === 1 ? [{ at: bottom - rowPx / 2, label: "0 ms" }] : []),
      ...ticks.filter((_, i) => i % every === 0).map(({ ms, label: text }) => ({ at: place(ms), label: text })),
    ],
  };
}

/** The cells of one engine as one path for each class. */
export function toPaths({ cells }: LatencyHeat["engines"][number], grid: HeatGrid, thresholds: readonly number[]): string[] {
  const paths = thresholds.map(() => "");
  const round = (value: number) => Math.round(value * 100) / 100;
  // Wide cells stand apart a little; narrow ones touch, so that no stripes show.
  const [width, height] = [
    grid.bucketPx > 4 ? grid.bucketPx - 0.5 : grid.bucketPx + 0.2,
    grid.rowPx > 4 ? grid.rowPx - 0.5 : grid.rowPx + 0.2,
  ];
  for (const { startS, bin, count } of cells)
    paths[toClass(count, thresholds)] +=
      `M${round(grid.x(startS))} ${round(grid.y(bin))}h${round(width)}v${round(height)}h${-round(width)}z`;
  return paths;
}

/** What a class holds, in words: "1", "2–6", "40–98". */
export const toLabels = (thresholds: readonly number[], largest: number, format: (count: number) => string): string[] =>
  thresholds.map((from, i) => {
    const to = (thresholds[i + 1] ?? largest + 1) - 1;
    return to <= from ? format(from) : `${format(from)}–${format(to)}`;
  });
