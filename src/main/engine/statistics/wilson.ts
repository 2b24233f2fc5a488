/** The 97.5 % point of the normal distribution: all intervals here are of 95 %. */
export const z95 = 1.959963984540054;

/** A share with its 95 % interval. Without cases nothing is known: share null, from 0 to 1. */
export interface Share {
  /** Cases. */
  n: number;
  /** 0 to 1. */
  share: number | null;
  low: number;
  high: number;
}

/**
 * The Wilson score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212. As
 * statsmodels `proportion_confint(method="wilson")`.
 * @param hits of `n` cases, 0 to `n`. It may be a sum of fractions, one a case: then the interval is wider than it need be, since a mean of
 * fractions varies less than one of zeros and ones. @param z of another level than 95 %.
 */
export function wilson(hits: number, n: number, z = z95): Share {
  if (n === 0) return { n, share: null, low: 0, high: 1 };
  const share = hits / n;
  const shrink = 1 + z ** 2 / n;
  const centre = (share + z ** 2 / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  // Exact at the ends, where rounding would leave 1e-17.
  return { n, share, low: hits === 0 ? 0 : Math.max(0, centre - half), high: hits === n ? 1 : Math.min(1, centre + half) };
}
