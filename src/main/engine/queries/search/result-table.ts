import { AssayError, type Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import { makeFolderInside, removeFile } from "../../files/inside.ts";
import type { Chunk } from "../../ingest/chunk.ts";
import { openJournalLines } from "../../ingest/chunk-reader.ts";
import type { Database } from "../../store/duckdb.ts";
import { readCsv, writeLoadFile } from "../../store/load-sql.ts";
import { BufferPool } from "../../workers/buffer-pool.ts";
import type { WorkerPool } from "../../workers/worker-pool.ts";
import { MatchPlaces, toRows } from "./match-places.ts";
import { type SearchResult, searchJob } from "./search-chunk.ts";
import type { SearchedTexts } from "./searched-texts.ts";

export interface SearchParts {
  db: Database;
  pool: WorkerPool;
  texts: SearchedTexts;
  /** The file in which they are; undefined while its channel is switched off. */
  journal: { readonly path: string; readonly durableBytes: number } | undefined;
  stagingFolder: string;
}

/** Which lines of a journal match a search, as far as it was scanned. Good while the search's query runs. */
export interface LineMatches {
  /** How many match. */
  readonly hits: number;
  /** How many lines there are up to `toBytes`, whether records or not; undefined where they were not counted. */
  readonly lines: { readonly count: number; readonly toBytes: number } | undefined;
  /**
   * The condition on rows whose place in the journal is `off`.
   * @param among a condition on `off` alone, which all rows asked about meet: fewer places are looked up then.
   */
  condition(among?: string): string;
}

/** Rows held before they are inserted. */
const maxWaitingBytes = 4 * 1024 * 1024;
/** The longest row: an offset. */
const rowBytes = 20;

/** Which records contain one text, as far as the journal was scanned: places in a temporary table, and what they mean. */
export class ResultTable implements LineMatches {
  readonly text: string;
  /** As SQL names it. */
  readonly name: string;
  /** How many queries and scans use the table. */
  users = 0;
  /** False once the journal was replaced. */
  isCurrent = true;
  readonly #parts: SearchParts;
  readonly #places = new MatchPlaces();
  #hasRows = false;
  #exists = false;
  #scannedToBytes = 0;
  #hits = 0;
  /** null once there was a chunk whose lines were not counted. */
  #lines: number | null = 0;

  constructor(parts: SearchParts, text: string, name: string) {
    this.#parts = parts;
    this.text = text;
    this.name = name;
  }

  get hits(): number {
    return this.#hits;
  }

  get lines(): LineMatches["lines"] {
    return this.#lines === null ? undefined : { count: this.#lines, toBytes: this.#scannedToBytes };
  }

  condition(among?: string): string {
    return this.#places.condition(this.#hasRows ? this.name : undefined, this.#scannedToBytes, among);
  }

  async drop(): Promise<void> {
    if (this.#exists) await this.#parts.db.all(`DROP TABLE ${this.name}`);
  }

  /** Scans the journal from where the last scan ended to `toBytes`. What was found before it is cancelled or fails is kept. */
  async scanTo(toBytes: number, stop: Signal): Promise<void> {
    const { db, journal, pool, texts } = this.#parts;
    if (!this.#exists) await db.all(`CREATE TABLE ${this.name} (off BIGINT)`);
    this.#exists = true;
    if (journal === undefined || this.#scannedToBytes >= toBytes) return;
    const buffers = new BufferPool({ isShared: true });
    const file = await openJournalLines(journal.path, this.#scannedToBytes, toBytes, { buffers });
    const waiting = new WaitingRows();
    this.#places.resumeAt(this.#scannedToBytes);
    // A line too long for a record is not indexed.
    const search = (chunk: Chunk) =>
      chunk.type === "too_long" ? null : pool.run(searchJob, { bytes: chunk.bytes, text: this.text, texts });
    const bytesOf = (chunk: Chunk) => (chunk.type === "too_long" ? 0 : chunk.bytes.length);
    try {
      for await (const { item, bytes, result } of orderedAhead(file.chunks(), search, {
        maxItems: pool.size * 2 + 1,
        bytesOf,
        signal: stop,
      })) {
        if (result === null) continue;
        buffers.give(result.bytes.buffer);
        const to = item.offset + bytes;
        waiting.add(toRows(this.#places.add(result, item.offset, to), item.offset), to, result);
        if (waiting.bytes > maxWaitingBytes) await this.#insert(waiting);
      }
      if (!stop.aborted) waiting.toBytes = toBytes;
    } finally {
      await file.close();
      await this.#insert(waiting);
    }
    if (stop.aborted) throw new AssayError("cancelled", "The search was cancelled because nobody waits for it any more.");
  }

  async #insert(waiting: WaitingRows): Promise<void> {
    const { rows, toBytes } = waiting;
    if (rows.length > 0) {
      await makeFolderInside(this.#parts.stagingFolder);
      const path = await writeLoadFile(this.#parts.stagingFolder, rows);
      try {
        await this.#parts.db.all(`INSERT INTO ${this.name} SELECT off FROM ${readCsv(path, { off: "BIGINT" }, rowBytes)}`);
      } finally {
        await removeFile(path);
      }
      this.#hasRows = true;
    }
    // Only now: rows that could not be inserted are searched for again.
    this.#hits += waiting.hits;
    this.#lines = this.#lines === null || waiting.lines === null ? null : this.#lines + waiting.lines;
    waiting.clear();
    this.#scannedToBytes = Math.max(this.#scannedToBytes, toBytes);
  }
}

/** Matches that are not in the table yet, and how far the journal was scanned for them. */
class WaitingRows {
  bytes = 0;
  toBytes = 0;
  rows: Uint8Array[] = [];
  hits = 0;
  lines: number | null = 0;

  add(rows: Uint8Array, toBytes: number, { hits, misses }: Pick<SearchResult, "hits" | "misses">): void {
    if (rows.length > 0) this.rows.push(rows);
    this.bytes += rows.length;
    this.toBytes = toBytes;
    this.hits += hits.length;
    this.lines = this.lines === null || misses === null ? null : this.lines + hits.length + misses.length;
  }

  clear(): void {
    this.rows = [];
    this.bytes = 0;
    this.hits = 0;
    this.lines = 0;
  }
}
