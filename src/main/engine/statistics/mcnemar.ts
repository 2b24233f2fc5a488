import { logGamma, normalTail } from "./beta-quantile.ts";

/** Of cases that both sides answered: how often only one of them was right. */
export interface Discordant {
  onlyA: number;
  onlyB: number;
}

/** From here on the normal distribution stands in; the sum has so many terms. */
const exactUpTo = 100_000;

/**
 * McNemar's test: whether two sides that answered the same cases are right equally often; only cases on which they differ count. Q. McNemar, "Note
 * on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12 (1947), 153–157. The probability is
 * the binomial one with half of the observed table (mid-p): M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data",
 * BMC Medical Research Methodology 13 (2013), 91: the exact one is too careful, the continuity correction more so.
 * @returns two-sided, 0 to 1; `exact` as statsmodels `mcnemar(exact=True)`. 1 where nothing differs.
 */
export function mcnemar({ onlyA, onlyB }: Discordant): { midP: number; exact: number } {
  const n = onlyA + onlyB;
  if (n === 0) return { midP: 1, exact: 1 };
  const fewer = Math.min(onlyA, onlyB);
  if (n > exactUpTo) {
    const p = 2 * normalTail(Math.abs(onlyA - onlyB) / Math.sqrt(n));
    return { midP: p, exact: p };
  }
  const mass = (k: number) => Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
  let below = 0;
  let term = mass(fewer);
  const observed = term;
  for (let k = fewer; k > 0 && term > 0; k--) {
    term *= k / (n - k + 1);
    below += term;
  }
  return { midP: Math.min(1, 2 * (below + observed / 2)), exact: Math.min(1, 2 * (below + observed)) };
}
