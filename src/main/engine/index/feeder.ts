import { rm } from "node:fs/promises";
import { AssayError, type ChannelName } from "../../../contract/index.ts";
import type { Database } from "./duckdb.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { insertStaged, stageFile } from "./staging.ts";

/** Rows of one stretch of a journal. */
export interface Feed {
  channel: ChannelName;
  fromOffset: number;
  toOffset: number;
  /** Lines of that stretch that are not blank, whether they became rows or not. */
  lines: number;
  rows: readonly Uint8Array[];
  candidateRows: readonly Uint8Array[];
  /** Size of the longest single row: DuckDB's reader has to be told of rows over its usual limit. */
  longestRowBytes: number;
}

export interface FeederOptions {
  db: Database;
  stagingFolder: string;
  journalPath: (channel: ChannelName) => string;
  onFed: (channels: ReadonlySet<ChannelName>) => void;
  /** Feeding failed: nothing is lost, since the journal is the truth; the owner reads it again from where `progress` says. */
  onBehind: (error: AssayError) => void;
}

/** What one transaction takes at most, and what may wait before producers are held back. */
const batchBytes = 48 * 1024 * 1024;
const fullBytes = 96 * 1024 * 1024;

const sizeOf = (feed: Feed) => [...feed.rows, ...feed.candidateRows].reduce((sum, part) => sum + part.length, 0);

/**
 * Moves staged rows into DuckDB in bulk: a file of rows, one INSERT that reads it, and in the same transaction how far the
 * journal is indexed now, so that a crash in between is seen and mended on opening.
 */
export class Feeder {
  readonly #options: FeederOptions;
  #queue: { feed: Feed; bytes: number }[] = [];
  #queuedBytes = 0;
  #running: Promise<void> | null = null;
  #roomWaiters: (() => void)[] = [];
  #behind = false;
  #fedTo: Map<ChannelName, number> = new Map();
  #held = new Map<ChannelName, Feed[]>();

  constructor(options: FeederOptions) {
    this.#options = options;
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
    const bytes = sizeOf(feed);
    this.#queue.push({ feed, bytes });
    this.#queuedBytes += bytes;
    this.#running ??= this.#drain();
  }

  /** Resolves when little enough waits. */
  async room(): Promise<void> {
    while (this.#queuedBytes > fullBytes) await new Promise<void>((resolve) => this.#roomWaiters.push(resolve));
  }

  /** Resolves when everything queued is in the index. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  get behind(): boolean {
    return this.#behind;
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

  #fallBehind(error: AssayError): void {
    this.#behind = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const resolve of this.#roomWaiters.splice(0)) resolve();
    this.#options.onBehind(error);
  }

  async #drain(): Promise<void> {
    // A turn of the loop: feeds of one burst share a transaction.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      let bytes = 0;
      let count = 0;
      while (count < this.#queue.length && (count === 0 || bytes + (this.#queue[count]?.bytes ?? 0) <= batchBytes)) {
        bytes += this.#queue[count++]?.bytes ?? 0;
      }
      const feeds = this.#queue.splice(0, count).map(({ feed }) => feed);
      try {
        await feedNow(this.#options, feeds);
        this.#options.onFed(new Set(feeds.map(({ channel }) => channel)));
      } catch (thrown) {
        this.#fallBehind(thrown as AssayError);
      }
      this.#queuedBytes = Math.max(0, this.#queuedBytes - bytes);
      for (const resolve of this.#roomWaiters.splice(0)) resolve();
    }
    this.#running = null;
  }
}

/** Feeds stretches in one transaction. `feeds` of a channel must be in order and adjoin what is indexed. */
export async function feedNow(options: Pick<FeederOptions, "db" | "stagingFolder" | "journalPath">, feeds: readonly Feed[]): Promise<void> {
  const byChannel = Map.groupBy(feeds, ({ channel }) => channel);
  const files: string[] = [];
  try {
    const steps: { sql: string; parameters?: (string | number)[] }[] = [];
    for (const [channel, some] of byChannel) {
      const rows = some.flatMap((feed) => feed.rows);
      const candidateRows = some.flatMap((feed) => feed.candidateRows);
      if (rows.length > 0) {
        const longest = Math.max(...some.map((feed) => feed.longestRowBytes));
        const rowFile = await stageFile(options.stagingFolder, rows);
        files.push(rowFile);
        const candidateFile = candidateRows.length > 0 ? await stageFile(options.stagingFolder, candidateRows) : null;
        if (candidateFile) files.push(candidateFile);
        for (const sql of insertStaged(channel, rowFile, candidateFile, longest)) steps.push({ sql });
      }
      const toOffset = some.at(-1)?.toOffset ?? 0;
      const lines = some.reduce((sum, feed) => sum + feed.lines, 0);
      steps.push({
        sql: `INSERT INTO progress VALUES (?, ?, ?, ?)
              ON CONFLICT (channel) DO UPDATE SET bytes = excluded.bytes, lines = progress.lines + excluded.lines, fingerprint = excluded.fingerprint`,
        parameters: [channel, toOffset, lines, await fingerprintOf(options.journalPath(channel), toOffset)],
      });
    }
    await options.db.write(async (run) => {
      for (const { sql, parameters } of steps) await run(sql, parameters);
    });
  } finally {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}
