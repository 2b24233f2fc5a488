import { type CheckName, checkNames, checkTexts } from "../../../../contract/index.ts";

/** Why a record of the source gives no item, as a person reads it. */
const reasons = {
  not_a_record: "Lines that are no valid record of their kind",
  replaced: "Comparisons that another mapping of the same rows has replaced",
  repeated: "The same line again",
  filter: "Records that the filter leaves out",
  tier: "Answers of other tiers",
  no_order: "Comparisons in which nothing orders the answers",
  tie: "Ties",
  both_bad: "Comparisons whose answers are all bad",
  min_margin: "Pairs whose margin is unknown or below the minimum",
  no_label: "Answers that nobody calls wanted or unwanted",
  same_prompt: "Samples whose prompt stands under a better or an earlier one",
} as const;

/** `check:…`: a sample that a check found which the request leaves out by. */
export type SkipReason = keyof typeof reasons | `check:${CheckName}`;

const checkReasons = checkNames.map((check) => [`check:${check}`, `Samples that the check “${checkTexts[check].label}” found`] as const);
/** In the order in which they are listed. */
const allReasons = [...Object.entries(reasons), ...checkReasons] as readonly (readonly [SkipReason, string])[];

/** For a pass whose reasons nobody counts. */
export const uncounted: Pick<Skips, "add"> = { add: () => {} };

/** Counts what gives no item. */
export class Skips {
  readonly #counts = new Map<SkipReason, number>();

  add(reason: SkipReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  merge(counts: ReadonlyMap<SkipReason, number>): void {
    for (const [reason, count] of counts) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  /** As data that crosses threads. */
  get counts(): ReadonlyMap<SkipReason, number> {
    return this.#counts;
  }

  /** In the order of the reasons, without those that never occurred. */
  list(): { reason: SkipReason; says: string; count: number }[] {
    return allReasons.flatMap(([reason, says]) => {
      const count = this.#counts.get(reason) ?? 0;
      return count === 0 ? [] : [{ reason, says, count }];
    });
  }
}
