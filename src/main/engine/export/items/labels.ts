import type { TiePolicy } from "../../../../contract/index.ts";
import type { Answer, Judgement } from "./judgement.ts";

/**
 * Whether an answer is wanted; null where nobody says so.
 *
 * Where somebody decided: gold, silver and a winner are wanted, rejected ones are not, and of "both bad" none is. Of a tie all are, if `ties` is
 * "both"; an answer's own tier counts in any case. Bronze says neither. Where only the record speaks: its winner is wanted, and of two answers the
 * other one is not. Of more than two it is not known how bad they are.
 */
export function toLabel(answer: Answer, { verdict, isDecided, winner, answers }: Judgement, ties: TiePolicy): boolean | null {
  if (verdict === "both_bad") return false;
  if (answer.position === winner) return isWinnerBetter(answers, winner) || isDecided ? true : null;
  if (!isDecided) return winner !== null && answers.length === 2 && isWinnerBetter(answers, winner) ? false : null;
  if (answer.rejected) return false;
  if (answer.tier === "gold" || answer.tier === "silver") return true;
  return verdict === "tie" && ties === "both" ? true : null;
}

/** A recorded winner whose score another answer has too won nothing. */
function isWinnerBetter(answers: readonly Answer[], winner: number): boolean {
  const score = answers[winner]?.score ?? null;
  return score === null || !answers.some((other) => other.position !== winner && other.score === score);
}
