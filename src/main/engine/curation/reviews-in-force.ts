import type { ReviewsInForce } from "../queries/comparisons.ts";
import { type Fold, isReviewed } from "./fold.ts";
import { sortedTiers } from "./words.ts";

/** What the log says about comparisons, in the words of a list's row. */
export function reviewsInForce(fold: Fold): ReviewsInForce {
  const reviewedKeys: string[] = [];
  for (const [key, state] of fold.comparisons) if (isReviewed(state)) reviewedKeys.push(key);
  return {
    reviewedKeys,
    get: (key) => {
      const state = fold.comparisons.get(key);
      if (!state) return undefined;
      const tiers = sortedTiers([...state.candidates.values()].flatMap(({ tier }) => (tier === null ? [] : [tier])));
      return { reviewed: isReviewed(state), outcome: state.outcome, tiers: tiers.join(",") };
    },
  };
}
