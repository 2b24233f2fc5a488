import { isReviewed, tiersOf } from "../../../contract/index.ts";
import type { ReviewsInForce } from "../queries/comparisons.ts";
import type { Fold } from "./fold.ts";

/** What the log says about comparisons, in the words of a list's row. */
export function reviewsInForce(fold: Fold): ReviewsInForce {
  const reviewedKeys: string[] = [];
  for (const [key, state] of fold.comparisons) if (isReviewed(state)) reviewedKeys.push(key);
  return {
    reviewedKeys,
    get: (key) => {
      const state = fold.comparisons.get(key);
      if (!state) return undefined;
      return { reviewed: isReviewed(state), outcome: state.outcome, tiers: tiersOf(state).join(",") };
    },
  };
}
