import type { EngineSeries, EngineStats, LatencyDistribution } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatScore, formatTime, visibleText } from "../../components/format.ts";
import type { Drawn } from "./drawn.ts";

/** The charts in sentences, for who cannot see them. */

export function seriesInWords(series: EngineSeries, drawn: readonly Drawn[]): string[] {
  return drawn.map(({ engineId }) => {
    const points = (series.series.find((one) => one.engineId === engineId)?.points ?? []).filter((point) => point.n > 0);
    const name = visibleText(engineId);
    if (points.length === 0) return `${name}: no known latency in this range.`;
    const n = points.reduce((sum, point) => sum + point.n, 0);
    const spans = series.percentiles.map((percentile, index) => {
      const values = points.flatMap((point) => point.percentiles[index] ?? []);
      return values.length === 0 ? `p${percentile} unknown` : `p${percentile} ${between(values)}`;
    });
    const when = points.length === 1 ? `at ${formatTime(points[0]?.startS)}` : `in ${formatCount(points.length)} buckets`;
    return `${name}: ${formatNoun(n, "known latency", "known latencies")} ${when}; ${spans.join(", ")}.`;
  });
}

function between(values: readonly number[]): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least === most ? formatMs(least) : `from ${formatMs(least)} to ${formatMs(most)}`;
}

export function distributionInWords(distribution: LatencyDistribution, drawn: readonly Drawn[]): string[] {
  return drawn.map(({ engineId }) => {
    const engine = distribution.engines.find((one) => one.engineId === engineId);
    const name = visibleText(engineId);
    if (engine === undefined || engine.n === 0) return `${name}: no known latency in this range.`;
    const fullest = engine.counts.indexOf(Math.max(...engine.counts));
    const bin = `${formatMs(distribution.edgesMs[fullest])} to ${formatMs(distribution.edgesMs[fullest + 1])}`;
    return `${name}: ${formatNoun(engine.n, "known latency", "known latencies")}; most of them, ${formatCount(engine.counts[fullest])}, in the bin ${bin}.`;
  });
}

export interface ScatterPoint {
  engineId: string;
  p50: number;
  quality: number;
  n: number;
  qualityN: number;
  /** Its place when it is drawn in the other charts too. */
  place: number | null;
}

/** Engines that have both a median latency and a mean quality. @param medianIndex where p50 stands in the percentiles; −1 when it is not computed. */
export function scatterPoints(rows: readonly EngineStats[], medianIndex: number, drawn: readonly Drawn[]): ScatterPoint[] {
  const places = new Map(drawn.map(({ engineId, place }) => [engineId, place]));
  return rows.flatMap(({ engineId, latencyMs, quality }) => {
    const p50 = latencyMs.percentiles[medianIndex];
    if (p50 === null || p50 === undefined || quality.mean === null) return [];
    return [{ engineId, p50, quality: quality.mean, n: latencyMs.n, qualityN: quality.n, place: places.get(engineId) ?? null }];
  });
}

export function scatterInWords(points: readonly ScatterPoint[]): string[] {
  return points.map(
    ({ engineId, p50, quality, n, qualityN }) =>
      `${visibleText(engineId)}: p50 ${formatMs(p50)} (n ${formatCount(n)}), mean quality ${formatScore(quality)} (n ${formatCount(qualityN)}).`,
  );
}
