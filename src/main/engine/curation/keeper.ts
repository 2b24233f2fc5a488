import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import type { Journal } from "../files/journal.ts";
import { clearChannel } from "../store/check-journals.ts";
import type { Database } from "../store/duckdb.ts";
import { DatasetFile, type DatasetFollower } from "./dataset-file.ts";
import { isRemembered, rememberDataset } from "./dataset-memory.ts";
import { imageOf } from "./draft.ts";
import {
  type Actor,
  type Change,
  type EventHead,
  type EventType,
  encodeEvent,
  eventVersion,
  needsNewestVersion,
  newestEventVersion,
  type Placement,
} from "./event.ts";
import type { EventLog } from "./event-log.ts";
import { EventSpool } from "./event-spool.ts";
import { IndexSync } from "./index-sync.ts";

export interface KeeperDeps {
  /** output/curation.jsonl; closed with curation. */
  events: EventLog;
  /** The dataset's journal; the collector appends collected samples to the same object. Close it after curation. */
  samples: Journal;
  db: Database;
  toolVersion: string;
  /** The person who decides, as the log names them. */
  actor: string;
  /** Unix time in ms. */
  now?: () => number;
  log: Log;
  /** What queries may answer differently now. */
  onChange(what: { comparisons?: boolean; samples?: boolean }): void;
  /** How the index follows the dataset file. */
  dataset?: DatasetFollower;
}

/** The longest an answer waits for the index, whose writer may be busy with an import: the event is durable by then. */
const indexWaitMs = 1000;
const flushAfterMs = 1000;
const flushRetryMs = 5000;
/** Rewriting a big file takes long: it then happens as much more seldom. */
const restPerWork = 20;

/** Keeps the log, and the dataset file and the index rows even with it. One event at a time. */
export class Keeper {
  readonly log: EventLog;
  readonly #deps: KeeperDeps;
  readonly #sync: IndexSync;
  readonly #dataset: DatasetFile;
  readonly #turns = new Sequencer();
  #flushTimer: NodeJS.Timeout | null = null;
  #flushMs = 0;
  #closing = false;
  /** Why the dataset file is not what it should be, in a sentence; null when all is well. */
  trouble: string | null = null;

