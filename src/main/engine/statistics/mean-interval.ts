import { z95 } from "./wilson.ts";

/** Fewer values say too little about how far they spread. */
const fewest = 5;

/**
 * The 95 % interval of the mean of a score, by Student's distribution, kept within the scores that can be.
 * @param n how many values. @param sum theirs. @param squares the sum of their squares. @param highest the highest value there can be; the lowest is 0.
 * @returns null for fewer than five values.
 */
export function meanInterval(n: number, sum: number, squares: number, highest = 1): { low: number; high: number } | null {
  if (n < fewest) return null;
  const mean = sum / n;
  const variance = Math.max(0, squares - sum * mean) / (n - 1);
  const half = student95(n - 1) * Math.sqrt(variance / n);
  return { low: Math.max(0, mean - half), high: Math.min(highest, mean + half) };
}

/**
 * The 97.5 % point of Student's distribution, from the normal one by its expansion in 1/ν: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical
 * Functions" (1964), 26.7.5. To 0.002 of scipy's `t.ppf` from 4 degrees of freedom on.
 */
export function student95(degrees: number): number {
  const z = z95;
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), z);
}
