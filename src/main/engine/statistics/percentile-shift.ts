import { betaQuantile, normalTail } from "./beta-quantile.ts";
import type { Difference } from "./difference.ts";

/**
 * Where the bootstrap distribution of a percentile is read: at points of the normal distribution a tenth apart, so that the tails are as fine as the middle, each
 * with the part of the distribution around it.
 */
const points = Array.from({ length: 81 }, (_, i) => {
  const z = (i - 40) / 10;
  const tail = normalTail(Math.abs(z));
  return { z, u: z > 0 ? 1 - tail : tail, weight: Math.exp((-z * z) / 2) / 10 / Math.sqrt(2 * Math.PI) };
});

/**
 * The bootstrap distribution of a percentile of a sample, without drawing it: the order statistic at position h of n values drawn with
 * replacement is the value of rank ⌊n·U⌋, where U ~ Beta(h + 1, n - h) (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of
 * Statistics 7 (1979), section 3, of the median). So only the values at 81 ranks are needed, of whatever many.
 * @param percentile between 0 and 100. @param n how many values. @returns ranks from 0, ascending.
 */
export function bootstrapRanks(percentile: number, n: number): number[] {
  if (n === 0) return [];
  // The position of the linearly interpolated percentile (type 7).
  const h = (n - 1) * (percentile / 100);
  return points.map((point) => Math.max(0, Math.min(n - 1, Math.floor(n * betaAt(point, h + 1, n - h)))));
}

/** From here on the expansion is a thousandth of the standard deviation off at most, and does not grow with n as the exact way does. */
const minExpanded = 50;

/** A quantile of Beta(a, b): exact, or by the expansion of E. A. Cornish and R. A. Fisher (1938) from its first four moments. */
function betaAt({ z, u }: { z: number; u: number }, a: number, b: number): number {
  if (Math.min(a, b) < minExpanded) return betaQuantile(u, a, b);
  const n = a + b;
  const skew = (2 * (b - a) * Math.sqrt(n + 1)) / ((n + 2) * Math.sqrt(a * b));
  const excess = (6 * ((a - b) ** 2 * (n + 1) - a * b * (n + 2))) / (a * b * (n + 2) * (n + 3));
  const expanded = z + (skew * (z ** 2 - 1)) / 6 + (excess * (z ** 3 - 3 * z)) / 24 - (skew ** 2 * (2 * z ** 3 - 5 * z)) / 36;
  return a / n + expanded * Math.sqrt((a * b) / (n ** 2 * (n + 1)));
}

/** A percentile of a sample: what it is, and the values at `bootstrapRanks`. */
export interface DrawnPercentile {
  n: number;
  value: number;
  drawn: readonly number[];
}

/**
 * How far a percentile of the second sample is from that of the first, with the bootstrap's percentile interval, over all pairs of drawn values.
 * An end is null where a sample is too small for it, whatever it holds: with fewer than 368 values nobody knows how far up p99 may be.
 * @param percentile between 0 and 100. @returns the difference at a level: `alpha` is the part outside the interval.
 */
export function percentileShift(percentile: number, a: DrawnPercentile, b: DrawnPercentile): (alpha: number) => Difference {
  const weights = new Map<number, number>();
  for (const [i, one] of a.drawn.entries())
    for (const [j, other] of b.drawn.entries())
      weights.set(other - one, (weights.get(other - one) ?? 0) + (points[i]?.weight ?? 0) * (points[j]?.weight ?? 0));
  const differences = Float64Array.from(weights.keys()).sort();
  // How much of the weight is below each, and half of its own.
  const below = new Float64Array(differences.length);
  let total = 0;
  for (let i = 0; i < differences.length; i++) {
    const weight = weights.get(differences[i] as number) ?? 0;
    below[i] = total + weight / 2;
    total += weight;
  }
  const quantile = (share: number) => {
    const next = below.findIndex((at) => at >= share * total);
    const [from, to] = next < 1 ? [0, 0] : [next - 1, next];
    const [low, high] = [differences[from] as number, differences[to] as number];
    const part = to === from ? 0 : (share * total - (below[from] as number)) / ((below[to] as number) - (below[from] as number));
    return low + (high - low) * part;
  };
  const p = percentile / 100;
  return (alpha) => {
    const isOpen = (n: number) => ({ below: (1 - p) ** n >= alpha / 2, above: p ** n > alpha / 2 });
    const [one, other] = [isOpen(a.n), isOpen(b.n)];
    return {
      value: b.value - a.value,
      low: one.above || other.below ? null : quantile(alpha / 2),
      high: one.below || other.above ? null : quantile(1 - alpha / 2),
    };
  };
}
