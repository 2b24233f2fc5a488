import { join } from "node:path";
import { AssayError, type ChannelName, channelNames } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { makeFolderInside } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";
import type { OnDurable } from "../records/batch.ts";
import type { IsOwnWrite } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { catchUp } from "./catch-up.ts";
import { checkJournals, clearChannel, type IndexedJournal } from "./check-journals.ts";
import type { Database } from "./duckdb.ts";
import { markClosed } from "./index-mark.ts";
import { KnownHashes } from "./known-hashes.ts";
import { type LeftOut, readLeftOut } from "./left-out.ts";
import { Loader } from "./loader.ts";
import { indexName, memoryLimitMb, minMemoryMb, openDatabase } from "./open-database.ts";
import { advanceProgress, readProgress } from "./progress.ts";

export interface IndexStatus {
  state: "ready" | "catching_up" | "rebuilding" | "failed";
  doneBytes: number;
  totalBytes: number;
}

export interface IndexStoreOptions {
  /** `.assay` of the workspace. */
  folder: string;
  /** Marks the index as this machine's; null where the folder is private to this process. */
  key: Buffer | null;
  journals: ReadonlyMap<ChannelName, IndexedJournal>;
  pool: WorkerPool;
  strict: boolean;
  isOwnWrite: IsOwnWrite;
  log: Log;
  /** Rows of these channels became queryable. */
  onLoaded(channels: ReadonlySet<ChannelName>): void;
  /** The state or its progress changed. */
  onStatus(): void;
}

/** The index as a whole: the database, what loads it, and how it catches up with the journals. */
export class IndexStore {
  readonly db: Database;
  /** Hashes of lines already stored, for deduplication. */
  readonly hashes: KnownHashes;
  /** What opening had to repair, as sentences. */
  readonly repairs: string[] = [];
  /** Lines of the journals that are in no view, by channel; a channel without any is not in it. */
  leftOut: ReadonlyMap<ChannelName, LeftOut> = new Map();
  status: IndexStatus = { state: "ready", doneBytes: 0, totalBytes: 0 };
  readonly #options: IndexStoreOptions;
  readonly #loader: Loader;
  readonly #indexedLines = new Map<ChannelName, number>();
  readonly #stop = new AbortController();
  #catchingUp: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  /** Why the index has not caught up. */
  #failure: AssayError | null = null;
  /** `replacements` of the dataset file before the replacement under way. */
  #replacementsBefore = 0;

