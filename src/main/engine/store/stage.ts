import type { ChannelName } from "../../../contract/index.ts";
import type { Database, Statement } from "./duckdb.ts";
import { advanceProgress } from "./progress.ts";
import { StageFile } from "./stage-file.ts";
import { insertLeftOut, insertStaged, isLongRow, stagedName } from "./staging.ts";

/** Rows of one stretch of a journal. */
export interface Feed {
  channel: ChannelName;
  fromOffset: number;
  toOffset: number;
  /** Lines of that stretch that are not blank, whether they became rows or not. */
  lines: number;
  rows: readonly Uint8Array[];
  candidateRows: readonly Uint8Array[];
  /** Rows of `left_out`, for lines that are in no other table. */
  leftOutRows?: readonly Uint8Array[];
  /** Size of the longest single row: DuckDB's reader has to be told of rows over its usual limit. */
  longestRowBytes: number;
  /** Called when nobody looks at the rows any more. */
  rowsReleased?: (() => void) | undefined;
}

interface StagedChannel {
  rows: StageFile | null;
  candidates: StageFile | null;
  leftOut: StageFile | null;
  toOffset: number;
  lines: number;
  longestRowBytes: number;
}

const sizeOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.length, 0);

/**
 * What goes into the index in one transaction: files of rows, and how far each journal is indexed then, so that a crash in
 * between is seen and mended on opening.
 */
export class Stage {
  readonly #folder: string;
  readonly #onWritten: () => void;
  readonly #channels = new Map<ChannelName, StagedChannel>();
  /** Bytes of rows taken, and those among them that are not in a file yet. */
  bytes = 0;
  unwrittenBytes = 0;

  /** @param onWritten told whenever `unwrittenBytes` fell. */
  constructor(folder: string, onWritten: () => void = () => {}) {
    this.#folder = folder;
    this.#onWritten = onWritten;
  }

  /** How many lines of each channel. */
  get lines(): ReadonlyMap<ChannelName, number> {
    return new Map([...this.#channels].map(([channel, { lines }]) => [channel, lines]));
  }

  linesOf(channel: ChannelName): number {
    return this.#channels.get(channel)?.lines ?? 0;
  }

  /** Whether rows are among them that DuckDB has to be told of. */
  get hasLongRows(): boolean {
    return [...this.#channels.values()].some(({ longestRowBytes }) => isLongRow(longestRowBytes));
  }

  get isEmpty(): boolean {
    return this.#channels.size === 0;
  }

  /** Takes a stretch: those of a channel in order, adjoining what is indexed. Resolves when its rows need no longer be held. */
  async add(feed: Feed): Promise<void> {
    const { channel, rows, candidateRows, leftOutRows = [], toOffset, lines, longestRowBytes } = feed;
    const staged = this.#channels.get(channel) ?? {
      rows: null,
      candidates: null,
      leftOut: null,
      toOffset: 0,
      lines: 0,
      longestRowBytes: 0,
    };
    this.#channels.set(channel, staged);
    staged.toOffset = toOffset;
    staged.lines += lines;
    staged.longestRowBytes = Math.max(staged.longestRowBytes, longestRowBytes);
    const bytes = sizeOf(rows) + sizeOf(candidateRows) + sizeOf(leftOutRows);
    this.bytes += bytes;
    this.unwrittenBytes += bytes;
    const writing: Promise<void>[] = [];
    if (rows.length > 0) {
      staged.rows ??= this.#newFile();
      writing.push(staged.rows.add(rows));
    }
    if (candidateRows.length > 0) {
      staged.candidates ??= this.#newFile();
      writing.push(staged.candidates.add(candidateRows));
    }
    if (leftOutRows.length > 0) {
      staged.leftOut ??= this.#newFile();
      writing.push(staged.leftOut.add(leftOutRows));
    }
    await Promise.all(writing);
    feed.rowsReleased?.();
  }

  /**
   * Moves everything into the tables, all or nothing, and takes the files away.
   * @throws AssayError disk_full, io …: the index is as it was.
   */
  async insertInto(db: Database, journalPath: (channel: ChannelName) => string): Promise<void> {
    try {
      await Promise.all(this.#files().map((file) => file.finish()));
      const advances: Statement[] = [];
      for (const [channel, { toOffset, lines }] of this.#channels)
        advances.push(await advanceProgress(channel, journalPath(channel), toOffset, { more: lines }));
      await db.write(async (run) => {
        for (const [channel, { rows, candidates, leftOut, longestRowBytes }] of this.#channels) {
          if (leftOut) await run(insertLeftOut(leftOut.path));
          if (rows) for (const sql of insertStaged(channel, rows.path, candidates?.path ?? null, longestRowBytes)) await run(sql);
        }
        for (const advance of advances) await run(...advance);
      });
    } finally {
      await this.discard();
    }
  }

  /** Takes the files away; what they held is still in the journals. */
  async discard(): Promise<void> {
    await Promise.all(this.#files().map((file) => file.remove()));
  }

  #files(): StageFile[] {
    return [...this.#channels.values()].flatMap(({ rows, candidates, leftOut }) =>
      [rows, candidates, leftOut].filter((file) => file !== null),
    );
  }

  #newFile(): StageFile {
    return new StageFile(stagedName(this.#folder), (bytes) => {
      this.unwrittenBytes -= bytes;
      this.#onWritten();
    });
  }
}
