import type { BothVerdicts } from "../log/event.ts";
import { repeatName } from "../log/repeat.ts";
import type { ComparisonState } from "./comparison-state.ts";
import type { EventRecord } from "./undo-history.ts";

/** How often people decided the same again. */
export interface SelfAgreement {
  n: number;
  agreed: number;
}

const none: ReadonlySet<string> = new Set();

/**
 * Second looks at comparisons of blind queues: what was decided in them, which were revealed, and what both looks said. Follows undo and redo; what
 * was revealed once, is known.
 */
export class Repeats {
  /** What was decided in a second look, by `repeatName`. */
  readonly looks = new Map<string, ComparisonState>();
  readonly #revealed = new Map<string, Set<string>>();
  /** What the first look said when it was revealed, and who: a decision changed since was no blind one. */
  readonly #firsts = new Map<string, { word: string; actor: string }>();
  readonly #answers = new Map<string, { event: EventRecord; verdicts: BothVerdicts }>();
  readonly #merged: { merge: EventRecord; verdicts: BothVerdicts[] }[] = [];

  /** A person is done with the first look. */
  takeFirst(queue: string, key: string, actor: string, toWord: () => string): void {
    const name = repeatName(queue, key);
    if (!this.#firsts.has(name) && !this.isRevealed(queue, key)) this.#firsts.set(name, { word: toWord(), actor });
  }

  /** A person is done with the second look. @param verdicts absent: it was taken for the first. */
  reveal(event: EventRecord, queue: string, key: string, verdicts?: BothVerdicts): void {
    const set = this.#revealed.get(queue);
    if (set) set.add(key);
    else this.#revealed.set(queue, new Set([key]));
    if (verdicts) this.#answers.set(repeatName(queue, key), { event, verdicts });
  }

  /** What others said, as a merge tells it: all that is known of them by then. */
  takeMerged(merge: EventRecord, verdicts: BothVerdicts[]): void {
    this.#merged.push({ merge, verdicts });
  }

  /** What somebody's first look said before it was revealed; "" where they did not finish one that decided something. */
  firstWord(queue: string, key: string, actor: string): string {
    const first = this.#firsts.get(repeatName(queue, key));
    return first?.actor === actor ? first.word : "";
  }

  /** Keys of the comparisons whose second look was revealed. */
  revealed(queue: string): ReadonlySet<string> {
    return this.#revealed.get(queue) ?? none;
  }

  isRevealed(queue: string, key: string): boolean {
    return this.revealed(queue).has(key);
  }

  /** What both looks said, while the second is in the log and not undone. */
  verdicts(queue: string, key: string): BothVerdicts | null {
    const answer = this.#answers.get(repeatName(queue, key));
    return answer && !answer.event.undone ? answer.verdicts : null;
  }

  /** Of everybody whose looks this log knows. */
  agreement(): SelfAgreement {
    const own = [...this.#answers.values()].flatMap(({ event, verdicts }) => (event.undone ? [] : [verdicts]));
    const others = this.#merged.findLast(({ merge }) => !merge.undone)?.verdicts ?? [];
    const all = [...own, ...others].filter(({ first, again }) => first !== "" && again !== "");
    return { n: all.length, agreed: all.filter(({ first, again }) => first === again).length };
  }
}
