import { join } from "node:path";
import { AssayError, type ChannelName, channelNames } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { makeFolderInside } from "../files/inside.ts";
import { ioError, retriedByItself } from "../files/io-error.ts";
import type { OnDurable } from "../records/batch.ts";
import type { IsOwnWrite, LineHash } from "../records/line-hash.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { catchUp } from "./catch-up.ts";
import { checkJournals, clearChannel, type IndexedJournal } from "./check-journals.ts";
import { DatasetRanges } from "./dataset-ranges.ts";
import type { Database } from "./duckdb.ts";
import { markClosed } from "./index-mark.ts";
import { JournalLines } from "./journal-lines.ts";
import { keepSums, minRowsToSum, type SumSizes } from "./kept-sums.ts";
import { KnownHashes } from "./known-hashes.ts";
import type { LeftOut } from "./left-out.ts";
import { Loader } from "./loader.ts";
import { indexName, memoryLimitMb, minMemoryMb, openDatabase } from "./open-database.ts";

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
  /** Source keys of samples that were taken out of the dataset. Default: none. */
  removedSources?: () => Iterable<LineHash>;
  /** From how many executions sums are kept, and of how many each is. */
  sums?: SumSizes;
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
  /** What curation does to the dataset file. */
  readonly dataset: DatasetRanges;
  status: IndexStatus = { state: "ready", doneBytes: 0, totalBytes: 0 };
  readonly #options: IndexStoreOptions;
  readonly #loader: Loader;
  readonly #lines: JournalLines;
  readonly #stop = new AbortController();
  #catchingUp: Promise<void> | null = null;
  /** One after the other: two at once would keep the same sums twice. */
  #summing: Promise<void> = Promise.resolve();
  #retry: NodeJS.Timeout | null = null;
  /** Why the index has not caught up. */
  #failure: AssayError | null = null;

  private constructor(db: Database, options: IndexStoreOptions) {
    this.db = db;
    this.hashes = new KnownHashes(db, () => this.caughtUp(), options.removedSources);
    this.#options = options;
    this.#lines = new JournalLines(db, options.isOwnWrite);
    this.#loader = new Loader({
      db,
      stagingFolder: this.stagingFolder,
      journalPath: (channel) => this.#options.journals.get(channel)?.path ?? "",
      onLoaded: (lines) => {
        this.#lines.add(lines);
        this.#loaded(new Set(lines.keys()));
      },
      onBehind: (error) => this.#onBehind(error),
    });
    this.dataset = new DatasetRanges({
      db,
      loader: this.#loader,
      journal: options.journals.get("training_samples"),
      settled: () => this.settled(),
      isReady: () => this.status.state === "ready",
      catchUp: () => void this.start(),
      onCounted: () => this.#lines.count(),
    });
  }

  /** Opens the index; call `start` to catch up with the journals. */
  static async open(options: IndexStoreOptions): Promise<IndexStore> {
    const { db, fresh, reason } = await openDatabase(options.folder, options);
    const store = new IndexStore(db, options);
    if (reason) store.repairs.push(reason);
    const { repairs, lagBytes } = await checkJournals(db, options.journals, options.strict);
    store.repairs.push(...repairs);
    await store.#lines.count();
    await store.#lines.countLeftOut();
    store.#loader.pause();
    store.status = { state: fresh ? "rebuilding" : "catching_up", doneBytes: 0, totalBytes: lagBytes };
    return store;
  }

  /** Lines of the journals that are in no view, by channel; a channel without any is not in it. */
  get leftOut(): ReadonlyMap<ChannelName, LeftOut> {
    return this.#lines.leftOut;
  }

  /** Holds rows that wait for the database. */
  get stagingFolder(): string {
    return join(this.#options.folder, "staging");
  }

  /** Counts records that were replaced anew. Never rejects. */
  async refreshReplaced(): Promise<void> {
    await this.#lines.countLeftOut().catch((error: unknown) => this.#options.log("warn", "replaced_not_counted", { error }));
    this.#options.onStatus();
  }

  /** Counts `leftOut` anew: records may have come into their own channel since. */
  async refreshLeftOut(): Promise<void> {
    if (this.leftOut.size === 0) return;
    await this.settled();
    await this.#lines.countLeftOut();
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
    return this.#lines.recordsIn(channel) + this.#loader.waitingLines(channel);
  }

  /**
   * How much of a journal can be queried, from its start; what became durable a moment ago may still be on its way. An index that has fallen behind
   * catches up first. @throws as `caughtUp`.
   */
  async queryableTo(channel: ChannelName): Promise<number> {
    if (this.status.state !== "ready") await this.caughtUp();
    return this.#loader.loadedTo(channel);
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

  /** Clears the index and reads the journals again. */
  async rebuild(): Promise<void> {
    this.#loader.pause();
    await this.settled();
    for (const channel of channelNames) await clearChannel(this.db, channel);
    this.hashes.forget();
    this.status = { state: "rebuilding", doneBytes: 0, totalBytes: 0 };
    await this.start();
  }

  /** Keeps sums of the executions that came in, where they are many. Never rejects: without them, questions count rows. */
  keepSums(): Promise<void> {
    this.#summing = this.#summing.then(() => this.#keepSums());
    return this.#summing;
  }

  async #keepSums(): Promise<void> {
    const { sums = {}, log } = this.#options;
    if (this.status.state !== "ready" || this.#lines.recordsIn("events") < (sums.atLeast ?? minRowsToSum)) return;
    await keepSums(this.db, sums).catch((error: unknown) => log("warn", "sums_not_kept", { error: String(error) }));
  }

  async close(): Promise<void> {
    if (this.#retry) clearTimeout(this.#retry);
    await this.#loader.idle();
    await this.keepSums();
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
          void this.#lines.count();
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
      await this.#lines.countLeftOut();
      await this.keepSums();
    } catch (thrown) {
      this.status = { ...this.status, state: "failed" };
      this.#failure = retriedByItself(ioError(thrown, this.#options.folder));
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

  #onBehind(error: AssayError): void {
    this.#options.log("warn", "index_behind", { error: error.message });
    this.#failure = retriedByItself(error);
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
