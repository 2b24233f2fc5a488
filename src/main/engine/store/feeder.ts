import { setTimeout as delay } from "node:timers/promises";
import { AssayError, type ChannelName } from "../../../contract/index.ts";
import { Capacity } from "../async/capacity.ts";
import type { Database } from "./duckdb.ts";
import { type Feed, Stage } from "./stage.ts";

export interface FeederOptions {
  db: Database;
  stagingFolder: string;
  journalPath: (channel: ChannelName) => string;
  /** So many lines of each channel are in the index now, too. */
  onFed: (lines: ReadonlyMap<ChannelName, number>) => void;
  /** Feeding failed: nothing is lost, since the journal is the truth; the owner reads it again from where `progress` says. */
  onBehind: (error: AssayError) => void;
}

/** What one transaction waits for at most. DuckDB holds rows of megabytes in memory several times over: fewer of those. */
export const batchBytes = 64 * 1024 * 1024;
const longRowsBatchBytes = 8 * 1024 * 1024;
/** What may be held in memory, and how many batches may be staged on disk, before producers are held back. */
const maxUnwrittenBytes = 16 * 1024 * 1024;
const maxStagedBatches = 4;

const batchOf = (stage: Stage) => (stage.hasLongRows ? longRowsBatchBytes : batchBytes);

/**
 * A transaction costs tens of milliseconds however few rows it has, so after each the feeder rests this many times as long as
 * it took: single records are seen at once, a flood goes in by the hundred thousand, and feeding takes its share of the machine and no more.
 */
const restPerInsert = 24;
const longestRestMs = 1000;

/** Moves staged rows into DuckDB in bulk. */
export class Feeder {
  readonly #options: FeederOptions;
  #stage: Stage;
  #inserting: Stage | null = null;
  #running: Promise<void> | null = null;
  readonly #capacity = new Capacity(
    () => this.#stage.unwrittenBytes <= maxUnwrittenBytes && this.#stage.bytes <= maxStagedBatches * batchOf(this.#stage),
  );
  #behind = false;
  #fedTo: Map<ChannelName, number> = new Map();
  #held = new Map<ChannelName, Feed[]>();
  #restUntil = 0;
  /** How many wait for `idle`. */
  #hurried = 0;
  /** Cuts a rest short. */
  #resting = new AbortController();

  constructor(options: FeederOptions) {
    this.#options = options;
    this.#stage = this.#newStage();
  }

  /**
   * Queues a stretch. Ignored while behind (the journal is read again) and when it is in the index already; a stretch that
   * does not adjoin what is indexed means that something was missed: the owner is told to catch up.
   */
  enqueue(feed: Feed): void {
    if (this.#behind) return;
    const aside = this.#held.get(feed.channel);
    if (aside) {
      aside.push(feed);
      return;
    }
    const fedTo = this.#fedTo.get(feed.channel) ?? 0;
    if (feed.toOffset <= fedTo) return;
    if (feed.fromOffset !== fedTo) {
      this.#fallBehind(new AssayError("damaged", `The index missed a part of ${feed.channel}.`));
      return;
    }
    this.#fedTo.set(feed.channel, feed.toOffset);
    void this.#stage.add(feed);
    if (this.#stage.bytes >= batchOf(this.#stage)) this.#resting.abort();
    this.#running ??= this.#drain();
  }

  /** Resolves when little enough waits. */
  waitForCapacity(): Promise<void> {
    return this.#capacity.available();
  }

  /** Resolves when everything queued is in the index; nothing rests until then. */
  async idle(): Promise<void> {
    this.#hurried++;
    this.#resting.abort();
    while (this.#running) await this.#running;
    this.#hurried--;
  }

  /** Lines of a journal that wait for the index. */
  waitingLines(channel: ChannelName): number {
    return this.#stage.linesOf(channel) + (this.#inserting?.linesOf(channel) ?? 0);
  }

  /** Stops taking feeds, until the owner has caught up from the journals. */
  pause(): void {
    this.#behind = true;
  }

  /** Takes feeds again. `fedTo`: how far each journal is in the index now. */
  resume(fedTo: ReadonlyMap<ChannelName, number>): void {
    this.#fedTo = new Map(fedTo);
    this.#behind = false;
  }

  /** Puts a channel's feeds aside: its journal is about to be replaced, and offsets known of it hold no more. */
  hold(channel: ChannelName): void {
    if (!this.#held.has(channel)) this.#held.set(channel, []);
  }

  /** Takes a channel's feeds again; its journal is in the index up to `fedTo` (absent: as far as before). */
  release(channel: ChannelName, fedTo?: number): void {
    const aside = this.#held.get(channel) ?? [];
    this.#held.delete(channel);
    if (fedTo !== undefined) this.#fedTo.set(channel, fedTo);
    for (const feed of aside) this.enqueue(feed);
  }

  #newStage(): Stage {
    return new Stage(this.#options.stagingFolder, () => this.#capacity.changed());
  }

  #fallBehind(error: AssayError): void {
    this.#behind = true;
    void this.#stage.discard();
    this.#stage = this.#newStage();
    this.#capacity.changed();
    this.#options.onBehind(error);
  }

  async #drain(): Promise<void> {
    // A turn of the loop: feeds of one burst share a transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (!this.#stage.isEmpty) {
      await this.#rest();
      const stage = this.#stage;
      if (stage.isEmpty) break;
      this.#stage = this.#newStage();
      this.#inserting = stage;
      this.#capacity.changed();
      const startedAt = performance.now();
      try {
        await stage.insertInto(this.#options.db, this.#options.journalPath);
        this.#inserting = null;
        this.#options.onFed(stage.lines);
      } catch (thrown) {
        this.#inserting = null;
        this.#fallBehind(thrown as AssayError);
      }
      const endedAt = performance.now();
      this.#restUntil = endedAt + Math.min(longestRestMs, (endedAt - startedAt) * restPerInsert);
    }
    this.#running = null;
  }

  /** Waits until the rest is over, a whole batch is there, or somebody waits for the index. */
  async #rest(): Promise<void> {
    const leftMs = this.#restUntil - performance.now();
    if (leftMs <= 0 || this.#hurried > 0 || this.#stage.bytes >= batchOf(this.#stage)) return;
    this.#resting = new AbortController();
    await delay(leftMs, undefined, { signal: this.#resting.signal }).catch(() => {});
  }
}
