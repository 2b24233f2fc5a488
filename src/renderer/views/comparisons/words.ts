import type { ComparisonDetail } from "../../../contract/index.ts";
import { formatCount, formatScore, visibleText } from "../../components/format.ts";

/**
 * How a candidate is said to be the recorded winner; null when it is not. A record names its winner by engine, so
 * with several candidates of that engine the first one is meant, and that is said.
 */
export function recordedWinnerWords(detail: Pick<ComparisonDetail, "recordedWinner" | "candidates">, position: number): string | null {
  const { recordedWinner, candidates } = detail;
  if (recordedWinner === null || recordedWinner.position !== position) return null;
  const words = `Recorded winner, score ${formatScore(recordedWinner.score)}`;
  if (!recordedWinner.ambiguous) return words;
  const same = candidates.filter((candidate) => candidate.engineId === recordedWinner.engineId).length;
  return `${words} (first of ${formatCount(same)} candidates named ${visibleText(recordedWinner.engineId)})`;
}
