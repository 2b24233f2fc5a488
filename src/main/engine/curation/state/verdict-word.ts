import { bestRanked, type CandidateState, type DecidedState, type OutcomeState, type Rank, sortTiers } from "../../../../contract/index.ts";

/** What one reviewer decided about a comparison. */
export interface Said extends Pick<OutcomeState, "outcome" | "winnerPosition"> {
  rank: Rank | null;
  candidates: ReadonlyMap<number, Pick<CandidateState, "tier" | "rejected">>;
}

const numbers = (positions: readonly number[]) =>
  [...positions]
    .sort((a, b) => a - b)
    .map((position) => position + 1)
    .join(", ");

/**
 * What a reviewer said about a comparison, in one word that can be compared: "2" (the second answer is the best), "1, 3" (these share the first
 * rank, or the highest tier given), "tie", "all bad", "not 1" (only rejected); "" for nothing.
 */
export function toVerdictWord({ outcome, winnerPosition, rank, candidates }: Said): string {
  if (outcome === "tie") return "tie";
  if (outcome === "both_bad") return "all bad";
  if (outcome === "winner" && winnerPosition !== null) return numbers([winnerPosition]);
  const best = bestRanked({ rank });
  if (best !== null) return numbers([best]);
  if (rank !== null) return numbers(rank[0] ?? []);
  const all = [...candidates];
  const [highest] = sortTiers(all.flatMap(([, { tier }]) => tier ?? []));
  if (highest !== undefined) return numbers(all.flatMap(([position, { tier }]) => (tier === highest ? [position] : [])));
  const rejected = all.flatMap(([position, one]) => (one.rejected ? [position] : []));
  return rejected.length === 0 ? "" : `not ${numbers(rejected)}`;
}

/** What a person's decisions about a comparison say; an agent's and automatic tiers say nothing here. */
export function personsWord(state: DecidedState | undefined): string {
  if (!state) return "";
  const isOwn = state.outcomeBy === "person";
  return toVerdictWord({
    outcome: isOwn ? state.outcome : null,
    winnerPosition: isOwn ? state.winnerPosition : null,
    rank: state.marks.rankBy === "person" ? state.marks.rank : null,
    candidates: new Map([...state.candidates].filter(([, { by }]) => by === "person")),
  });
}

/** A verdict by other numbers. @param shown recorded positions, as shown. */
export const renumberWord = (word: string, shown: readonly number[]) =>
  word.includes(",")
    ? numbers(word.split(", ").map((number) => shown.indexOf(Number(number) - 1)))
    : word.replace(/\d+/, (number) => String(shown.indexOf(Number(number) - 1) + 1));
