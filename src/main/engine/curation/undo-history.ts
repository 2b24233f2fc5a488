import type { EventType } from "./event.ts";

/** One event of curation.jsonl, without its changes. */
export interface EventRecord {
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly type: EventType;
  readonly description: string;
  readonly decisions: number;
  undone: boolean;
  /** Some of the comparisons it touched. */
  readonly keys: readonly string[];
  /** Where its lines are in curation.jsonl. */
  readonly offset: number;
  readonly length: number;
}

/** A person's step, and the event that put it in force or took it back last: undoing or redoing the step is reverting that event. */
export interface Step {
  decision: EventRecord;
  carrier: EventRecord;
}

/** What can be undone and redone: two stacks of a person's decisions, both a fold of the log. */
export class UndoHistory {
  readonly #byId = new Map<string, EventRecord>();
  readonly #listed: EventRecord[] = [];
  readonly #done: Step[] = [];
  #undone: Step[] = [];
  #decisions = 0;

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** What undo takes back next. */
  get undoes(): Step | undefined {
    return this.#done.at(-1);
  }

  /** What redo does again next. */
  get redoes(): Step | undefined {
    return this.#undone.at(-1);
  }

  /** Decisions in force. */
  get decisions(): number {
    return this.#decisions;
  }

  /** Decisions and generations, newest first; undo and redo show as `undone` of what they took back. */
  newest(limit: number): EventRecord[] {
    return this.#listed.slice(-limit).reverse();
  }

  /**
   * Takes the next event. @param target the event it undoes or does again.
   * @returns null, or a sentence about what is odd: its changes are in force all the same.
   */
  take(event: EventRecord, target: string | null): string | null {
    this.#byId.set(event.id, event);
    if (event.type === "decide") {
      this.#listed.push(event);
      this.#done.push({ decision: event, carrier: event });
      this.#decisions += event.decisions;
      this.#undone = [];
    } else if (event.type === "generate") this.#listed.push(event);
    else if (event.type === "undo") return this.#move(this.#done, this.#undone, event, target, true);
    else if (event.type === "redo") return this.#move(this.#undone, this.#done, event, target, false);
    return null;
  }

  #move(from: Step[], to: Step[], event: EventRecord, target: string | null, undone: boolean): string | null {
    const at = from.findLastIndex(({ decision }) => decision.id === target);
    const step = from[at];
    if (!step) return `${event.type === "undo" ? "undoes" : "does again"} the event ${target}, which is not there`;
    from.splice(at, 1);
    step.decision.undone = undone;
    this.#decisions += undone ? -step.decision.decisions : step.decision.decisions;
    to.push({ decision: step.decision, carrier: event });
    return null;
  }
}
