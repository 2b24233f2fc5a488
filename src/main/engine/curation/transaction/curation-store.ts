import { dirname, join } from "node:path";
import { AssayError } from "../../../../contract/index.ts";
import { Sequencer } from "../../async/sequencer.ts";
import { encodeEvent } from "../log/encode-event.ts";
import {
  type Actor,
  type Change,
  type EventHead,
  type EventType,
  type EventVersion,
  newestOf,
  type Replacement,
  type SamplePositions,
  versionNeededBy,
} from "../log/event.ts";
import { createHead } from "../log/event-head.ts";
import { EventSpool } from "../log/event-spool.ts";
import { type ProjectionDeps, Projections } from "../projections/projections.ts";
import type { CurationLog } from "../state/curation-log.ts";
import type { LogState } from "../state/log-state.ts";

export interface StoreDeps extends ProjectionDeps {
  /** output/curation.jsonl; closed with curation. */
  decisions: CurationLog;
  toolVersion: string;
  /** The person who decides, as the log names them. */
  actor: string;
  /** Unix time in ms. */
  now?: () => number;
}

/** What an event says beside its changes. */
export type HeadFields = Partial<EventHead>;

/** Commits events, one at a time: to the log first, then to what follows from it. */
export class CurationStore {
  readonly log: CurationLog;
  readonly #deps: StoreDeps;
  readonly #projections: Projections;
  readonly #commits: Sequencer;
  #closing = false;

  private constructor(deps: StoreDeps) {
    this.#deps = deps;
    this.log = deps.decisions;
    this.#commits = new Sequencer();
    this.#projections = new Projections(deps, this.log, this.#commits, (positions) => this.#keepPositions(positions));
  }

  /** Catches the dataset file and the index up with the log. What cannot be written now is retried later. */
  static async open(deps: StoreDeps): Promise<CurationStore> {
    const store = new CurationStore(deps);
    try {
      await store.#projections.catchUp();
      return store;
    } catch (thrown) {
      store.#projections.stop();
      await store.log.events.close();
      throw thrown;
    }
  }

  get state(): LogState {
    return this.log.state;
  }

  get nowMs(): number {
    return this.#deps.now?.() ?? Date.now();
  }

  get nowS(): number {
    return Math.floor(this.nowMs / 1000);
  }

  /** Who decides when nobody else is named. */
  get person(): Actor {
    return { name: this.#deps.actor, kind: "person" };
  }

  get projections(): Pick<Projections, "datasetProblem" | "waiting" | "behind" | "flush" | "indexed"> {
    return this.#projections;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Runs work that may commit, after all such work before it. @throws AssayError refused while closing. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(new AssayError("refused", "The workspace is closed."));
    return this.#commits.queue(work);
  }

  /**
   * Makes an event durable. Only then is it in force: in the state, the dataset file and the index. Call it in `exclusive`.
   * @param indexed "later": does not wait for the index.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  commit(type: EventType, changes: readonly Change[], head: HeadFields, indexed?: "now" | "later"): Promise<void> {
    return this.commitAll(type, [{ changes, head }], indexed);
  }

  /** The same for several events about different comparisons in one write: all of them are durable, or none is. */
  async commitAll(
    type: EventType,
    events: readonly { changes: readonly Change[]; head: HeadFields }[],
    indexed?: "now" | "later",
  ): Promise<void> {
    if (events.length === 0) return;
    const lines: Buffer[] = [];
    for (const { changes, head } of events) {
      lines.push(...(await encodeEvent(this.#head(type, head, newestOf(changes.map(versionNeededBy))), changes)));
    }
    await this.log.events.append(lines);
    await this.#projections.take(
      events.flatMap((event) => event.changes),
      indexed,
    );
  }

  /** The same for an event that may be too big for memory. */
  async commitSpooled(type: EventType, spool: EventSpool<unknown>, given: HeadFields): Promise<string> {
    const head = this.#head(type, given, spool.version);
    await this.log.events.appendStreamed(spool.lines(head));
    const event = this.state.history.get(head.event_id);
    if (event) await this.#projections.takeStored(event);
    return head.event_id;
  }

  /** Room for the changes of an event that may be too big for memory. @throws AssayError disk_full, permission, io … */
  spool<Meta>(): Promise<EventSpool<Meta>> {
    return EventSpool.open<Meta>(join(dirname(this.#deps.db.path), "staging"));
  }

  /** Rebuilds the index rows of curation. @throws AssayError of the index. */
  resync(): Promise<void> {
    return this.exclusive(() => this.#projections.resync());
  }

  /** Refuses further work. */
  stop(): void {
    this.#closing = true;
    this.#projections.stop();
  }

  /** Lets work under way end, flushes, closes the log. @throws AssayError when the dataset file cannot be written. */
  async close(): Promise<void> {
    this.stop();
    try {
      await this.#projections.close();
    } finally {
      await this.log.events.close();
    }
  }

  /** Announces lines that are about to be appended: they do not count until a `replace` says so. Call it in `exclusive`. */
  async stage(replaces: Replacement, description: string): Promise<void> {
    await this.log.events.append(await encodeEvent(this.#head("stage", { description, actor: "assay", replaces }, 1), []));
    await this.#projections.take([]);
  }

  async #keepPositions(positions: SamplePositions[]): Promise<void> {
    const what = positions.length === 1 ? "position of 1 sample" : `positions of ${positions.length} samples`;
    const head = this.#head("place", { description: `kept the ${what} that left the dataset file`, actor: "assay" }, 1);
    await this.log.events.append(await encodeEvent(head, [], positions));
  }

  #head(type: EventType, given: HeadFields, needed: EventVersion): EventHead {
    const { actor, toolVersion } = this.#deps;
    const target = this.state.history.get(given.target ?? "");
    return createHead(type, { actor, toolVersion, nowMs: this.nowMs }, given, newestOf([needed, target?.version ?? 1]));
  }
}
