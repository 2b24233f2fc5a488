import type { CandidateState, SampleOrigin } from "../../../../contract/index.ts";
import {
  type BothVerdicts,
  type Change,
  isSameUnit,
  type ReviewChange,
  type ReviewState,
  type ReviewUnit,
  reviewUnits,
} from "../log/event.ts";
import type { KnownEvent, LineRef } from "./known-event.ts";

/** What one event says about one thing. */
export interface Mark<Value> {
  readonly event: KnownEvent;
  readonly value: Value;
  /** What the event found. */
  readonly before: Value;
}

/** A change in a line of some log; its texts stay there. */
export interface ChangeRef {
  readonly line: LineRef;
  readonly change: number;
}

/** Fields of a review that are taken over together: an outcome and a ranking replace each other. */
export const mergeUnits = [
  [...reviewUnits[0], ...reviewUnits[2]],
  ...reviewUnits.filter((_, index) => index !== 0 && index !== 2),
] as unknown as readonly ReviewUnit[];

type Review = Omit<ReviewState, "note">;

export interface SampleVersionMark {
  readonly ref: ChangeRef;
  readonly origin: SampleOrigin;
  readonly createdAt: number;
  readonly position: number | null;
  /** Whether the event left it in the dataset. */
  readonly isLive: boolean;
}

/** What events say about one comparison. */
export interface ComparisonMarks {
  readonly comparisonId: string;
  readonly engines: Map<number, string>;
  readonly candidates: Map<number, Mark<CandidateState>[]>;
  /** By index in `mergeUnits`. A note is read from its line. */
  readonly units: Map<number, Mark<{ review: Review; ref: ChangeRef }>[]>;
  /** Versions of its samples, by ref. */
  readonly samples: Map<string, Mark<SampleVersionMark>[]>;
}

/** What the events of some logs say, by what it is about. Holds no texts. */
export class Marks {
  readonly comparisons = new Map<string, ComparisonMarks>();
  /** Of collected samples, by ref. */
  readonly collected = new Map<string, Mark<SampleVersionMark>[]>();
  /** Of comparisons that somebody saw twice. */
  readonly repeats: { event: KnownEvent; comparison: string; verdicts: BothVerdicts }[] = [];

  /** @param line where the changes are. */
  add(event: KnownEvent, changes: readonly Change[], line: LineRef): void {
    for (const [index, change] of changes.entries()) {
      const ref = { line, change: index };
      if (change.of === "sample") {
        const { origin, created_at: createdAt, position } = change;
        const value = { ref, origin, createdAt, position, isLive: change.after !== null };
        const before = { ...value, isLive: change.before !== null };
        const marks = change.comparison === null ? this.collected : this.#comparison(change.comparison, "").samples;
        push(marks, change.ref, { event, value, before });
      } else if (change.of === "candidate") {
        const { candidates, engines } = this.#comparison(change.comparison, change.comparison_id);
        engines.set(change.position, change.engine_id);
        push(candidates, change.position, { event, value: withoutMore(change.after), before: withoutMore(change.before) });
      } else if (change.of === "repeat") {
        const { comparison, verdicts } = change;
        if (verdicts) this.repeats.push({ event, comparison, verdicts });
      } else this.#addReview(event, change, ref);
    }
  }

  #addReview(event: KnownEvent, { comparison, comparison_id: id, before, after }: ReviewChange, ref: ChangeRef): void {
    const { units } = this.#comparison(comparison, id);
    const mark = { event, value: { review: withoutNote(after), ref }, before: { review: withoutNote(before), ref } };
    for (const [index, unit] of mergeUnits.entries()) if (!isSameUnit(before, after, unit)) push(units, index, mark);
  }

  /** Moves all marks of another here. */
  take(other: Marks): void {
    for (const [key, theirs] of other.comparisons) {
      const ours = this.comparisons.get(key);
      if (!ours || ours.comparisonId === "") {
        if (ours) moveInto(ours, theirs);
        this.comparisons.set(key, theirs);
      } else moveInto(theirs, ours);
    }
    this.repeats.push(...other.repeats);
    for (const [ref, marks] of other.collected) for (const mark of marks) push(this.collected, ref, mark);
  }

  #comparison(key: string, comparisonId: string): ComparisonMarks {
    const known = this.comparisons.get(key);
    if (known && (known.comparisonId !== "" || comparisonId === "")) return known;
    const made: ComparisonMarks = { comparisonId, engines: new Map(), candidates: new Map(), units: new Map(), samples: new Map() };
    if (known) moveInto(known, made);
    this.comparisons.set(key, made);
    return made;
  }
}

/** A line of another log may hold more. */
const withoutMore = ({ tier, rejected, by, sample }: CandidateState): CandidateState => ({ tier, rejected, by, sample });

function withoutNote({ note: _, ...review }: ReviewState): Review {
  return review;
}

function moveInto(from: ComparisonMarks, to: ComparisonMarks): void {
  for (const [position, engine] of from.engines) to.engines.set(position, engine);
  for (const name of ["candidates", "units", "samples"] as const) {
    const into = to[name] as Map<unknown, unknown[]>;
    for (const [key, marks] of from[name] as Map<unknown, unknown[]>) for (const mark of marks) push(into, key, mark);
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}
