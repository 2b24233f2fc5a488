import type { CandidateState, Decider } from "./event.ts";
import type { ReviewOutcome } from "./words.ts";

/** Whether somebody decided about a comparison, and what must become of its automatic samples then. */

/** What these rules need to know of a comparison; `ComparisonState` is one. */
export interface DecidedState {
  outcome: ReviewOutcome | null;
  winnerPosition: number | null;
  candidates: ReadonlyMap<number, Pick<CandidateState, "tier" | "by">>;
}

const isSomebody = (by: Decider | null) => by === "person" || by === "agent";

/**
 * Whether a person or an agent has decided anything about a comparison: an outcome, or anything about any of its candidates, cleared
 * and edited ones included. A note or a skip alone is no decision. Generation leaves such a comparison alone.
 */
export function isDecided(state: DecidedState | undefined): boolean {
  if (!state) return false;
  if (state.outcome !== null && state.outcome !== "skipped") return true;
  for (const { by } of state.candidates.values()) if (isSomebody(by)) return true;
  return false;
}

/**
 * Candidates whose automatic tier no longer holds: all of a decided comparison, but for the one that was set as its winner.
 * @returns their positions.
 */
export function outrankedPositions(state: DecidedState | undefined): number[] {
  if (!state || !isDecided(state)) return [];
  const confirmed = state.outcome === "winner" ? state.winnerPosition : null;
  return [...state.candidates].flatMap(([position, { by, tier }]) =>
    by === "auto" && tier !== null && position !== confirmed ? [position] : [],
  );
}
