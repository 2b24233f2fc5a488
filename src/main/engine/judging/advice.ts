import { type Input, type TierAdvice, tiers } from "../../../contract/index.ts";
import type { Calibration } from "../statistics/calibration.ts";

/**
 * Thresholds of automatic tiers: the lowest score from which people agreed as often as a tier asks. A tier that no score reaches starts at the
 * one above it, and so gets nothing; gold then starts at 1.
 */
export function adviseTiers(
  calibration: Calibration,
  wanted: Input<"judging.adviseTiers">["agreement"],
): Pick<TierAdvice, "lowest" | "thresholds"> {
  const lowest = { gold: null, silver: null, bronze: null } as TierAdvice["lowest"];
  const thresholds = { gold: 1, silver: 1, bronze: 1 };
  let above = 1;
  for (const tier of tiers) {
    const score = calibration.lowestScore(wanted[tier]);
    if (score !== null) lowest[tier] = calibration.fromScore(score);
    // Who asks more of silver than of gold gets no silver.
    above = Math.min(above, score ?? above);
    thresholds[tier] = above;
  }
  return { lowest, thresholds: tiers.some((tier) => lowest[tier] !== null) ? thresholds : null };
}
