import { noMarks, noOutcome } from "../../../../contract/index.ts";
import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import type { Row } from "../../records/csv-row.ts";
import type { reviewColumns, sampleColumns } from "../../records/index-columns.ts";
import { hashLine } from "../../records/line-hash.ts";
import { toSampleFields } from "../../records/record-rows.ts";
import type { Change, SampleChange, SampleVersion } from "../log/event.ts";
import type { ComparisonState } from "../state/comparison-state.ts";
import { toReviewFields } from "../state/decisions.ts";
import { parseSampleRecord } from "./sample-record.ts";

/** What the index shows of changes in the log. */

/** Of several changes of a sample, what all of them together change. */
export async function mergeChanges(changes: readonly Change[]): Promise<SampleChange[]> {
  const merged = new Map<string, SampleChange>();
  const budget = new YieldBudget();
  for (const change of changes) {
    await budget.spend(smallStepBytes);
    if (change.of !== "sample") continue;
    const earlier = merged.get(change.ref);
    merged.set(change.ref, earlier ? { ...change, before: earlier.before } : change);
  }
  return [...merged.values()];
}

/** The comparisons that some changes decide about. */
export async function decidedKeys(changes: readonly Change[]): Promise<Set<string>> {
  const keys = new Set<string>();
  const budget = new YieldBudget();
  for (const change of changes) {
    if (change.of === "candidate" || change.of === "review") keys.add(change.comparison);
    await budget.spend(smallStepBytes);
  }
  return keys;
}

/** The row of `reviews` that a comparison has. @param state undefined: nothing is decided. */
export function reviewRow(key: string, state: ComparisonState | undefined): Row<typeof reviewColumns> {
  return { key, ...toReviewFields(state ?? { ...noOutcome, note: null, marks: noMarks, candidates: new Map() }) };
}

/** A row of `samples`. @param seq its place among all rows. */
export function sampleRow(ref: string, seq: number, origin: string, { line, edited }: SampleVersion): Row<typeof sampleColumns> {
  const bytes = Buffer.from(line, "utf8");
  return { ref, seq, ...toSampleFields(parseSampleRecord(line), line, bytes.length), origin, edited, ...hashLine(bytes) };
}