  private constructor(deps: KeeperDeps, log: EventLog) {
    this.#deps = deps;
    this.log = log;
    this.#sync = new IndexSync(deps.db, log);
    this.#dataset = new DatasetFile({
      journal: deps.samples,
      slots: log.fold.slots,
      lineOf: async (slot) => (await imageOf(log, slot.ref))?.line ?? null,
      keepPlaces: (places) => this.#keepPlaces(places),
      follower: deps.dataset ?? {},
    });
  }

  /** Folds the log and brings the dataset file and the index even with it; what cannot be written now is tried again later. */
  static async open(deps: KeeperDeps): Promise<Keeper> {
    const log = deps.events;
    const keeper = new Keeper(deps, log);
    try {
      await keeper.#reconcile();
      return keeper;
    } catch (thrown) {
      keeper.#stopTimer();
      await log.close();
      throw thrown;
    }
  }

  get nowMs(): number {
    return this.#deps.now?.() ?? Date.now();
  }

  get nowS(): number {
    return Math.floor(this.nowMs / 1000);
  }

  /** How many decisions the lists lack because the index could not be written; null while it is in sync. */
  get waitingForIndex(): number | null {
    return this.#sync.waiting;
  }

  /** Whether the index may lack decisions at this moment. */
  get indexBehind(): boolean {
    return this.#sync.behind;
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Runs work that may commit an event, after all work before it. @throws AssayError refused while closing. */
  turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(new AssayError("refused", "The workspace is closed."));
    return this.#turns.queue(work);
  }

  /**
   * Makes an event durable; then, and only then, is it in force: in the state, the dataset file and the index.
   * Call it in a turn.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  commit(type: EventType, changes: readonly Change[], head: Partial<EventHead>): Promise<void> {
    return this.commitAll(type, [{ changes, head }]);
  }

  /** The same for several events, about different things, in one write: all of them are durable, or none is. */
  async commitAll(type: EventType, events: readonly { changes: readonly Change[]; head: Partial<EventHead> }[]): Promise<void> {
    if (events.length === 0) return;
    const lines: Buffer[] = [];
    for (const { changes, head } of events) {
      lines.push(...(await encodeEvent(this.#wholeHead(type, head, changes.some(needsNewestVersion)), changes)));
    }
    await this.log.append(lines);
    const changes = events.flatMap((event) => event.changes);
    this.#takeIntoDataset(changes);
    this.#flushLater(Math.max(flushAfterMs, this.#flushMs * restPerWork));
    const what = { comparisons: changes.some(({ of }) => of !== "sample"), samples: changes.some(({ of }) => of === "sample") };
    await this.#whenIndexed(this.#sync.take(changes), what);
  }

  /** The same for an event that may be too big for memory. */
  async commitSpooled(type: EventType, spool: EventSpool<unknown>, head: Partial<EventHead>): Promise<void> {
    const whole = this.#wholeHead(type, head, spool.needsNewestVersion);
    await this.log.appendStreamed(spool.lines(whole));
    const event = this.log.fold.history.get(whole.event_id);
    if (!event) return;
    try {
      for await (const { part } of this.log.partsOf(event)) {
        this.#takeIntoDataset(part.changes);
        await this.#dataset.appended();
      }
    } catch (error) {
      // The event is durable: whoever waits for it must not be told that nothing has changed.
      this.#deps.log("warn", "dataset_behind", { error });
      this.#dataset.invalidate();
    }
    this.#flushLater(Math.max(flushAfterMs, this.#flushMs * restPerWork));
    await this.#whenIndexed(this.#sync.takeStored(event), { comparisons: true, samples: true });
  }

  /** A place for the changes of an event that may be too big for memory. @throws AssayError disk_full, permission, io … */
  spool<Meta>(): Promise<EventSpool<Meta>> {
    return EventSpool.open<Meta>(join(dirname(this.#deps.db.path), "staging"));
  }

  #takeIntoDataset(changes: readonly Change[]): void {
    const { slots } = this.log.fold;
    const changed = changes.flatMap((change) => {
      const slot = change.of === "sample" ? slots.get(change.ref) : undefined;
      return slot && change.of === "sample" ? [{ slot, line: change.after?.line ?? null }] : [];
    });
    this.#dataset.take(changed);
  }

  async #whenIndexed(writing: Promise<unknown>, what: { comparisons: boolean; samples: boolean }): Promise<void> {
    const indexed = writing.then((error) => {
      if (error) this.#deps.log("warn", "curation_index_behind", { error });
      this.#deps.onChange(what);
    });
    await atMost(indexed, indexWaitMs);
  }

  /**
   * Makes the dataset file what the live dataset is, and the index even with it where it can be written.
   * @throws AssayError disk_full, permission, io …; the file is then as it was, and it is tried again.
   */
  async flush(): Promise<void> {
    this.#stopTimer();
    await this.#turns.settled();
    await this.#flushDataset();
    await this.#sync.settled();
    await this.#turns.queue(() => this.#remember()).catch((error: unknown) => this.#indexFailed(error));
  }

  #indexFailed(error: unknown): void {
    this.#deps.log("warn", "curation_index_behind", { error });
    this.#flushLater(flushRetryMs);
  }

  async #flushDataset(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#dataset.flush();
      this.#flushMs = performance.now() - startedAt;
      this.trouble = null;
    } catch (thrown) {
      this.trouble = `The dataset file is not up to date: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      this.#flushLater(flushRetryMs);
      throw thrown;
    }
  }

  /** Builds the index rows of curation again. @throws AssayError of the index. */
  async resync(): Promise<void> {
    await this.turn(() => this.#sync.resync());
    this.#deps.onChange({ comparisons: true, samples: true });
  }

  /** Takes no more turns but those under way, flushes, closes the log. @throws AssayError when the dataset file cannot be written. */
  async close(): Promise<void> {
    this.#closing = true;
    try {
      await this.flush();
    } finally {
      this.#stopTimer();
      await this.#sync.settled();
      await this.log.close();
    }
  }

  /** Refuses turns from now on. */
  stop(): void {
    this.#closing = true;
  }

  async #reconcile(): Promise<void> {
    const { db, samples, log } = this.#deps;
    if (await isRemembered(db, samples, this.log)) this.#dataset.trust();
    else await this.#dataset.inspect();
    let wasCurrent = true;
    if (this.#dataset.dirty) {
      // Asked first: mending may write places into the log and then notes the log's new end in the index, whatever that lacks.
      wasCurrent = await this.#sync.isCurrent().catch(() => false);
      await this.#mend().catch((error: unknown) => log("error", "dataset_not_written", { error }));
    }
    try {
      if (!wasCurrent || !(await this.#sync.isCurrent())) await this.#sync.resync();
      await this.#remember();
    } catch (error) {
      this.#indexFailed(error);
    }
    this.#dataset.follow();
  }

  /** A crash left the dataset file behind the log. The index, which is not even with it yet, reads the new one from the start. */
  async #mend(): Promise<void> {
    await this.#flushDataset();
    await clearChannel(this.#deps.db, "training_samples");
  }

  async #keepPlaces(places: Placement[]): Promise<void> {
    const description = `kept the ${places.length === 1 ? "place of 1 sample" : `places of ${places.length} samples`} that left the dataset file`;
    await this.log.append(await encodeEvent({ ...this.#head("place"), description, actor: "assay" }, [], places));
    void this.#sync.take([]);
  }

  /** Who decides when nobody else is named. */
  get person(): Actor {
    return { name: this.#deps.actor, kind: "person" };
  }

  #head(type: EventType): EventHead {
    const { actor, toolVersion } = this.#deps;
    const names = { schema_version: eventVersion, event_id: randomUUID(), at: this.nowMs, actor, tool_version: toolVersion } as const;
    return { ...names, type, description: "", decisions: 0, target: null };
  }

  #wholeHead(type: EventType, given: Partial<EventHead>, needsNewest: boolean): EventHead {
    const head: EventHead = { ...this.#head(type), ...given };
    const target = head.target === null ? undefined : this.log.fold.history.get(head.target);
    const isNew = type === "revert" || head.actor_kind === "agent" || head.trigger === "command" || target?.version === newestEventVersion;
    return { ...head, schema_version: isNew || needsNewest ? newestEventVersion : eventVersion };
  }

  /** Notes in the index that the dataset file is even with the log, so that opening need not read it. */
  async #remember(): Promise<void> {
    if (this.#sync.behind) {
      await this.#sync.resync();
      this.#deps.onChange({ comparisons: true, samples: true });
    }
    if (!this.#dataset.dirty) await rememberDataset(this.#deps.db, this.#deps.samples, this.log);
  }

  #flushLater(afterMs: number): void {
    if (this.#closing || this.#flushTimer) return;
    this.#flushTimer = setTimeout(() => {
      this.#flushTimer = null;
      this.flush().catch((error: unknown) => this.#deps.log("error", "dataset_not_written", { error }));
    }, afterMs);
    this.#flushTimer.unref();
  }

  #stopTimer(): void {
    if (this.#flushTimer) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
  }
}

/** Waits for work, but not for ever. */
async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