  private constructor(db: Database, options: IndexStoreOptions) {
    this.db = db;
    this.hashes = new KnownHashes(db, () => this.caughtUp());
    this.#options = options;
    this.#loader = new Loader({
      db,
      stagingFolder: this.stagingFolder,
      journalPath: (channel) => this.#options.journals.get(channel)?.path ?? "",
      onLoaded: (lines) => {
        for (const [channel, count] of lines) this.#indexedLines.set(channel, (this.#indexedLines.get(channel) ?? 0) + count);
        this.#loaded(new Set(lines.keys()));
      },
      onBehind: (error) => this.#onBehind(error),
    });
  }

  /** Opens the index; call `start` to catch up with the journals. */
  static async open(options: IndexStoreOptions): Promise<IndexStore> {
    const { db, fresh, reason } = await openDatabase(options.folder, options);
    const store = new IndexStore(db, options);
    if (reason) store.repairs.push(reason);
    const { repairs, lagBytes } = await checkJournals(db, options.journals, options.strict);
    store.repairs.push(...repairs);
    await store.#countLines();
    await store.#countLeftOut();
    store.#loader.pause();
    store.status = { state: fresh ? "rebuilding" : "catching_up", doneBytes: 0, totalBytes: lagBytes };
    return store;
  }

  /** Holds rows that wait for the database. */
  get stagingFolder(): string {
    return join(this.#options.folder, "staging");
  }

  /** Counts `leftOut` anew: records may have come into their own channel since. */
  async refreshLeftOut(): Promise<void> {
    if (this.leftOut.size === 0) return;
    await this.settled();
    await this.#countLeftOut();
    this.#options.onStatus();
  }

  /** Loads what the index lacks. Never rejects: `status` says whether it caught up or failed. */
  start(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  /** The callback of a channel whose batch is on disk. */
  onDurable(channel: ChannelName): OnDurable {
    return (batch, { fromOffset, toOffset }) => {
      this.#loader.enqueue({
        channel,
        fromOffset,
        toOffset,
        lines: batch.lines,
        rows: batch.rows,
        candidateRows: batch.candidateRows,
        maxRowBytes: batch.maxRowBytes,
        rowsReleased: batch.rowsReleased,
      });
    };
  }

  /** Resolves when everything durable so far can be queried, or the index failed. */
  async settled(): Promise<void> {
    do {
      await this.#catchingUp;
      await this.#loader.idle();
    } while (this.#catchingUp !== null);
  }

  /** Records in a journal: those indexed, and those on their way into the index. */
  linesIn(channel: ChannelName): number {
    const { refused = 0, otherKinds = [] } = this.leftOut.get(channel) ?? {};
    const leftOut = otherKinds.reduce((sum, { lines }) => sum + lines, refused);
    return Math.max(0, (this.#indexedLines.get(channel) ?? 0) - leftOut) + this.#loader.waitingLines(channel);
  }

  waitForCapacity(): Promise<void> {
    return this.#loader.waitForCapacity();
  }

  /**
   * Resolves when the index has caught up; one that has fallen behind tries once more, now.
   * @throws AssayError why it cannot: an answer that must be complete is not to be had then.
   */
  async caughtUp(): Promise<void> {
    await this.settled();
    if (this.status.state !== "ready") await this.start();
    if (this.status.state === "ready") return;
    const { code, message, fix } = this.#failure ?? new AssayError("io", "It could not catch up with the journals.");
    throw new AssayError(code, `The index lacks lines that are in the journals: ${message}`, {
      where: this.#options.folder,
      fix: fix ?? "Open the workspace again.",
    });
  }

  /** Curation appended lines to the dataset file; it writes their rows itself. */
  samplesAppended({ fromOffset, toOffset, lines }: { fromOffset: number; toOffset: number; lines: number }): void {
    this.#loader.enqueue({ channel: "training_samples", fromOffset, toOffset, lines, rows: [], candidateRows: [], maxRowBytes: 0 });
  }

  /** The dataset file is about to be replaced, which changes what its offsets mean. */
  async samplesReplacing(): Promise<void> {
    await this.settled();
    this.#loader.hold("training_samples");
    await this.#loader.idle();
    this.#replacementsBefore = this.#options.journals.get("training_samples")?.replacements ?? 0;
  }

  /** The dataset file was replaced, or replacing it failed; its rows are in the index either way. */
  async samplesReplaced(): Promise<void> {
    const journal = this.#options.journals.get("training_samples");
    if (!journal || journal.replacements === this.#replacementsBefore) return this.#loader.release("training_samples");
    const bytes = journal.startBytes;
    if (this.status.state !== "ready") {
      // The old file was not fully indexed: only reading the new one tells what is missing.
      await clearChannel(this.db, "training_samples");
      this.#loader.release("training_samples", 0);
      this.#loader.pause();
      void this.start();
      return;
    }
    try {
      const sql = "(SELECT count(*) FROM samples) + (SELECT count(*) FROM left_out WHERE channel = 'training_samples')";
      const advance = await advanceProgress("training_samples", journal.path, bytes, { sql });
      await this.db.write((run) => run(...advance));
    } finally {
      this.#loader.release("training_samples", bytes);
    }
    await this.#countLines();
  }

  /** Clears the index and reads the journals again. */
  async rebuild(): Promise<void> {
    this.#loader.pause();
    await this.settled();
    for (const channel of channelNames) await clearChannel(this.db, channel);
    this.hashes.forget();
    this.status = { state: "rebuilding", doneBytes: 0, totalBytes: 0 };
    await this.start();
  }

  async close(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    await this.#loader.idle();
    this.#stop.abort();
    await this.#catchingUp;
    await this.db.checkpoint().catch((error: unknown) => this.#options.log("warn", "checkpoint_failed", { error }));
    await this.db.close();
    const { key, folder, log } = this.#options;
    if (key)
      await markClosed(folder, join(folder, indexName), key).catch((error: unknown) => log("warn", "index_mark_not_written", { error }));
  }

  async #catchUp(): Promise<void> {
    try {
      // Somebody may have removed `.assay` meanwhile: the open database goes on without it, load files need the folder.
      await makeFolderInside(this.stagingFolder);
      // A transaction may be under way since before the loader fell behind: its lines would be read again.
      await this.#loader.idle();
      await catchUp({
        db: this.db,
        stagingFolder: this.stagingFolder,
        pool: this.#options.pool,
        strict: this.#options.strict,
        journals: this.#options.journals,
        isOwnWrite: this.#options.isOwnWrite,
        signal: this.#stop.signal,
        onLoaded: (channels) => {
          void this.#countLines();
          this.#loaded(channels);
        },
        onProgress: (doneBytes, totalBytes) => {
          this.status = { ...this.status, doneBytes, totalBytes };
          this.#options.onStatus();
        },
        onCaughtUp: (loadedTo) => {
          this.#loader.resume(loadedTo);
          this.status = { state: "ready", doneBytes: 0, totalBytes: 0 };
        },
      });
      await this.#countLeftOut();
    } catch (thrown) {
      this.status = { ...this.status, state: "failed" };
      this.#failure = ioError(thrown, this.#options.folder);
      this.#options.log("error", "index_failed", { error: thrown instanceof Error ? thrown.message : String(thrown) });
      this.#retryLater();
    }
    this.#options.onStatus();
  }

  #loaded(channels: ReadonlySet<ChannelName>): void {
    void this.#shareMemory();
    this.#options.onLoaded(channels);
  }

  /** Gives DuckDB the memory that the hashes of an import leave. */
  async #shareMemory(): Promise<void> {
    const hashesMb = (await this.hashes.sizeBytes()) / 1e6;
    await this.db.limitMemory(Math.max(minMemoryMb, memoryLimitMb - Math.ceil(hashesMb / 16) * 16));
  }

  async #countLines(): Promise<void> {
    for (const [channel, { lines }] of await readProgress(this.db).catch(() => new Map())) this.#indexedLines.set(channel, lines);
  }

  async #countLeftOut(): Promise<void> {
    this.leftOut = await readLeftOut(this.db, () => this.#options.isOwnWrite);
  }

  #onBehind(error: AssayError): void {
    this.#options.log("warn", "index_behind", { error: error.message });
    this.#failure = error;
    this.hashes.forget();
    this.status = { state: "catching_up", doneBytes: 0, totalBytes: 0 };
    this.#options.onStatus();
    this.#retryLater();
  }

  /** Most likely the disk is full. The journals hold everything, so trying again later is enough. */
  #retryLater(): void {
    if (this.#retry || this.#stop.signal.aborted) return;
    this.#retry = setTimeout(() => {
      this.#retry = null;
      void this.start();
    }, 1000);
    this.#retry.unref();
  }
}
