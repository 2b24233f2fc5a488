import { type ActorKind, type CandidateState, type DecidedState, noOutcome } from "../../../../contract/index.ts";

/** What decisions say about the candidates of a comparison against each other. Pure. */

/**
 * What a decision says an answer is worth. A candidate nobody decided about ranks below every tier, since it was passed over, and above
 * those that were rejected.
 */
export const levels = { winner: 5, gold: 4, silver: 3, bronze: 2, undecided: 1, rejected: 0 } as const;

type Decided = Pick<DecidedState, "outcome" | "winnerPosition" | "candidates"> & { marks: Pick<DecidedState["marks"], "rank"> };

/** By position; more is better, null has no place among the others. Or why none is better than another. */
export type Worth = readonly (number | null)[] | "tie" | "both_bad";

/**
 * As people ranked them, a winner that was set first; what is not in the ranking has no place in it, unless it was rejected: that is last.
 * Without a ranking the winner that was set, then tiers, candidates passed over, and rejected ones.
 * @param count of candidates.
 */
export function computeWorth({ outcome, winnerPosition, marks: { rank }, candidates }: Decided, count: number): Worth {
  if (outcome === "tie" || outcome === "both_bad") return outcome;
  const winner = outcome === "winner" ? winnerPosition : null;
  const positions = Array.from({ length: count }, (_, position) => position);
  if (rank === null) return positions.map((position) => (position === winner ? levels.winner : toLevel(candidates.get(position))));
  const places = new Map(rank.flatMap((group, index) => group.map((position) => [position, rank.length - index] as const)));
  const worth = positions.map((position) => {
    if (position === winner) return rank.length + 1;
    return places.get(position) ?? (candidates.get(position)?.rejected ? levels.rejected : null);
  });
  return new Set(worth.filter((one) => one !== null)).size > 1 ? worth : "tie";
}

function toLevel(candidate: CandidateState | undefined): number {
  if (candidate?.rejected) return levels.rejected;
  return candidate === undefined || candidate.tier === null ? levels.undecided : levels[candidate.tier];
}

/** Positions of the best answers and of those they are better than; both have one at least. */
export interface Preference {
  best: readonly number[];
  worse: readonly number[];
}

/** "none": nothing is preferred to anything. */
export type Verdict = Preference | "tie" | "both_bad" | "none";

/** What follows from the worth of the answers. */
export function toVerdict(worth: Worth): Verdict {
  if (typeof worth === "string") return worth;
  const placed = worth.flatMap((one, position) => (one === null ? [] : [{ one, position }]));
  const highest = Math.max(...placed.map(({ one }) => one));
  const best = placed.filter(({ one }) => one === highest).map(({ position }) => position);
  const worse = placed.filter(({ one }) => one < highest).map(({ position }) => position);
  return worse.length === 0 ? "none" : { best, worse };
}

/**
 * What people, or agents, decided about a comparison: the other kind's decisions and tiers by score say nothing here. Who rejected every
 * candidate found all bad.
 * @param count of candidates.
 */
export function verdictBy(kind: ActorKind, state: DecidedState, count: number): Verdict {
  const candidates = new Map([...state.candidates].filter(([, { by }]) => by === kind));
  const isAllRejected = count > 0 && [...candidates.values()].filter(({ rejected }) => rejected).length === count;
  if (isAllRejected) return "both_bad";
  const own = state.outcomeBy === kind ? state : noOutcome;
  const rank = state.marks.rankBy === kind ? state.marks.rank : null;
  return toVerdict(computeWorth({ ...own, marks: { rank }, candidates }, count));
}
