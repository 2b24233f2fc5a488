import { normalUpper } from "./beta-quantile.ts";
import type { Difference } from "./difference.ts";
import { wilson } from "./wilson.ts";

/**
 * The difference of two independent shares, the second minus the first, with Newcombe's hybrid score interval: R. G. Newcombe, "Interval estimation for the difference
 * between independent proportions", Statistics in Medicine 17 (1998), 873–890, method 10. As statsmodels
 * `confint_proportions_2indep(method="newcomb", compare="diff")`.
 * @param alpha the part outside the interval. @returns null without cases on either side.
 */
export function newcombe(a: { hits: number; n: number }, b: { hits: number; n: number }, alpha: number): Difference {
  const z = normalUpper(alpha / 2);
  const [one, other] = [wilson(a.hits, a.n, z), wilson(b.hits, b.n, z)];
  if (one.share === null || other.share === null) return { value: null, low: null, high: null };
  const value = other.share - one.share;
  return {
    value,
    low: value - Math.hypot(other.share - other.low, one.high - one.share),
    high: value + Math.hypot(other.high - other.share, one.share - one.low),
  };
}
