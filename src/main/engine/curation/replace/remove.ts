import { noMarks, undecidedCandidate } from "../../../../contract/index.ts";
import type { ComparisonState } from "../state/comparison-state.ts";
import type { RecordedComparison } from "../transaction/comparison-source.ts";
import type { Transaction } from "../transaction/transaction.ts";

/** Whether nobody, a person or an agent, decided or wrote anything about a comparison: at most, samples were generated from it. */
export const isLeftToMachines = ({ outcome, note, marks, candidates }: ComparisonState): boolean =>
  outcome === null &&
  note === null &&
  marks === noMarks &&
  [...candidates.values()].every(
    ({ tier, rejected, by }) => by !== "person" && by !== "agent" && (by !== null || (tier === null && !rejected)),
  );

/** Takes away what was generated from a comparison whose row gives none any more. */
export async function takeAway(
  transaction: Transaction,
  { candidates }: ComparisonState,
  { key, comparisonId, record }: Pick<RecordedComparison, "key" | "comparisonId" | "record">,
): Promise<void> {
  for (const position of candidates.keys()) {
    const { sample } = transaction.candidate(key, position);
    if (sample !== null) await transaction.removeSample(sample, "removed: its comparison was taken away");
    const candidate = record.candidates[position] as { engine_id?: unknown } | undefined;
    const engineId = typeof candidate?.engine_id === "string" ? candidate.engine_id : "";
    transaction.setCandidate({ comparison: key, comparisonId, position, engineId }, undecidedCandidate);
  }
}
