import { isSameUnit, type ReviewChange, reviewUnits } from "../log/event.ts";

const toName = (queue: string, key: string) => `${queue} ${key}`;
const freeTexts = reviewUnits.filter(([first]) => first === "note" || first === "reasons" || first === "tags");
export type FreeText = "note" | "reasons" | "tags";

/** What was done in queues. It only grows: what was revealed once, is known. */
export class QueueTraces {
  readonly #touched = new Map<string, Set<string>>();
  readonly #revealed = new Map<string, Set<string>>();
  readonly #wrote = new Set<string>();

  /** Somebody decided something about a comparison in a queue. */
  touch(queue: string, key: string): void {
    add(this.#touched, queue, key);
  }

  /** The effect of a change made in a queue. */
  toEffect(queue: string, change: ReviewChange): () => void {
    const { comparison: key, before, after } = change;
    const written = freeTexts.filter((unit) => !isSameUnit(before, after, unit)).map(([first]) => first);
    return () => {
      if (after.done) add(this.#revealed, queue, key);
      for (const what of written) this.#wrote.add(`${toName(queue, key)} ${what}`);
    };
  }

  /** Keys of the comparisons that somebody decided about in a queue. */
  touched(queue: string): ReadonlySet<string> {
    return this.#touched.get(queue) ?? none;
  }

  /** Keys of those that somebody was done with in it. */
  revealed(queue: string): ReadonlySet<string> {
    return this.#revealed.get(queue) ?? none;
  }

  /** Whether a note, the reasons or the tags of a comparison were written in this queue. */
  hasWritten(queue: string, key: string, what: FreeText): boolean {
    return this.#wrote.has(`${toName(queue, key)} ${what}`);
  }
}

const none: ReadonlySet<string> = new Set();

function add(sets: Map<string, Set<string>>, queue: string, key: string): void {
  const set = sets.get(queue);
  if (set) set.add(key);
  else sets.set(queue, new Set([key]));
}
