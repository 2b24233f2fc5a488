import type { ActorKind, CurationState, Decider, HistoryEntry } from "../../../../contract/index.ts";
import type { EventType, EventVersion, Replacement } from "../log/event.ts";

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
  /** Whether undo reaches it in its turn: all but generations that nobody asked for. */
  readonly isStep: boolean;
  /** The event that it undoes or redoes. */
  readonly target: string | null;
  /** The lines that it replaced, or brought back. */
  readonly replaces: Replacement | null;
  undone: boolean;
  /** Positions of its comparison in the order in which they were shown, where the log says it. */
  readonly shown?: readonly number[];
  /** Of decisions made in a queue. */
  readonly queue?: string;
  /** Its description while its comparison is sealed. */
  readonly sealedDescription?: string;
  /** It is about the second look of a comparison in its queue; `isRepeat`: about nothing else, so that it decides nothing. */
  readonly isSecondLook?: boolean;
  readonly isRepeat?: boolean;
  /** Some of the comparisons it touched. */
  readonly keys: readonly string[];
  /** Where its lines are in curation.jsonl. */
  readonly offset: number;
  readonly length: number;
}

/** What a change does to the state, given the event it belongs to. */
export type Effect = (event: EventRecord) => void;

/** Anybody may undo a generation; other steps only their own kind: a person's a person, an agent's an agent. */
const isOwn = (event: EventRecord, kind: ActorKind) => event.type === "generate" || event.actorKind === kind;

/**
 * The undo and redo stacks, computed from the log. A step that was undone by itself (`revert`) keeps its place in the undo stack and is
 * passed over until it is in force again.
 */
export class UndoHistory {
  readonly #byId = new Map<string, EventRecord>();
  readonly #listed: EventRecord[] = [];
  readonly #done: EventRecord[] = [];
  #undone: EventRecord[] = [];
  #decisions = 0;
  #repeated = 0;

  get(id: string): EventRecord | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The step that undo reverses next. @param kind of who undoes. */
  nextUndo(kind: ActorKind): EventRecord | undefined {
    return this.#done.findLast((event) => !event.undone && isOwn(event, kind));
  }

  /** The step that redo applies next. */
  nextRedo(kind: ActorKind): EventRecord | undefined {
    return this.#undone.findLast((event) => isOwn(event, kind));
  }

  /** The step that an undo of a single event is about in the end: an undo of that undo is about the same one. */
  toRoot(step: EventRecord): EventRecord {
    let root = step;
    while (root.type === "revert") {
      const target = this.get(root.target ?? "");
      if (!target || target.offset >= root.offset) return root;
      root = target;
    }
    return root;
  }

  /** `curation.state`. @param kind of who asks. */
  summary(kind: ActorKind): CurationState {
    const undo = this.nextUndo(kind);
    const redo = this.nextRedo(kind);
    return {
      canUndo: undo !== undefined,
      canRedo: redo !== undefined,
      undoes: undo?.description ?? "",
      redoes: redo?.description ?? "",
      decisions: this.#decisions,
    };
  }

  /** Decisions in second looks, without undone ones: none of `decisions`. */
  get repeated(): number {
    return this.#repeated;
  }

  /** `curation.history`: decisions, generations and undos of single events, newest first. Plain undo and redo show as `undone` of their step. */
  newest(limit: number): HistoryEntry[] {
    return this.#listed
      .slice(-limit)
      .reverse()
      .map(({ id, atMs, actor, actorKind, description, undone, keys }) => ({
        eventId: id,
        atMs,
        actor,
        actorKind,
        description,
        undone,
        comparisons: [...keys],
      }));
  }

  /** The events that `newest` shows, oldest first. */
  get listed(): readonly EventRecord[] {
    return this.#listed;
  }

  /** Whether it is in the list that `newest` shows. */
  isListed({ type }: EventRecord): boolean {
    return type === "decide" || type === "generate" || type === "revert" || type === "replace" || type === "merge";
  }

  /** A step in force that replaced lines after this one did. */
  laterReplacement(step: EventRecord): EventRecord | undefined {
    return this.#listed.findLast(({ type, undone, offset }) => type === "replace" && !undone && offset > step.offset);
  }

  /**
   * Takes the next event.
   * @returns null, or what is odd about it: its changes are in force all the same.
   */
  take(event: EventRecord): string | null {
    this.#byId.set(event.id, event);
    if (event.type === "undo") return this.#move(this.#done, this.#undone, event, true);
    if (event.type === "redo") return this.#move(this.#undone, this.#done, event, false);
    if (event.type === "place" || event.type === "stage") return null;
    this.#listed.push(event);
    this.#count(event, 1);
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
    if (!step) return `${undone ? "undoes" : "redoes"} the event ${event.target}, which is not there`;
    from.splice(at, 1);
    to.push(step);
    this.#set(step, undone);
    return null;
  }

  #count({ decisions, isRepeat }: EventRecord, by: 1 | -1): void {
    if (isRepeat) this.#repeated += by * decisions;
    else this.#decisions += by * decisions;
  }

  /** Marks an event as undone or in force. Undoing an undo redoes its target. */
  #set(event: EventRecord, undone: boolean): void {
    if (event.undone !== undone) this.#count(event, undone ? -1 : 1);
    event.undone = undone;
    if (event.type !== "revert") return;
    const target = this.#target(event);
    if (target) this.#set(target, !undone);
  }

  /** Only an earlier event: in a log edited by hand the target may be anything. */
  #target(event: EventRecord): EventRecord | undefined {
    const target = this.#byId.get(event.target ?? "");
    return target && target.offset < event.offset && target.type !== "undo" && target.type !== "redo" ? target : undefined;
  }
}
