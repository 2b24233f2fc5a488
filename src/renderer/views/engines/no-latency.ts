import type { EngineStats } from "../../../contract/index.ts";
import { formatCount } from "../../components/format.ts";

/**
 * Why there is no latency to plot, and what to do; null where there is one.
 * @param overall of all engines in the range.
 */
export function explainNoLatency(overall: Pick<EngineStats, "count" | "latencyMs">): string | null {
  const { n, cachedN } = overall.latencyMs;
  if (n > 0 || overall.count === 0) return null;
  if (cachedN > 0)
    return `Every latency here (${formatCount(cachedN)}) is that of a cached answer, not of an engine: switch “Include cached answers” on to plot them.`;
  return "No latency was recorded here. To plot one, send metrics.latency_ms with each execution; results of evaluations and batches rarely hold it.";
}
