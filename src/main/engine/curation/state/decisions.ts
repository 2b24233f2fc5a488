import { type Decisions, getTiers, isReviewed, toDecision } from "../../../../contract/index.ts";
import type { ReviewsInForce } from "../../queries/comparisons.ts";
import type { CurationLog } from "./curation-log.ts";
import type { LogState } from "./log-state.ts";

/** What is decided about a comparison, as `comparisons.get` answers it. */
export async function readDecisions(log: CurationLog, key: string): Promise<Decisions> {
  const state = log.state.comparisons.get(key);
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
    note: await log.readNote(key),
    reviewed: isReviewed(state),
  };
}

/** What the log says about comparisons, in the words of a list's row. */
export function reviewsInForce(state: LogState): ReviewsInForce {
  const reviewedKeys: string[] = [];
  for (const [key, decided] of state.comparisons) if (isReviewed(decided)) reviewedKeys.push(key);
  return {
    reviewedKeys,
    get: (key) => {
      const decided = state.comparisons.get(key);
      if (!decided) return undefined;
      return { reviewed: isReviewed(decided), outcome: decided.outcome, tiers: getTiers(decided).join(",") };
    },
  };
}
