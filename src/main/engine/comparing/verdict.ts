import type { ShownDifference } from "../../../contract/index.ts";
import { alpha95, type Difference } from "../statistics/difference.ts";

/**
 * A difference with its interval of 95%, and whether it is claimed: with `looks` intervals side by side one of twenty misses, so what is claimed leaves out zero
 * at a level at which none of them misses, with 95% (Bonferroni). Holm's steps would claim a little more, but of their claims no interval could be shown.
 */
export function toShown(difference: (alpha: number) => Difference, looks: number): ShownDifference {
  const shown = difference(alpha95);
  const claimed = difference(alpha95 / looks);
  const leavesOutZero = ({ low, high }: Difference) => (low !== null && low > 0) || (high !== null && high < 0);
  const isKnown = shown.low !== null && shown.high !== null;
  if (leavesOutZero(claimed)) return { ...shown, verdict: (claimed.low ?? 0) > 0 ? "more" : "less" };
  if (leavesOutZero(shown)) return { ...shown, verdict: "perhaps" };
  return { ...shown, verdict: isKnown ? "none" : "unknown" };
}
