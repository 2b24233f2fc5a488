import { AssayError, type Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import { makeFolderInside, removeFile } from "../../files/inside.ts";
import { type Chunk, openJournalLines } from "../../ingest/chunk-reader.ts";
import type { Database } from "../../store/duckdb.ts";
import { readStaged, stageFile } from "../../store/staging.ts";
import { BufferPool } from "../../workers/buffer-pool.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { StatsCache } from "../stats-cache.ts";
import { searchJob } from "./search-job.ts";

export interface ExecutionSearchParts {
  db: Database;
  pool: WorkerPool;
  /** events.jsonl; undefined while its channel is switched off. */
  journal: { readonly path: string; readonly durableBytes: number } | undefined;
  stagingFolder: string;
}

/** Of so many texts it is remembered where they were found: the one that is looked at, and those typed on the way to it. */
const mostRemembered = 3;

/**
 * Finds texts in executions: input, output, status, trace and task. Those are not in the index: threads look through the journal
 * itself, once for a text, and after that only at what was appended since.
 */
export class ExecutionSearch {
  readonly #parts: ExecutionSearchParts;
  /** One scan at a time; it is called off when nobody waits for it any more. */
  readonly #scans = new StatsCache();
  /** The one asked for last at the end. */
  #found: Found[] = [];
  #made = 0;

  constructor(parts: ExecutionSearchParts) {
    this.#parts = parts;
  }

  /**
   * @param text not empty.
   * @param work is given SQL of a table whose column `off` holds the offset of every durable execution with the text, and perhaps of some
   * that are not indexed yet. The table stays until the work is done.
   * @throws AssayError cancelled when `signal` is aborted first; damaged, io … when the journal cannot be read; what `work` throws.
   */
  async inFound<T>(text: string, work: (table: string) => Promise<T>, signal?: Signal): Promise<T> {
    const toBytes = this.#parts.journal?.durableBytes ?? 0;
    const found = this.#of(text);
    found.users++;
    try {
      await this.#letGo(mostRemembered);
      const scan = async (stop: Signal) => {
        found.users++;
        await found.scanTo(toBytes, stop).finally(() => found.users--);
      };
      await this.#scans.get("search", found.table, toBytes, scan, signal);
      return await work(found.table);
    } finally {
      found.users--;
    }
  }

  /** Forgets where texts were found: the journal is not what it was. */
  async forget(): Promise<void> {
    for (const found of this.#found) found.isCurrent = false;
    await this.#letGo(0);
  }

  #of(text: string): Found {
    const known = this.#found.find((one) => one.text === text && one.isCurrent);
    const found = known ?? new Found(this.#parts, text, `memory.main.found_${++this.#made}`);
    this.#found = [...this.#found.filter((one) => one !== found), found];
    return found;
  }

  /** Lets go of all but the newest that nobody looks at. */
  async #letGo(kept: number): Promise<void> {
    const old = this.#found.slice(0, this.#found.length - kept);
    const gone = old.filter(({ users }) => users === 0);
    this.#found = this.#found.filter((one) => !gone.includes(one));
    for (const one of gone) await one.forget();
  }
}

/** Rows that wait to be put into the table. */
const mostWaitingBytes = 4 * 1024 * 1024;
/** The longest row: an offset. */
const rowBytes = 20;

/** Where one text was found, so far. */
class Found {
  readonly text: string;
  readonly table: string;
  /** Who looks at the table, or fills it. */
  users = 0;
  /** False once the journal is another than the one that was looked through. */
  isCurrent = true;
  readonly #parts: ExecutionSearchParts;
  #made = false;
  #scannedToBytes = 0;

  constructor(parts: ExecutionSearchParts, text: string, table: string) {
    this.#parts = parts;
    this.text = text;
    this.table = table;
  }

  async forget(): Promise<void> {
    if (this.#made) await this.#parts.db.all(`DROP TABLE ${this.table}`);
  }

  /** Looks through the journal from where it stopped to `toBytes`. What was found when it is called off or fails is kept. */
  async scanTo(toBytes: number, stop: Signal): Promise<void> {
    const { db, journal, pool } = this.#parts;
    if (!this.#made) await db.all(`CREATE TABLE ${this.table} (off BIGINT)`);
    this.#made = true;
    if (journal === undefined || this.#scannedToBytes >= toBytes) return;
    const buffers = new BufferPool();
    const file = await openJournalLines(journal.path, this.#scannedToBytes, toBytes, buffers);
    const waiting = new Waiting();
    // Of what is too long for a record nothing is indexed.
    const search = (chunk: Chunk) =>
      chunk.type === "too_long" ? null : pool.run(searchJob, { bytes: chunk.bytes, offset: chunk.offset, text: this.text });
    const bytesOf = (chunk: Chunk) => (chunk.type === "too_long" ? 0 : chunk.bytes.length);
    try {
      for await (const { item, bytes, result } of orderedAhead(file.chunks(), search, {
        maxItems: pool.size * 2 + 1,
        bytesOf,
        signal: stop,
      })) {
        if (result === null) continue;
        buffers.give(result.bytes.buffer);
        waiting.add(result.found, item.offset + bytes);
        if (waiting.bytes > mostWaitingBytes) await this.#keep(waiting);
      }
      if (!stop.aborted) waiting.toBytes = toBytes;
    } finally {
      await file.close();
      await this.#keep(waiting);
    }
    if (stop.aborted) throw new AssayError("cancelled", "The search was called off because nobody waits for it any more.");
  }

  async #keep(waiting: Waiting): Promise<void> {
    const { rows, toBytes } = waiting;
    if (rows.length > 0) {
      await makeFolderInside(this.#parts.stagingFolder);
      const path = await stageFile(this.#parts.stagingFolder, rows);
      try {
        await this.#parts.db.all(`INSERT INTO ${this.table} SELECT off FROM ${readStaged(path, { off: "BIGINT" }, rowBytes)}`);
      } finally {
        await removeFile(path);
      }
    }
    // Only now: rows that could not be kept are looked for again.
    waiting.clear();
    this.#scannedToBytes = Math.max(this.#scannedToBytes, toBytes);
  }
}

/** Rows that were found, and how far the journal was looked through for them. */
class Waiting {
  bytes = 0;
  toBytes = 0;
  rows: Uint8Array[] = [];

  add(rows: Uint8Array, toBytes: number): void {
    if (rows.length > 0) this.rows.push(rows);
    this.bytes += rows.length;
    this.toBytes = toBytes;
  }

  clear(): void {
    this.rows = [];
    this.bytes = 0;
  }
}
