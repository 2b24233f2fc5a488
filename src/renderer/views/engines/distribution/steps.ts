import type { LatencyDistribution } from "../../../../contract/index.ts";

/** The shape of latencies, by bins of equal width on a logarithmic axis. Heights are shares of an engine's own known latencies, so that engines of different n compare. */

export const distributionShapes = ["ecdf", "histogram"] as const;
export type DistributionShape = (typeof distributionShapes)[number];

export interface Spread {
  engineId: string;
  n: number;
  counts: readonly number[];
}

export interface Bins {
  /** One more than there are bins; bin i holds edge[i] ≤ latency < edge[i+1]. */
  edgesMs: readonly number[];
  engines: readonly Spread[];
}

/** The drawn engines that have a latency, in their order; `every` bins become one. The bin of zeros stays by itself. */
export function toBins(distribution: LatencyDistribution, drawn: readonly string[], every = 1): Bins {
  const { edgesMs } = distribution;
  const first = edgesMs[0] === 0 ? 1 : 0;
  const starts = edgesMs
    .slice(0, -1)
    .map((_, bin) => bin)
    .filter((bin) => bin < first || (bin - first) % every === 0);
  const byEngine = new Map(distribution.engines.map((engine) => [engine.engineId, engine]));
  const merged = (counts: readonly number[]) =>
    starts.map((start, i) => counts.slice(start, starts[i + 1] ?? counts.length).reduce((sum, count) => sum + count, 0));
  return {
    edgesMs: edgesMs.length === 0 ? [] : [...starts.map((start) => edgesMs[start] as number), edgesMs.at(-1) as number],
    engines: drawn.flatMap((engineId) => {
      const found = byEngine.get(engineId);
      return found === undefined || found.n === 0 ? [] : [{ engineId, n: found.n, counts: merged(found.counts) }];
    }),
  };
}

/** How many latencies are below each edge, 0 first and n last. */
export function cumulative({ counts }: Spread): number[] {
  let sum = 0;
  return [0, ...counts.map((count) => (sum += count))];
}

/** The highest share of all bins. */
export const largestShare = ({ engines }: Bins): number =>
  engines.reduce((most, { counts, n }) => Math.max(most, ...counts.map((count) => count / n)), 0);

/** The bin that holds a latency; the nearest one outside them. */
export function binAt(edgesMs: readonly number[], ms: number): number {
  const next = edgesMs.findIndex((edge) => edge > ms);
  return next < 0 ? edgesMs.length - 2 : Math.max(0, next - 1);
}

/** The largest number below a positive one: what "less than" is in a filter of "at most". */
export const justBelow = (ms: number): number => ms * (1 - Number.EPSILON / 2);
