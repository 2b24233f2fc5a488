import type { ComparisonFilter, Signal } from "../../../contract/index.ts";

/** Keys of comparisons that only the decisions tell, and no table has. */
export interface DecisionKeys {
  /** People differ about them, as merged logs say. */
  conflicts(): readonly string[];
  /** People and a recorded winner can be compared, as Fairness counts them. One pass over all that was decided. @throws AssayError cancelled; of the index. */
  judged(signal?: Signal): Promise<JudgedKeys>;
}

/** By whether people picked what was recorded. */
export interface JudgedKeys {
  agreed: readonly string[];
  differed: readonly string[];
}

export const noDecisionKeys: DecisionKeys = { conflicts: () => [], judged: async () => ({ agreed: [], differed: [] }) };

/** What a filter asks of them. */
export interface FilterKeys {
  conflicts: readonly string[];
  /** Those that its `disagrees` lets through. */
  judged: readonly string[];
}

/** @throws AssayError as `DecisionKeys.judged`, where the filter asks for that. */
export async function keysFor(filter: ComparisonFilter, keys: DecisionKeys, signal?: Signal): Promise<FilterKeys> {
  return { conflicts: filter.conflict === undefined ? [] : keys.conflicts(), judged: await judgedFor(filter, keys, signal) };
}

/** The keys that `disagrees` of a filter lets through; none without it. */
export async function judgedFor(
  { disagrees }: ComparisonFilter,
  keys: Pick<DecisionKeys, "judged">,
  signal?: Signal,
): Promise<readonly string[]> {
  if (disagrees === undefined) return [];
  const { agreed, differed } = await keys.judged(signal);
  return disagrees ? differed : agreed;
}
