import { studentUpper } from "./beta-quantile.ts";
import type { Difference } from "./difference.ts";

/** What is known of a sample of numbers. */
export interface Moments {
  n: number;
  mean: number | null;
  /** With n - 1 below; null of fewer than two. */
  variance: number | null;
}

/**
 * The difference of two independent means, the second minus the first, with Welch's interval: B. L. Welch, "The generalization of 'Student's'
 * problem when several different population variances are involved", Biometrika 34 (1947), 28–35. As statsmodels
 * `CompareMeans.tconfint_diff(usevar="unequal")`.
 * @param alpha the part outside the interval, which is open where a side has fewer than two values.
 */
export function welch(a: Moments, b: Moments, alpha: number): Difference {
  if (a.mean === null || b.mean === null) return { value: null, low: null, high: null };
  const value = b.mean - a.mean;
  if (a.variance === null || b.variance === null) return { value, low: null, high: null };
  const [one, other] = [a.variance / a.n, b.variance / b.n];
  if (one + other === 0) return { value, low: value, high: value };
  const degrees = (one + other) ** 2 / (one ** 2 / (a.n - 1) + other ** 2 / (b.n - 1));
  const half = studentUpper(alpha / 2, degrees) * Math.sqrt(one + other);
  return { value, low: value - half, high: value + half };
}
