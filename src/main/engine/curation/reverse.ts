import type { CandidateChange, Change, ReviewChange, SampleChange, SampleVersion } from "./log/event.ts";
import { isSameCandidate, isSameOutcome } from "./transaction/pending.ts";
import { sameRecord } from "./transaction/sample-line.ts";
import type { Transaction } from "./transaction/transaction.ts";

export type Direction = "undo" | "redo";

/**
 * Undoes or redoes the changes of a step in a transaction, unit by unit: a candidate with its samples, an outcome, a note, another sample.
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
  const units = toUnits(changes);
  for (const unit of units) {
    if (await isAsLeft(transaction, unit, direction, overAutomatic))
      for (const change of unit) await reverseOne(transaction, change, direction);
    else left++;
  }
  return { units: units.length, left };
}

/** Whether a unit is still as the step left it. */
async function isAsLeft(transaction: Transaction, unit: readonly Change[], direction: Direction, overAutomatic: boolean): Promise<boolean> {
  const candidates = unit.filter((change) => change.of === "candidate");
  if (overAutomatic && candidates.some((change) => transaction.candidate(change.comparison, change.position).by === "auto")) return true;
  for (const change of unit) {
    if (change.of === "candidate") {
      const expected = direction === "undo" ? change.after : change.before;
      if (!isSameCandidate(transaction.candidate(change.comparison, change.position), expected)) return false;
    } else if (change.of === "review") {
      const now = await transaction.review(change.comparison);
      const expected = direction === "undo" ? change.after : change.before;
      const same = changesOutcome(change) ? isSameOutcome(now, expected) : now.note === expected.note;
      if (!same) return false;
    } else {
      const sample = await transaction.sample(change.ref);
      const expected = direction === "undo" ? change.after : change.before;
      if (!isSameVersion(sample?.after ?? null, expected)) return false;
    }
  }
  return true;
}

async function reverseOne(transaction: Transaction, change: Change, direction: Direction): Promise<void> {
  if (change.of === "candidate") {
    const { comparison, comparison_id: comparisonId, position, engine_id: engineId } = change;
    return transaction.setCandidate({ comparison, comparisonId, position, engineId }, direction === "undo" ? change.before : change.after);
  }
  if (change.of === "review") {
    const now = await transaction.review(change.comparison);
    const { note, ...outcome } = direction === "undo" ? change.before : change.after;
    const after = changesOutcome(change) ? { ...outcome, note: now.note } : { ...now, note };
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

/** Else it changes the note: `toUnits` splits a change of both. */
const changesOutcome = ({ before, after }: ReviewChange) => !isSameOutcome(before, after);

/** Groups changes into units, in order. */
function toUnits(changes: readonly Change[]): Change[][] {
  const units = new Map<string, Change[]>();
  const add = (name: string, change: Change) => {
    const unit = units.get(name);
    if (unit) unit.push(change);
    else units.set(name, [change]);
  };
  for (const change of changes) {
    if (change.of === "review") {
      const { before, after } = change;
      if (changesOutcome(change)) add(`o ${change.comparison}`, { ...change, after: { ...after, note: before.note } });
      if (before.note !== after.note) add(`n ${change.comparison}`, { ...change, before: { ...after, note: before.note } });
    } else add(toUnitName(change), change);
  }
  return [...units.values()];
}

function toUnitName(change: CandidateChange | SampleChange): string {
  const { comparison, position } = change;
  return comparison === null ? `s ${(change as SampleChange).ref}` : `c ${comparison} ${position}`;
}
