import type { Decider } from "../../../contract/index.ts";
import type { Actor, EventType, EventVersion } from "./event.ts";

/** One event of curation.jsonl, without its changes. */
export interface EventRecord {
  readonly id: string;
  readonly atMs: number;
  readonly actor: string;
  readonly actorKind: Decider;
  readonly type: EventType;
  readonly version: EventVersion;
  readonly description: string;
  readonly decisions: number;
  /** Whether undo takes it back in its turn: all but generations that nobody asked for. */
  readonly isStep: boolean;
  /** The event that it undoes or does again. */
  readonly target: string | null;
  undone: boolean;
  /** Some of the comparisons it touched. */
  readonly keys: readonly string[];
  /** Where its lines are in curation.jsonl. */
  readonly offset: number;
  readonly length: number;
}

/** What a change does to the state; told of the event that it is of. */
export type Effect = (event: EventRecord) => void;

/** Generations are anybody's to take back; else a person's steps are the persons', an agent's the agents'. */
const isOwn = (event: EventRecord, kind: Actor["kind"]) => event.type === "generate" || event.actorKind === kind;

/**
 * What can be undone and redone: the steps in force and the steps taken back, both computed from the log. A step that was undone
 * where it stands keeps its place in the first stack and is passed over until it is in force again.
 */
export class UndoHistory {
  readonly #byId = new Map<string, EventRecord>();
  readonly #listed: EventRecord[] = [];
  readonly #done: EventRecord[] = [];
  #undone: EventRecord[] = [];
  #decisions = 0;

  get(id: string): EventRecord | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** What undo takes back next. @param kind of who undoes. */
  undoes(kind: Actor["kind"]): EventRecord | undefined {
    return this.#done.findLast((event) => !event.undone && isOwn(event, kind));
  }

  /** What redo does again next. */
  redoes(kind: Actor["kind"]): EventRecord | undefined {
    return this.#undone.findLast((event) => isOwn(event, kind));
  }

  /** Decisions in force. */
  get decisions(): number {
    return this.#decisions;
  }

  /** Decisions, generations and undos where a step stands, newest first; plain undo and redo show as `undone` of their step. */
  newest(limit: number): EventRecord[] {
    return this.#listed.slice(-limit).reverse();
  }

  /** Whether it is in the list that `newest` shows. */
  isListed({ type }: EventRecord): boolean {
    return type === "decide" || type === "generate" || type === "revert";
  }

  /**
   * Takes the next event.
   * @returns null, or a sentence about what is odd: its changes are in force all the same.
   */
  take(event: EventRecord): string | null {
    this.#byId.set(event.id, event);
    if (event.type === "undo") return this.#move(this.#done, this.#undone, event, true);
    if (event.type === "redo") return this.#move(this.#undone, this.#done, event, false);
    if (event.type === "place") return null;
    this.#listed.push(event);
    this.#decisions += event.decisions;
    if (event.isStep) {
      this.#done.push(event);
      this.#undone =
        event.type === "generate" ? [] : this.#undone.filter((one) => !isOwn(one, event.actorKind === "agent" ? "agent" : "person"));
    }
    if (event.type !== "revert") return null;
    const target = this.#target(event);
    if (!target) return `undoes the event ${event.target}, which is not there`;
    this.#set(target, true);
    return null;
  }

  #move(from: EventRecord[], to: EventRecord[], event: EventRecord, undone: boolean): string | null {
    const at = from.findLastIndex(({ id }) => id === event.target);
    const step = from[at];
    if (!step) return `${undone ? "undoes" : "does again"} the event ${event.target}, which is not there`;
    from.splice(at, 1);
    to.push(step);
    this.#set(step, undone);
    return null;
  }

  /** Takes note that an event is undone or in force; with an undo goes what it undid. */
  #set(event: EventRecord, undone: boolean): void {
    if (event.undone !== undone) this.#decisions += undone ? -event.decisions : event.decisions;
    event.undone = undone;
    if (event.type !== "revert") return;
    const target = this.#target(event);
    if (target) this.#set(target, !undone);
  }

  /** Only an earlier event: a log that was edited by hand may name anything. */
  #target(event: EventRecord): EventRecord | undefined {
    const target = this.#byId.get(event.target ?? "");
    return target && target.offset < event.offset && target.type !== "undo" && target.type !== "redo" ? target : undefined;
  }
}
