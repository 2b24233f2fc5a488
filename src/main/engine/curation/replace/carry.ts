import { isTier, undecidedCandidate } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import { type ReviewState, type ReviewUnit, withUnit } from "../log/event.ts";
import { parseSampleRecord } from "../projections/sample-record.ts";
import type { CurationLog } from "../state/curation-log.ts";
import type { RecordedComparison } from "../transaction/comparison-source.ts";
import { isSameReview } from "../transaction/pending.ts";
import { replaceValues } from "../transaction/replace-values.ts";
import type { Transaction } from "../transaction/transaction.ts";

/** How many decisions went over to another version of their comparison, and how many could not. */
export interface Carried {
  carried: number;
  lost: number;
}

type Version = Pick<RecordedComparison, "key" | "comparisonId" | "record">;

/**
 * Moves what is decided about a comparison to the one that replaces it, in a transaction. A candidate's decision goes over where engine and
 * output at its position are the same, and with a sample the query too; an outcome where that holds of what it names: the winner, or all
 * candidates, as for a ranking. Notes, flags and tags always go over. What cannot go over no longer counts; the step's `before` keeps it.
 */
export async function carryDecisions(transaction: Transaction, log: CurationLog, from: Version, to: Version): Promise<Carried> {
  const state = log.state.comparisons.get(from.key);
  const counts: Carried = { carried: 0, lost: 0 };
  if (!state) return counts;
  const isSame = (position: number) => sameCandidate(from, to, position);
  for (const position of state.candidates.keys()) {
    const decided = transaction.candidate(from.key, position);
    const { engineId } = candidateAt(from, position);
    const goes = isSame(position) && (decided.sample === null || from.record.query === to.record.query);
    const isDecision = decided.tier !== null || decided.rejected;
    if (isDecision) counts[goes ? "carried" : "lost"]++;
    const sample = decided.sample === null ? null : await transaction.sample(decided.sample);
    if (decided.sample !== null) await transaction.removeSample(decided.sample, "removed: its comparison was replaced");
    transaction.setCandidate({ comparison: from.key, comparisonId: from.comparisonId, position, engineId }, undecidedCandidate);
    if (!goes) continue;
    const ref = decided.sample?.replace(from.key, to.key) ?? null;
    if (ref !== null && sample?.before) {
      const { line, edited } = sample.before;
      const own = parseSampleRecord(line).sample_id === decided.sample ? { sample_id: ref } : {};
      const name = { ref, origin: sample.origin, comparison: to.key, position, createdAt: sample.createdAt };
      const moved = replaceValues(line, { ...own, comparison_key: to.key });
      await transaction.setSample(name, moved, "moved to another version of its comparison");
      const there = await transaction.sample(ref);
      if (there) transaction.setVersion(there, { line: moved, copies: 1, edited }, there.did);
    }
    const tier = isTier(decided.tier) ? decided.tier : null;
    transaction.setCandidate({ comparison: to.key, comparisonId: to.comparisonId, position, engineId }, { ...decided, tier, sample: ref });
  }
  const review = await transaction.review(from.key);
  if (isSameReview(review, noReview)) return counts;
  const { outcome, winner_position: winner, rank } = review;
  const goes = winner === null ? outcome === "skipped" || sameCandidates(from, to) : isSame(winner);
  if (outcome !== null) counts[goes ? "carried" : "lost"]++;
  const rankGoes = sameCandidates(from, to);
  if (rank !== undefined) counts[rankGoes ? "carried" : "lost"]++;
  let after = review;
  if (outcome !== null && !goes) for (const unit of outcomeUnits) after = withUnit(after, unit, noReview);
  if (!rankGoes) after = withUnit(after, ["rank", "rank_by"], noReview);
  await transaction.setReview(from.key, from.comparisonId, noReview);
  await transaction.setReview(to.key, to.comparisonId, after);
  return counts;
}

const noReview: ReviewState = { outcome: null, winner_position: null, note: "" };
/** What belongs to an outcome: who set it, why, and that the comparison is done. */
const outcomeUnits = [["outcome", "winner_position", "by"], ["reasons"], ["done"]] as const satisfies readonly ReviewUnit[];

function candidateAt({ record }: Version, position: number): { engineId: string; output: unknown; isThere: boolean } {
  const { engine_id: engineId, output } = toObject(record.candidates[position]);
  return { engineId: typeof engineId === "string" ? engineId : "", output, isThere: position < record.candidates.length };
}

function sameCandidate(from: Version, to: Version, position: number): boolean {
  const [before, after] = [candidateAt(from, position), candidateAt(to, position)];
  return before.isThere && after.isThere && before.engineId === after.engineId && before.output === after.output;
}

const sameCandidates = (from: Version, to: Version) =>
  from.record.candidates.length === to.record.candidates.length &&
  from.record.candidates.every((_, position) => sameCandidate(from, to, position));
