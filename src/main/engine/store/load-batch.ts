import type { ChannelName } from "../../../contract/index.ts";
import type { Database, Statement } from "./duckdb.ts";
import { LoadFile } from "./load-file.ts";
import { insertLeftOut, insertRows, isLongRow, newLoadPath } from "./load-sql.ts";
import { advanceProgress } from "./progress.ts";
import { hasReplaced, moveLoaded } from "./replaced-rows.ts";

/** What one range of a journal becomes in the index: rows as CSV, offsets filled in. */
export interface RangeRows {
  channel: ChannelName;
  fromOffset: number;
  toOffset: number;
  /** Lines of the range that are not blank, whether they became rows or not. */
  lines: number;
  rows: readonly Uint8Array[];
  candidateRows: readonly Uint8Array[];
  /** Rows of `left_out`, for lines that are in no other table. */
  leftOutRows?: readonly Uint8Array[];
  maxRowBytes: number;
  /** Called when the rows are in a file, so that their buffers can be reused. */
  rowsReleased?: (() => void) | undefined;
}

interface ChannelLoad {
  rows: LoadFile | null;
  candidates: LoadFile | null;
  leftOut: LoadFile | null;
  fromOffset: number;
  toOffset: number;
  lines: number;
  maxRowBytes: number;
}

/** Rows of an insert that is worth waiting for beside DuckDB's threads: they take some 50 ms. */
const largeBytes = 1024 * 1024;

const sum = (parts: readonly Uint8Array[]) => parts.reduce((bytes, part) => bytes + part.length, 0);

/** Rows that go into the index in one transaction, kept in files until then. */
export class LoadBatch {
  readonly #folder: string;
  readonly #onWritten: () => void;
  readonly #channels = new Map<ChannelName, ChannelLoad>();
  /** Bytes of rows added, and how many of them are not in a file yet. */
  bytes = 0;
  unwrittenBytes = 0;

  /** @param onWritten called whenever `unwrittenBytes` fell. */
  constructor(folder: string, onWritten: () => void = () => {}) {
    this.#folder = folder;
    this.#onWritten = onWritten;
  }

  /** How many lines of each channel. */
  get lines(): ReadonlyMap<ChannelName, number> {
    return new Map([...this.#channels].map(([channel, { lines }]) => [channel, lines]));
  }

  linesIn(channel: ChannelName): number {
    return this.#channels.get(channel)?.lines ?? 0;
  }

  /** Where its lines of a channel start in the journal; undefined when it has none. */
  startIn(channel: ChannelName): number | undefined {
    return this.#channels.get(channel)?.fromOffset;
  }

  get hasLongRows(): boolean {
    return [...this.#channels.values()].some(({ maxRowBytes }) => isLongRow(maxRowBytes));
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  /** Adds a range. Ranges of a channel come in order, each starting where the one before ended. Resolves when the rows are in files. */
  async add(range: RangeRows): Promise<void> {
    const { channel, rows, candidateRows, leftOutRows = [], fromOffset, toOffset, lines, maxRowBytes } = range;
    const load = this.#channels.get(channel) ?? {
      rows: null,
      candidates: null,
      leftOut: null,
      fromOffset,
      toOffset,
      lines: 0,
      maxRowBytes: 0,
    };
    this.#channels.set(channel, load);
    load.toOffset = toOffset;
    load.lines += lines;
    load.maxRowBytes = Math.max(load.maxRowBytes, maxRowBytes);
    const bytes = sum(rows) + sum(candidateRows) + sum(leftOutRows);
    this.bytes += bytes;
    this.unwrittenBytes += bytes;
    const writing: Promise<void>[] = [];
    const write = (into: "rows" | "candidates" | "leftOut", parts: readonly Uint8Array[]) => {
      if (parts.length === 0) return;
      load[into] ??= this.#newFile();
      writing.push(load[into].add(parts));
    };
    write("rows", rows);
    write("candidates", candidateRows);
    write("leftOut", leftOutRows);
    await Promise.all(writing);
    range.rowsReleased?.();
  }

  /**
   * Inserts everything in one transaction, with the progress of each journal, and removes the files.
   * @throws AssayError disk_full, io …: the index is as it was.
   */
  async insertInto(db: Database, journalPath: (channel: ChannelName) => string): Promise<void> {
    try {
      await Promise.all(this.#files().map((file) => file.finish()));
      const advances: Statement[] = [];
      for (const [channel, { toOffset, lines }] of this.#channels)
        advances.push(await advanceProgress(channel, journalPath(channel), toOffset, { more: lines }));
      const size = this.bytes > largeBytes ? "large" : undefined;
      await db.write(async (run) => {
        // Only here: which lines count may be written before it.
        const replaced = await hasReplaced(db);
        for (const [channel, { rows, candidates, leftOut, fromOffset, maxRowBytes }] of this.#channels) {
          if (leftOut) await run(insertLeftOut(leftOut.path));
          if (rows) for (const sql of insertRows(channel, rows.path, candidates?.path ?? null, maxRowBytes)) await run(sql, [], size);
          if (replaced.has(channel)) for (const statement of moveLoaded(channel, fromOffset)) await run(...statement);
        }
        for (const advance of advances) await run(...advance);
      });
    } finally {
      await this.discard();
    }
  }

  /** Removes the files; the journals still hold what was in them. */
  async discard(): Promise<void> {
    await Promise.all(this.#files().map((file) => file.remove()));
  }

  #files(): LoadFile[] {
    return [...this.#channels.values()].flatMap(({ rows, candidates, leftOut }) =>
      [rows, candidates, leftOut].filter((file) => file !== null),
    );
  }

  #newFile(): LoadFile {
    return new LoadFile(newLoadPath(this.#folder), (bytes) => {
      this.unwrittenBytes -= bytes;
      this.#onWritten();
    });
  }
}
