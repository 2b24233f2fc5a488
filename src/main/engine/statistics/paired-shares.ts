import { normalUpper } from "./beta-quantile.ts";
import type { Difference } from "./difference.ts";

/**
 * How far the second of two shares is from the first on the same cases, with the interval of A. Agresti and Y. Min, "Simple improved confidence intervals for
 * comparing matched proportions", Statistics in Medicine 24 (2005), 729–740: half a case more of each of the four kinds (only the first right, only the second, both,
 * none). So cases that both answer alike leave a width, which no bootstrap of them has.
 * @param a and @param b by case, of the same length, from 0 to 1: a case answered several times has the share of its answers, and makes the interval wider than it
 * need be. @param minCases with fewer the interval is open. @param alpha the part outside the interval.
 */
export function pairedShares(a: Float64Array, b: Float64Array, minCases: number, alpha: number): Difference {
  const n = a.length;
  if (n === 0) return { value: null, low: null, high: null };
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const difference = (b[i] as number) - (a[i] as number);
    sum += difference;
    squares += difference ** 2;
  }
  const value = sum / n;
  if (n < minCases) return { value, low: null, high: null };
  const centre = sum / (n + 2);
  const half = normalUpper(alpha / 2) * Math.sqrt(((squares + 1) / (n + 2) - centre ** 2) / (n + 2));
  return { value, low: Math.max(-1, centre - half), high: Math.min(1, centre + half) };
}
