import { z95 } from "./wilson.ts";

/** Ranks of two values of a sorted sample, from 0; null where the sample is too small to say. */
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

/** From here on the normal distribution stands for the binomial one: at most a rank or two of so many differ. */
const exactUpTo = 100_000;

/**
 * Between which values of a sample the percentile of what it was drawn from lies, with a probability of at least 95 %, whatever its distribution:
 * how many of `n` values are below the percentile is binomial. H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1.
 * @param percentile between 0 and 100. @param n how many values.
 */
export function percentileRanks(percentile: number, n: number): RankInterval {
  const p = percentile / 100;
  const [lower, upper] = n <= exactUpTo ? exactQuantiles(n, p) : normalQuantiles(n, p);
  // The lower-th smallest, counted from 1, and the one behind the upper-th.
  return { low: lower >= 1 ? lower - 1 : null, high: upper + 1 <= n ? upper : null };
}

function normalQuantiles(n: number, p: number): [number, number] {
  const half = z95 * Math.sqrt(n * p * (1 - p));
  return [Math.floor(n * p - half), Math.ceil(n * p + half)];
}

/** Where the distribution function of Bin(n, p) reaches 2.5 % and 97.5 %. */
function exactQuantiles(n: number, p: number): [number, number] {
  const reach = Math.ceil(10 * Math.sqrt(n * p * (1 - p))) + 20;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const first = Math.max(0, mode - reach);
  const last = Math.min(n, mode + reach);
  const masses = new Float64Array(last - first + 1);
  masses[mode - first] = Math.exp(logChoose(n, mode) + mode * Math.log(p) + (n - mode) * Math.log1p(-p));
  for (let k = mode; k > first; k--) masses[k - 1 - first] = ((masses[k - first] as number) * k * (1 - p)) / ((n - k + 1) * p);
  for (let k = mode; k < last; k++) masses[k + 1 - first] = ((masses[k - first] as number) * (n - k) * p) / ((k + 1) * (1 - p));
  let sum = 0;
  let lower = -1;
  for (let k = first; k <= last; k++) {
    sum += masses[k - first] as number;
    if (lower < 0 && sum >= 0.025) lower = k;
    if (sum >= 0.975) return [lower, k];
  }
  return [Math.max(lower, 0), last];
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
