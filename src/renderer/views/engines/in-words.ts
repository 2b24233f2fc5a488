import type { EngineSeries, LatencyDistribution } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatTime, visibleText } from "../../components/format.ts";

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
