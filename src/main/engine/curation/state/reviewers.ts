import { type ComparisonVerdicts, isSameUnit, type ReviewChange, type ReviewerVerdict, reviewUnits } from "../log/event.ts";
import type { EventRecord } from "./undo-history.ts";

const [outcome, , ranking, , , , done] = reviewUnits;

/** Whether a change of a review settles a conflict: it decides, or says that a person is done. A skip, a note, another mark does not. */
export function settles({ before, after }: Pick<ReviewChange, "before" | "after">): boolean {
  const decides = !isSameUnit(before, after, outcome) && after.outcome !== "skipped";
  return decides || !isSameUnit(before, after, ranking) || (after.done === true && !isSameUnit(before, after, done));
}

/** What the reviewers of a comparison said, in one merge. */
interface Brought {
  merge: EventRecord;
  verdicts: ComparisonVerdicts;
}

interface Known {
  /** Oldest first. */
  brought: Brought[];
  /** Decisions of people since a merge said that reviewers differ. */
  settling: EventRecord[];
}

/** Whether people differ: what an agent says is no conflict. */
export function isConflict({ verdicts, settled }: ComparisonVerdicts): boolean {
  return !settled && new Set(verdicts.filter(({ kind }) => kind === "person").map(({ verdict }) => verdict)).size > 1;
}

/** What several reviewers said about the same comparisons, by the newest merge in force. Follows undo and redo of merges and of decisions. */
export class Reviewers {
  readonly #known = new Map<string, Known>();

  takeVerdicts(merge: EventRecord, verdicts: ComparisonVerdicts): void {
    const known = this.#known.get(verdicts.comparison) ?? { brought: [], settling: [] };
    known.brought.push({ merge, verdicts });
    this.#known.set(verdicts.comparison, known);
  }

  /** Whether a merge told what reviewers said about a comparison. */
  has(comparison: string): boolean {
    return this.#known.has(comparison);
  }

  /** A decision of this log, which settles the conflict about the comparison if there is one. */
  takeDecision(event: EventRecord, comparison: string): void {
    if (event.type !== "decide" || event.actorKind !== "person") return;
    const known = this.#known.get(comparison);
    if (known && known.settling.at(-1) !== event) known.settling.push(event);
  }

  /** What reviewers said about a comparison; empty when at most one decided about it. */
  verdicts(comparison: string): readonly ReviewerVerdict[] {
    return newest(this.#known.get(comparison))?.verdicts.verdicts ?? [];
  }

  /** Whether people differ about a comparison and nobody has settled it. */
  isConflict(comparison: string): boolean {
    const known = this.#known.get(comparison);
    const last = newest(known);
    if (!known || !last || !isConflict(last.verdicts)) return false;
    return !known.settling.some((event) => !event.undone && event.offset > last.merge.offset);
  }

  /** The comparisons people differ about. */
  conflicts(): string[] {
    return [...this.#known.keys()].filter((key) => this.isConflict(key));
  }

  /** Each comparison that several reviewers decided about. */
  *all(): Generator<ComparisonVerdicts> {
    for (const known of this.#known.values()) {
      const last = newest(known);
      if (last) yield last.verdicts;
    }
  }
}

const newest = (known: Known | undefined) => known?.brought.findLast(({ merge }) => !merge.undone);
