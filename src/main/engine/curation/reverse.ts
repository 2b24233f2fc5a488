import { smallStepBytes, YieldBudget } from "../async/yield-budget.ts";
import { type Change, isSameUnit, type RepeatChange, type ReviewUnit, reviewUnits, type SampleVersion, withUnit } from "./log/event.ts";
import { fromRepeatChange } from "./log/repeat.ts";
import { isSameCandidate } from "./transaction/pending.ts";
import { sameRecord } from "./transaction/sample-line.ts";
import type { Transaction } from "./transaction/transaction.ts";

export type Direction = "undo" | "redo";

/** A change, or of a review the part of it that is undone by itself. */
interface Part {
  change: Exclude<Change, RepeatChange>;
  unit?: ReviewUnit;
}

/**
 * Undoes or redoes the changes of a step in a transaction, unit by unit: a candidate with its samples, an outcome, a ranking, a note or another mark,
 * another sample.
 * Units that somebody changed after the step stay as they are.
 * @param overAutomatic whether candidates that generation changed since are reversed all the same.
 * @returns the number of units, and how many stay.
 */
export async function reverse(
  transaction: Transaction,
  changes: readonly Change[],
  direction: Direction,
  overAutomatic: boolean,
): Promise<{ units: number; left: number }> {
  let left = 0;
  const budget = new YieldBudget();
  const units = await toUnits(changes, budget);
  for (const unit of units) {
    await budget.spend(smallStepBytes);
    if (await isAsLeft(transaction, unit, direction, overAutomatic))
      for (const change of unit) await reverseOne(transaction, change, direction);
    else left++;
  }
  return { units: units.length, left };
}

/** Whether a unit is still as the step left it. */
async function isAsLeft(transaction: Transaction, unit: readonly Part[], direction: Direction, overAutomatic: boolean): Promise<boolean> {
  const candidates = unit.flatMap(({ change }) => (change.of === "candidate" ? [change] : []));
  if (overAutomatic && candidates.some((change) => transaction.candidate(change.comparison, change.position).by === "auto")) return true;
  for (const { change, unit: fields } of unit) {
    if (change.of === "candidate") {
      const expected = direction === "undo" ? change.after : change.before;
      if (!isSameCandidate(transaction.candidate(change.comparison, change.position), expected)) return false;
    } else if (change.of === "review") {
      const now = await transaction.review(change.comparison);
      if (fields && !isSameUnit(now, direction === "undo" ? change.after : change.before, fields)) return false;
    } else {
      const sample = await transaction.sample(change.ref);
      const expected = direction === "undo" ? change.after : change.before;
      if (!isSameVersion(sample?.after ?? null, expected)) return false;
    }
  }
  return true;
}

async function reverseOne(transaction: Transaction, { change, unit }: Part, direction: Direction): Promise<void> {
  if (change.of === "candidate") {
    const { comparison, comparison_id: comparisonId, position, engine_id: engineId } = change;
    return transaction.setCandidate({ comparison, comparisonId, position, engineId }, direction === "undo" ? change.before : change.after);
  }
  if (change.of === "review") {
    if (!unit) return;
    const now = await transaction.review(change.comparison);
    const after = withUnit(now, unit, direction === "undo" ? change.before : change.after);
    return transaction.setReview(change.comparison, change.comparison_id, after);
  }
  const sample = await transaction.sample(change.ref);
  const version = direction === "undo" ? change.before : change.after;
  if (sample) transaction.setVersion(sample, version, version === null ? "removed again" : "restored");
}

/** Ignores white space that only tells equal records apart. */
function isSameVersion(one: SampleVersion | null, other: SampleVersion | null): boolean {
  if (one === null || other === null) return one === other;
  return one.edited === other.edited && one.copies === other.copies && sameRecord(one.line, other.line);
}

/** Groups changes into units, in order. */
async function toUnits(changes: readonly Change[], budget: YieldBudget): Promise<Part[][]> {
  const units = new Map<string, Part[]>();
  const add = (name: string, part: Part) => {
    const unit = units.get(name);
    if (unit) unit.push(part);
    else units.set(name, [part]);
  };
  for (const stored of changes) {
    await budget.spend(smallStepBytes);
    const change = stored.of === "repeat" ? fromRepeatChange(stored) : stored;
    if (change.of === "review") {
      for (const unit of reviewUnits) {
        if (!isSameUnit(change.before, change.after, unit)) add(`r ${unit[0]} ${change.comparison}`, { change, unit });
      }
    } else if (change.comparison === null) add(`s ${(change as Extract<Change, { of: "sample" }>).ref}`, { change });
    else add(`c ${change.comparison} ${change.position}`, { change });
  }
  return [...units.values()];
}
