import type { ComparisonDetail, CurationAction } from "../../../contract/index.ts";

/** When a decision leaves its comparison. Pure. */

export const defaultPauseMs = 120;
export const maxPauseMs = 500;

export interface AutoAdvance {
  isOn: boolean;
  /** How long the decision stays in sight. */
  pauseMs: number;
}

/**
 * Done (Enter) and skip leave at once. With auto-advance on, so does the decision that completes a comparison: a tier, a winner, a tie, all bad, or the
 * rejection that leaves no candidate undecided; after a pause. In a sealed comparison only Enter says that somebody is done, because it reveals.
 * @param after the comparison with the decision. @returns the pause in ms, or null where it stays.
 */
export function pauseBeforeNext(
  { type }: Pick<CurationAction, "type">,
  after: Pick<ComparisonDetail, "candidates" | "sealed"> | undefined,
  { isOn, pauseMs }: AutoAdvance,
): number | null {
  if (type === "done" || type === "skip") return 0;
  if (!isOn || after?.sealed === true) return null;
  const isComplete =
    type === "reject"
      ? after?.candidates.every(({ tier, rejected }) => tier !== null || rejected) === true
      : type === "promote" || type === "set_winner" || type === "tie" || type === "both_bad";
  return isComplete ? toPauseMs(pauseMs) : null;
}

/** A remembered pause may be anything. */
export const toPauseMs = (pauseMs: number) =>
  Number.isFinite(pauseMs) ? Math.min(Math.max(Math.round(pauseMs), 0), maxPauseMs) : defaultPauseMs;
