import { AssayError, type ChannelName } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import { WorkRest } from "../async/work-rest.ts";
import type { Database } from "./duckdb.ts";
import { LoadBatch, type RangeRows } from "./load-batch.ts";

export interface LoaderOptions {
  db: Database;
  stagingFolder: string;
  journalPath: (channel: ChannelName) => string;
  /** Called after each transaction, with the lines it added by channel. */
  onLoaded: (lines: ReadonlyMap<ChannelName, number>) => void;
  /** Loading failed. Nothing is lost: the owner catches up from the journals, starting where `progress` says. */
  onBehind: (error: AssayError) => void;
}

/** Rows of one transaction, at most. Fewer when some are megabytes long: DuckDB holds those in memory several times over. */
export const maxBatchBytes = 64 * 1024 * 1024;
const maxLongRowsBatchBytes = 8 * 1024 * 1024;
/** Producers wait while more than this is in memory, or more than this many batches are in files. */
const maxUnwrittenBytes = 16 * 1024 * 1024;
const maxWaitingBatches = 4;

const toBatchLimit = (batch: LoadBatch) => (batch.hasLongRows ? maxLongRowsBatchBytes : maxBatchBytes);

/**
 * A transaction costs 10 ms and more however few rows it has, and records that become durable meanwhile are slow: threads share the processors and
 * the disk. After each, the loader rests 99 times as long as it took, one second at most: a single record is seen at once, a flood is inserted
 * by the hundred thousand, and of records that trickle in one in a hundred meets a transaction (decisions 14 and 92).
 */
const restPerInsert = { factor: 99, maxMs: 1000 };

/** Loads rows of lines that became durable into DuckDB, in bulk. */
export class Loader {
  readonly #options: LoaderOptions;
  #batch: LoadBatch;
  #inserting: LoadBatch | null = null;
  #running: Promise<void> | null = null;
  readonly #capacity = new Capacity(
    () => this.#batch.unwrittenBytes <= maxUnwrittenBytes && this.#batch.bytes <= maxWaitingBatches * toBatchLimit(this.#batch),
  );
  #behind = false;
  /** The offset up to which each journal is queued or loaded. */
  #queuedTo: Map<ChannelName, number> = new Map();
  #held = new Map<ChannelName, RangeRows[]>();
  /** How many callers wait in `idle`. */
  #hurried = 0;
  readonly #pause = new WorkRest(restPerInsert);

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#batch = this.#newBatch();
  }

  /**
   * Queues a range. Ignored while behind, since the journal is read again, and when it is loaded already. A range that does not start
   * where the last one ended means that something was missed: the loader falls behind.
   */
  enqueue(range: RangeRows): void {
    if (this.#behind) return;
    const held = this.#held.get(range.channel);
    if (held) {
      held.push(range);
      return;
    }
    const queuedTo = this.#queuedTo.get(range.channel) ?? 0;
    if (range.toOffset <= queuedTo) return;
    if (range.fromOffset !== queuedTo) {
      this.#fallBehind(new AssayError("damaged", `The index missed a part of ${range.channel}.`));
      return;
    }
    this.#queuedTo.set(range.channel, range.toOffset);
    void this.#batch.add(range);
    if (this.#batch.bytes >= toBatchLimit(this.#batch)) this.#pause.cutShort();
    this.#running ??= this.#drain();
  }

  waitForCapacity(): Promise<void> {
    return this.#capacity.available();
  }

  /** Resolves when everything queued is loaded; no rests until then. */
  async idle(): Promise<void> {
    this.#hurried++;
    this.#pause.cutShort();
    while (this.#running) await this.#running;
    this.#hurried--;
  }

  /** How much of a journal is loaded, from its start. While behind, only its owner knows. */
  loadedTo(channel: ChannelName): number {
    return this.#inserting?.startIn(channel) ?? this.#batch.startIn(channel) ?? this.#queuedTo.get(channel) ?? 0;
  }

  /** Lines of a journal that are queued and not loaded. */
  waitingLines(channel: ChannelName): number {
    return this.#batch.linesIn(channel) + (this.#inserting?.linesIn(channel) ?? 0);
  }

  /** Ignores ranges until `resume`: the owner catches up from the journals. */
  pause(): void {
    this.#behind = true;
  }

  /** @param loadedTo how far each journal is loaded now. */
  resume(loadedTo: ReadonlyMap<ChannelName, number>): void {
    this.#queuedTo = new Map(loadedTo);
    this.#behind = false;
  }

  /** Keeps a channel's ranges back: its journal is about to be replaced, which changes what offsets mean. */
  hold(channel: ChannelName): void {
    if (!this.#held.has(channel)) this.#held.set(channel, []);
  }

  /** Ends `hold`. @param loadedTo how far the journal is loaded; absent: as far as before. */
  release(channel: ChannelName, loadedTo?: number): void {
    const held = this.#held.get(channel) ?? [];
    this.#held.delete(channel);
    if (loadedTo !== undefined) this.#queuedTo.set(channel, loadedTo);
    for (const range of held) this.enqueue(range);
  }

  #newBatch(): LoadBatch {
    return new LoadBatch(this.#options.stagingFolder, () => this.#capacity.changed());
  }

  #fallBehind(error: AssayError): void {
    this.#behind = true;
    void this.#batch.discard();
    this.#batch = this.#newBatch();
    this.#capacity.changed();
    this.#options.onBehind(error);
  }

  async #drain(): Promise<void> {
    // A turn of the event loop, so that ranges of one burst share a transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.#batch.isEmpty) {
      await this.#rest();
      const batch = this.#batch;
      if (batch.isEmpty) break;
      this.#batch = this.#newBatch();
      this.#inserting = batch;
      this.#capacity.changed();
      const startedAt = performance.now();
      try {
        await batch.insertInto(this.#options.db, this.#options.journalPath);
        this.#inserting = null;
        this.#options.onLoaded(batch.lines);
      } catch (thrown) {
        this.#inserting = null;
        this.#fallBehind(thrown as AssayError);
      }
      this.#pause.begin(performance.now() - startedAt);
    }
    this.#running = null;
  }

  /** Ends early when a whole batch is queued, or someone waits in `idle`. */
  async #rest(): Promise<void> {
    if (this.#hurried === 0 && this.#batch.bytes < toBatchLimit(this.#batch)) await this.#pause.wait();
  }
}
