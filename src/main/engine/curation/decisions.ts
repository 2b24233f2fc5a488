import { type Decisions, isReviewed, toDecision } from "../../../contract/index.ts";
import { noteOf } from "./draft.ts";
import type { EventLog } from "./event-log.ts";

/** What is decided about a comparison, as `comparisons.get` answers it. */
export async function decisionsOf(log: EventLog, key: string): Promise<Decisions> {
  const state = log.fold.comparisons.get(key);
  if (!state) return { candidates: new Map(), outcome: null, winnerPosition: null, note: "", reviewed: false };
  const candidates = [...state.candidates].flatMap(([position, candidate]) =>
    candidate.tier === null && !candidate.rejected ? [] : [[position, toDecision(candidate)] as const],
  );
  const { outcome, outcomeBy, winnerPosition } = state;
  return {
    candidates: new Map(candidates),
    outcome,
    ...(outcomeBy === null ? {} : { outcomeBy }),
    winnerPosition,
    note: await noteOf(log, key),
    reviewed: isReviewed(state),
  };
}
