import { formatNoun } from "../../components/format.ts";

/** A high percentile of few values is little more than the largest of them; screens grey it and say why. */

const rules = [
  { fromPercentile: 99, values: 100 },
  { fromPercentile: 95, values: 20 },
] as const;

/**
 * Why a percentile should not be leaned on, in a sentence; null when it may be.
 * @param n how many values it was computed from.
 */
export function tooFewFor(percentile: number, n: number): string | null {
  const rule = rules.find(({ fromPercentile }) => percentile >= fromPercentile);
  if (rule === undefined || n >= rule.values) return null;
  return `p${percentile} of ${formatNoun(n, "value")} is not reliable: it needs at least ${rule.values} latencies.`;
}
