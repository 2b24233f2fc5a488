import { normalUpper, studentUpper } from "./beta-quantile.ts";
import type { Difference } from "./difference.ts";
import { wilson, z95 } from "./wilson.ts";

/** A sample against another one, value by value. */
export interface Placements {
  /** Cases of the sample, and of the other. */
  m: number;
  n: number;
  /** Probability of superiority: of all pairs, how often the sample's value is larger, equal ones half. */
  share: number;
  /** Variances of what share of the other sample lies below each value (m - 1 below), and of what share of this one is above each of the other's (n - 1). */
  variances: readonly [number, number];
}

/** Below this, all values of both samples are apart, but for rounding. */
const nothing = 1e-14;

/**
 * The probability of superiority (area under the curve; Mann and Whitney's U divided by m·n) minus one half, with the interval of E. Brunner and
 * U. Munzel, "The nonparametric Behrens-Fisher problem", Biometrical Journal 42 (2000), 17–25: the two samples need not spread alike, equal values are
 * allowed, and Student's degrees of freedom are Satterthwaite's. Its width is that of `brunner.munzel.test` of R's lawstat (the statistic is scipy's `brunnermunzel`), taken on the logit scale: there the
 * ends stay within what can be, and a strong effect of few values is covered (93.7 to 94.0% of samples with 20 slow executions, 91.8% without). Where every value of a sample is above every one of the other, nothing varies: then the interval is Wilson's, of as many cases as
 * the smaller sample has.
 * @param alpha the part outside the interval, which is open where a sample has fewer than two values.
 */
export function superiority({ m, n, share, variances }: Placements, alpha: number): Difference {
  const value = share - 0.5;
  if (m < 2 || n < 2) return { value, low: null, high: null };
  const [one, other] = [variances[0] / m, variances[1] / n];
  if (one + other < nothing) {
    if (share > 0 && share < 1) return { value, low: value, high: value };
    const cases = Math.min(m, n);
    const { low, high } = wilson(share * cases, cases, alpha === 0.05 ? z95 : normalUpper(alpha / 2));
    return { value, low: low - 0.5, high: high - 0.5 };
  }
  const degrees = (one + other) ** 2 / (one ** 2 / (m - 1) + other ** 2 / (n - 1));
  const half = (studentUpper(alpha / 2, degrees) * Math.sqrt(one + other)) / (share * (1 - share));
  const centre = Math.log(share / (1 - share));
  return { value, low: 1 / (1 + Math.exp(half - centre)) - 0.5, high: 1 / (1 + Math.exp(-half - centre)) - 0.5 };
}
