import { z95 } from "./wilson.ts";

/**
 * Where the ends of an interval are in a sorted sample, from 0: 4.25 is a quarter of the way from the fifth value to the sixth. Null where the sample is too
 * small to say.
 */
export interface RankInterval {
  low: number | null;
  high: number | null;
}

/**
 * Where a percentile lies among `n` sorted values: between which ranks (from 0), and how far from the first to the second, 0 to 1. Linearly interpolated
 * (type 7), as DuckDB's quantile_cont is.
 */
export function locatePercentile(percentile: number, n: number): { ranks: [number, number]; part: number } {
  const position = (n - 1) * (percentile / 100);
  return { ranks: [Math.floor(position), Math.ceil(position)], part: position - Math.floor(position) };
}

/** The value at a place of a sorted sample. In the order of DuckDB's quantile_cont, so that both ways agree to the last bit. @param at the value at a whole rank. */
export function valueBetween(place: number, at: (rank: number) => number): number {
  const [below, part] = [Math.floor(place), place - Math.floor(place)];
  return part === 0 ? at(below) : at(below) * (1 - part) + at(below + 1) * part;
}

/** The ranks that `valueBetween` asks for. */
export const wholeRanks = (place: number): [number, number] => [Math.floor(place), Math.ceil(place)];

/** From here on the normal distribution stands for the binomial one: at most a rank or two of so many differ. */
const exactUpTo = 100_000;
const outside = 0.025;

/**
 * Between which places of a sample the percentile of what it was drawn from lies, with a probability of 95 %: how many of `n` values are below the percentile is
 * binomial, whatever its distribution (H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1). Of the two values beside each end one would be
 * too likely and one not likely enough; the end is between them, as T. P. Hettmansperger and S. J. Sheather (1986) proposed for the median and J. Nyblom, "Note on
 * interpolated order statistics", Statistics & Probability Letters 14 (1992), 129–131, for any quantile. Hardly any distribution moves that by more than half a point.
 * @param percentile between 0 and 100. @param n how many values.
 */
export function percentileRanks(percentile: number, n: number): RankInterval {
  const p = percentile / 100;
  if (n > exactUpTo) {
    const half = z95 * Math.sqrt(n * p * (1 - p));
    const [low, high] = [n * p - half - 0.5, n * p + half - 0.5];
    return { low: low >= 0 ? low : null, high: high <= n - 1 ? high : null };
  }
  // The upper end is the lower one of the values in the other order.
  const high = lowerEnd(n, 1 - p);
  return { low: lowerEnd(n, p), high: high === null ? null : n - 1 - high };
}

/** Up to which place the quantile is above with a probability of 97.5 %. */
function lowerEnd(n: number, p: number): number | null {
  const reach = Math.ceil(10 * Math.sqrt(n * p * (1 - p))) + 20;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const first = Math.max(0, mode - reach);
  const masses = new Float64Array(mode - first + 1);
  masses[mode - first] = Math.exp(logChoose(n, mode) + mode * Math.log(p) + (n - mode) * Math.log1p(-p));
  for (let k = mode; k > first; k--) masses[k - 1 - first] = ((masses[k - first] as number) * k * (1 - p)) / ((n - k + 1) * p);
  // The quantile is below the value of rank r with the probability of at most r values below it.
  let below = 0;
  let rank = first;
  while (rank <= mode && below + (masses[rank - first] as number) <= outside) below += masses[rank++ - first] as number;
  // `rank` values at most may be below for the next one; before the first there is none.
  if (rank === 0 || rank > mode) return rank === 0 ? null : rank - 1;
  const next = below + (masses[rank - first] as number);
  if (below === outside || rank >= n) return rank - 1;
  return rank - 1 + 1 / (1 + (rank * (1 - p) * (next - outside)) / ((n - rank) * p * (outside - below)));
}

const logChoose = (n: number, k: number) => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** Stirling's series, exact to 10⁻¹³ from 10 on; below, the product itself. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  const inverse = 1 / x;
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    inverse / 12 -
    inverse ** 3 / 360 +
    inverse ** 5 / 1260 -
    inverse ** 7 / 1680
  );
}
