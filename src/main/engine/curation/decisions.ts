import type { Candidate, ComparisonDetail } from "../../../contract/index.ts";
import { noteOf } from "./draft.ts";
import type { EventLog } from "./event-log.ts";
import { isReviewed } from "./fold.ts";

/** What is decided about one candidate, as `comparisons.get` says it. */
export type CandidateDecision = Pick<Candidate, "tier" | "rejected" | "sampleRef" | "decidedBy">;

export const noDecision: CandidateDecision = { tier: null, rejected: false, sampleRef: null, decidedBy: null };

/** What is decided about a comparison. */
export interface Decisions extends Pick<ComparisonDetail, "outcome" | "outcomeBy" | "winnerPosition" | "note" | "reviewed"> {
  /** By position; positions without a decision are not there: `noDecision`. */
  candidates: ReadonlyMap<number, CandidateDecision>;
}

export async function decisionsOf(log: EventLog, key: string): Promise<Decisions> {
  const state = log.fold.comparisons.get(key);
  if (!state) return { candidates: new Map(), outcome: null, winnerPosition: null, note: "", reviewed: false };
  const candidates = new Map<number, CandidateDecision>();
  for (const [position, { tier, rejected, by, sample }] of state.candidates) {
    // Who cleared a candidate decided nothing that is still in force.
    const decided = tier !== null || rejected;
    if (decided) candidates.set(position, { tier, rejected, sampleRef: sample, decidedBy: by });
  }
  const { outcome, outcomeBy, winnerPosition } = state;
  const reviewed = isReviewed(state);
  return { candidates, outcome, ...(outcomeBy === null ? {} : { outcomeBy }), winnerPosition, note: await noteOf(log, key), reviewed };
}
