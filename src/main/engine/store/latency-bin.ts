/**
 * Bins of latency that are kept beside it in the index: percentiles are found by counting bins, which is several times cheaper than counting doubles.
 * Bins are of equal width on the axis of the fourth root, which spreads small and large latencies evenly. No larger latency has a lower bin: each step
 * is rounded correctly. (A logarithm may be off by an ulp either way.) From 4.6 hours on all are in the last bin.
 */

/** 2 byte. */
export const latencyBinType = "USMALLINT";

const binsPerRoot = 1024;
const lastBin = 65_535;

/** SQL of the bin of a latency in ms; NULL where that is NULL. @param column trusted SQL of a DOUBLE. */
export function latencyBinSql(column: string): string {
  return `least(${lastBin}, floor(sqrt(sqrt(greatest(${column}, 0e0))) * ${binsPerRoot}))::${latencyBinType}`;
}

/** How many bins the latencies from `minMs` to `maxMs` lie in, at most. */
export function countBins(minMs: number, maxMs: number): number {
  const binOf = (ms: number) => Math.min(lastBin, Math.floor(Math.sqrt(Math.sqrt(Math.max(ms, 0))) * binsPerRoot));
  return binOf(maxMs) - binOf(minMs) + 1;
}
