import type { EngineSeries, EngineStats, LatencyDistribution } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatScore, formatTime, formatUsd, visibleText } from "../../components/format.ts";

/** The charts in sentences, for screen readers. */

/** Maximum number of engines described in sentences, the plotted ones first. */
const maxInWords = 30;

export function seriesInWords(series: EngineSeries, drawn: readonly string[]): string[] {
  return drawn.slice(0, maxInWords).map((engineId) => {
    const points = (series.series.find((one) => one.engineId === engineId)?.points ?? []).filter((point) => point.n > 0);
    const name = visibleText(engineId);
    if (points.length === 0) return `${name}: no latency reported in this range.`;
    const n = points.reduce((sum, point) => sum + point.n, 0);
    const spans = series.percentiles.map((percentile, index) => {
      const values = points.flatMap((point) => point.percentiles[index] ?? []);
      return values.length === 0 ? `p${percentile} unknown` : `p${percentile} ${between(values)}`;
    });
    const when = points.length === 1 ? `at ${formatTime(points[0]?.startS)}` : `in ${formatCount(points.length)} buckets`;
    return `${name}: ${formatNoun(n, "latency", "latencies")} ${when}; ${spans.join(", ")}.`;
  });
}

function between(values: readonly number[]): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least === most ? formatMs(least) : `from ${formatMs(least)} to ${formatMs(most)}`;
}

export function distributionInWords(distribution: LatencyDistribution, drawn: readonly string[]): string[] {
  return drawn.slice(0, maxInWords).map((engineId) => {
    const engine = distribution.engines.find((one) => one.engineId === engineId);
    const name = visibleText(engineId);
    if (engine === undefined || engine.n === 0) return `${name}: no latency reported in this range.`;
    const fullest = engine.counts.indexOf(Math.max(...engine.counts));
    const bin = `${formatMs(distribution.edgesMs[fullest])} to ${formatMs(distribution.edgesMs[fullest + 1])}`;
    return `${name}: ${formatNoun(engine.n, "latency", "latencies")}; most of them, ${formatCount(engine.counts[fullest])}, in the bin ${bin}.`;
  });
}

/** What latency is compared with: mean quality, or mean cost of an execution. */
export type TradedFor = "quality" | "cost";

export interface ScatterPoint {
  engineId: string;
  /** Median latency in ms. */
  x: number;
  y: number;
  n: number;
  yN: number;
  /** Whether it is in the other charts, too. */
  drawn: boolean;
}

/** Engines that have both a median latency and the other. @param medianIndex where p50 stands in the percentiles; −1 when it is not computed. */
export function scatterPoints(
  rows: readonly EngineStats[],
  medianIndex: number,
  drawn: readonly string[],
  tradedFor: TradedFor = "quality",
): ScatterPoint[] {
  const inCharts = new Set(drawn);
  return rows.flatMap(({ engineId, latencyMs, quality, usage: { costUsd } }) => {
    const p50 = latencyMs.percentiles[medianIndex];
    const [y, yN] = tradedFor === "quality" ? [quality.mean, quality.n] : [costUsd.n === 0 ? null : costUsd.sum / costUsd.n, costUsd.n];
    if (p50 === null || p50 === undefined || y === null) return [];
    return [{ engineId, x: p50, y, n: latencyMs.n, yN, drawn: inCharts.has(engineId) }];
  });
}

/** Maximum number of plotted points: more cannot be told apart, and each is a DOM node. */
export const maxScatterPoints = 300;

/**
 * The points that are drawn when there are more than `most`: those drawn in the other charts too, the best and the worst at either scale,
 * and of the rest those with the most known latencies. The same every time.
 */
export function chosenPoints(points: readonly ScatterPoint[], most = maxScatterPoints): ScatterPoint[] {
  if (points.length <= most) return [...points];
  const byId = (a: ScatterPoint, b: ScatterPoint) => (a.engineId < b.engineId ? -1 : 1);
  const chosen = new Set(points.filter((point) => point.drawn));
  const ends = [
    (a: ScatterPoint, b: ScatterPoint) => a.x - b.x,
    (a: ScatterPoint, b: ScatterPoint) => b.x - a.x,
    (a: ScatterPoint, b: ScatterPoint) => a.y - b.y,
    (a: ScatterPoint, b: ScatterPoint) => b.y - a.y,
  ];
  for (const end of ends)
    for (const point of points.toSorted((a, b) => end(a, b) || byId(a, b)).slice(0, Math.ceil(most / 20))) chosen.add(point);
  for (const point of points.toSorted((a, b) => b.n - a.n || byId(a, b))) {
    if (chosen.size >= most) break;
    chosen.add(point);
  }
  return points.filter((point) => chosen.has(point));
}

/** @param total engines that report both numbers, described or not. */
export function scatterInWords(points: readonly ScatterPoint[], total: number, tradedFor: TradedFor = "quality"): string[] {
  const told = points.toSorted((a, b) => Number(b.drawn) - Number(a.drawn)).slice(0, maxInWords);
  const sentences = told.map(
    ({ engineId, x, y, n, yN }) =>
      `${visibleText(engineId)}: p50 ${formatMs(x)} (n ${formatCount(n)}), mean ${tradedFor} ${tradedFor === "quality" ? formatScore(y) : formatUsd(y)} (n ${formatCount(yN)}).`,
  );
  if (total > told.length) sentences.push(`${formatNoun(total - told.length, "more engine", "more engines")}: see the table.`);
  return sentences;
}
