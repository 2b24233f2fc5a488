import type { PairPolicy } from "../../../../contract/index.ts";
import { levels } from "../../curation/state/verdict.ts";
import type { Answer, Judgement } from "./judgement.ts";

export interface AnswerPair {
  chosen: Answer;
  rejected: Answer;
  /** 0 to 1, above 0; null where only the order is known. */
  margin: number | null;
}

type Ranks = Judgement["ranks"];

/** Where several answers share a rank, the first by position stands for it; only "all" and "best-each" take each. */
const choose: Record<PairPolicy, (ranks: Ranks) => [Answer, Answer][]> = {
  "best-worst": (ranks) => between(ranks[0], ranks.at(-1)),
  "best-each": ([best, ...worse]) => worse.flatMap((rank) => rank.map((one): [Answer, Answer] => [first(best), one])),
  adjacent: (ranks) => ranks.slice(1).flatMap((rank, index) => between(ranks[index], rank)),
  all: (ranks) =>
    ranks.flatMap((better, index) =>
      better.flatMap((one) =>
        ranks
          .slice(index + 1)
          .flat()
          .map((other): [Answer, Answer] => [one, other]),
      ),
    ),
};

/** The pairs that an order gives, in an order of their own that never changes. None for a tie, for all bad, and where nothing orders. */
export function computePairs(judgement: Judgement, policy: PairPolicy): AnswerPair[] {
  if (judgement.verdict !== "ordered") return [];
  return choose[policy](judgement.ranks).map(([chosen, rejected]) => ({
    chosen,
    rejected,
    margin: computeMargin(chosen, rejected, judgement.isDecided),
  }));
}

const first = (rank: readonly Answer[] | undefined) => rank?.[0] as Answer;
const between = (better: readonly Answer[] | undefined, worse: readonly Answer[] | undefined): [Answer, Answer][] => [
  [first(better), first(worse)],
];

/**
 * By how much one answer is better: the difference of the recorded scores, where both are known and agree with the order. Else, where
 * somebody decided, a quarter for each level between them, at most 1: gold against bronze is 0.5.
 */
function computeMargin(chosen: Answer, rejected: Answer, isDecided: boolean): number | null {
  if (chosen.score !== null && rejected.score !== null && chosen.score > rejected.score) return rounded(chosen.score - rejected.score);
  return isDecided ? Math.min(1, (chosen.level - rejected.level) / levels.gold) : null;
}

/** 0.9 - 0.8 is 0.1, and no number with 17 digits. */
const rounded = (margin: number) => Math.max(1e-6, Math.round(margin * 1e6) / 1e6);
