import type { EngineStats, Interval, StatsIntervals } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatScore, formatTick, formatUsd, visibleText } from "../../components/format.ts";

/** What of an engine is weighed against what, and the points of that chart. */

interface Measure {
  /** In a sentence: "mean quality". */
  label: string;
  /** On an axis, and before its value where one engine is looked at. */
  short: string;
  higherIsBetter: boolean;
  format(value: number): string;
  formatTick(value: number): string;
  /** @param medianIndex where p50 stands in the percentiles; −1 when it is not computed. */
  read(stats: EngineStats, medianIndex: number): { value: number | null; n: number };
  /** @param sure with p50 as the only percentile. */
  interval(sure: StatsIntervals): Interval | undefined;
}

export const measures = {
  latency: {
    label: "p50 latency",
    short: "p50 latency",
    higherIsBetter: false,
    format: formatMs,
    formatTick,
    read: ({ latencyMs }, medianIndex) => ({ value: latencyMs.percentiles[medianIndex] ?? null, n: latencyMs.n }),
    interval: ({ percentiles }) => percentiles[0],
  },
  quality: {
    label: "mean quality",
    short: "quality",
    higherIsBetter: true,
    format: formatScore,
    formatTick: String,
    read: ({ quality: { mean, n } }) => ({ value: mean, n }),
    interval: ({ quality }) => quality,
  },
  cost: {
    label: "mean cost",
    short: "cost each",
    higherIsBetter: false,
    format: formatUsd,
    formatTick: formatUsd,
    read: ({ usage: { costUsd } }) => ({ value: costUsd.n === 0 ? null : costUsd.sum / costUsd.n, n: costUsd.n }),
    interval: ({ cost }) => cost,
  },
} as const satisfies Record<string, Measure>;
type MeasureName = keyof typeof measures;

export interface Trade {
  title: string;
  x: MeasureName;
  y: MeasureName;
}

export const trades = {
  quality: { title: "Latency vs quality", x: "latency", y: "quality" },
  cost: { title: "Latency vs cost", x: "latency", y: "cost" },
  costQuality: { title: "Cost vs quality", x: "cost", y: "quality" },
} as const satisfies Record<string, Trade>;
export type TradeName = keyof typeof trades;

/** What is stored may be of another version. */
export const toTradeName = (stored: string): TradeName => (Object.hasOwn(trades, stored) ? (stored as TradeName) : "quality");

export interface ScatterPoint {
  engineId: string;
  x: number;
  y: number;
  xN: number;
  yN: number;
  /** Whether it is in the other charts, too. */
  drawn: boolean;
}

/** Engines that have both numbers. @param medianIndex as `Measure.read` has it. */
export function scatterPoints(rows: readonly EngineStats[], medianIndex: number, drawn: readonly string[], trade: Trade): ScatterPoint[] {
  const inCharts = new Set(drawn);
  return rows.flatMap((row) => {
    const [x, y] = [measures[trade.x].read(row, medianIndex), measures[trade.y].read(row, medianIndex)];
    if (x.value === null || y.value === null) return [];
    return [{ engineId: row.engineId, x: x.value, y: y.value, xN: x.n, yN: y.n, drawn: inCharts.has(row.engineId) }];
  });
}

/** Maximum number of plotted points: more cannot be told apart, and each is a DOM node. */
export const maxScatterPoints = 300;

/**
 * The points that are drawn when there are more than `most`: those drawn in the other charts too, those that no other beats, the best and the worst at either scale,
 * and of the rest those with the most known values. The same every time.
 */
export function chosenPoints(points: readonly ScatterPoint[], best: readonly ScatterPoint[], most = maxScatterPoints): ScatterPoint[] {
  if (points.length <= most) return [...points];
  const byId = (a: ScatterPoint, b: ScatterPoint) => (a.engineId < b.engineId ? -1 : 1);
  const chosen = new Set([...points.filter((point) => point.drawn), ...best]);
  const ends = [
    (a: ScatterPoint, b: ScatterPoint) => a.x - b.x,
    (a: ScatterPoint, b: ScatterPoint) => b.x - a.x,
    (a: ScatterPoint, b: ScatterPoint) => a.y - b.y,
    (a: ScatterPoint, b: ScatterPoint) => b.y - a.y,
  ];
  for (const end of ends)
    for (const point of points.toSorted((a, b) => end(a, b) || byId(a, b)).slice(0, Math.ceil(most / 20))) chosen.add(point);
  for (const point of points.toSorted((a, b) => b.xN - a.xN || byId(a, b))) {
    if (chosen.size >= most) break;
    chosen.add(point);
  }
  return points.filter((point) => chosen.has(point));
}

/** Maximum number of engines described in sentences, the plotted ones first. */
const maxInWords = 30;

/** The chart in sentences, for screen readers. @param total engines that report both numbers, described or not. @param best those that no other beats. */
export function scatterInWords(
  points: readonly ScatterPoint[],
  total: number,
  trade: Trade,
  best: readonly { engineId: string }[] = [],
): string[] {
  const [x, y] = [measures[trade.x], measures[trade.y]];
  const isBest = new Set(best.map(({ engineId }) => engineId));
  const told = points.toSorted((a, b) => Number(b.drawn) - Number(a.drawn)).slice(0, maxInWords);
  const sentences = told.map((point) => {
    const values = `${x.label} ${x.format(point.x)} (n ${formatCount(point.xN)}), ${y.label} ${y.format(point.y)} (n ${formatCount(point.yN)})`;
    return `${visibleText(point.engineId)}: ${values}${isBest.has(point.engineId) ? "; none beats it in both" : ""}.`;
  });
  if (total > told.length) sentences.push(`${formatNoun(total - told.length, "more engine", "more engines")}: see the table.`);
  return sentences;
}
