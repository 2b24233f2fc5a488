import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { type ContainerParts, copyRows, type LinesFile, type RejectedRow } from "../containers/open-container.ts";
import type { GivenLines } from "../containers/piece-rows.ts";
import { maxRowBytes } from "../containers/row-splitter.ts";
import { splitTableJob } from "../containers/split-job.ts";
import type { TableLines } from "../containers/split-table.ts";
import { cutTable, type TablePiece } from "../containers/table-pieces.ts";
import { withPath } from "../files/io-error.ts";
import { createNew, openRead } from "../files/open-inside.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { Chunk } from "./chunk.ts";
import { chunkBytes, defaultBufferBytes, type LinesOptions, type OpenedFile, openLines, shrank } from "./chunk-reader.ts";
import { longestPieceBytes, type TableSource } from "./table-source.ts";

export interface RowsOptions extends Pick<LinesOptions, "buffers" | "longestLineBytes"> {
  /** Takes rows of a table that do not fit its header. They come when the others have been read. */
  onRejected?: (rows: readonly RejectedRow[]) => Promise<void>;
}

/**
 * Opens what a container gave, as lines of JSON. Rows of a regular table become lines as they are read, in a thread and without a file in between.
 * @throws AssayError as `openLines` does. Reading throws damaged, disk_full, cancelled, over_limit, io.
 */
export async function openRows(file: LinesFile, parts: ContainerParts, options: RowsOptions = {}): Promise<OpenedFile> {
  const { path, openFile, table } = file;
  const opened = await openLines(path, { openFile, ...options });
  if (table === undefined) return { ...opened, setAside: file.rejected.map(({ line }) => line) };
  const source = await openFile(path);
  const reader = new TableReader(source, opened.sizeBytes, file, table.delimiter, parts, options);
  return {
    ...opened,
    setAside: reader.setAside,
    hasGrown: async () => false,
    chunks: () => reader.chunks(),
    table: reader,
    close: async () => void (await Promise.all([opened.close(), source.close()])),
  };
}

/** For the lines of a usual piece: they are longer than its rows, and seldom twice as long. */
const linesBytes = chunkBytes * 2;
/** Who converts rows has work for each record and work for each piece: of long rows a piece has as many as fit. */
const longer = { rows: 1200, sizeBytes: longestPieceBytes };
/** Pieces of usual size for eight threads; of the longest rows only one. */
const maxSplitBytes = 8 * chunkBytes;
const nothing = new Uint8Array(0);

class TableReader implements TableSource {
  readonly #source: FileHandle;
  readonly #sizeBytes: number;
  readonly #file: LinesFile;
  readonly delimiter: string;
  readonly #parts: ContainerParts;
  readonly #options: RowsOptions;
  readonly #buffers: BufferPool;
  /** What was given: lines, their bytes, and the last of them. */
  #given: GivenLines = { rows: 0, sizeBytes: 0, last: nothing };
  /** Numbers of rows that do not fit the header, once they are known. */
  readonly setAside: number[] = [];

  /** @param sizeBytes of the file when it was opened; see `cutTable`. */
  constructor(source: FileHandle, sizeBytes: number, file: LinesFile, delimiter: string, parts: ContainerParts, options: RowsOptions) {
    this.#source = source;
    this.#sizeBytes = sizeBytes;
    this.#file = file;
    this.delimiter = delimiter;
    this.#parts = parts;
    this.#options = options;
    this.#buffers = options.buffers ?? new BufferPool();
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const { size } = this.#parts.pool;
    const split = orderedAhead(this.#cut(), (piece) => this.#split(piece), {
      maxItems: size + 1,
      maxBytes: maxSplitBytes,
      bytesOf: ({ bytes }) => bytes?.length ?? 0,
    });
    for await (const { item, result } of split) {
      if (result === null) {
        yield* this.rest(item.readBytes);
        return;
      }
      const { lines, rows } = result;
      const from = lines.lastIndexOf(0x0a, lines.length - 2) + 1;
      this.take({ rows, sizeBytes: lines.length, last: new Uint8Array(lines.subarray(from)) });
      yield { type: "lines", bytes: lines, rows, offset: 0, readBytes: item.readBytes };
    }
  }

  pieces(): AsyncGenerator<TablePiece> {
    return this.#cut(longer);
  }

  take({ rows, sizeBytes, last }: GivenLines): void {
    this.#given = { rows: this.#given.rows + rows, sizeBytes: this.#given.sizeBytes + sizeBytes, last };
  }

  #cut(longerPieces?: typeof longer): AsyncGenerator<TablePiece> {
    return cutTable({
      delimiter: this.delimiter,
      sizeBytes: this.#sizeBytes,
      pieceBytes: chunkBytes,
      ...(longerPieces ? { longer: longerPieces } : {}),
      maxRowBytes,
      take: (bytes) => this.#buffers.take(Math.max(defaultBufferBytes, bytes)),
      read: (into, at, count, position) => this.#read({ into, at, count, position }),
    });
  }

  async #read({ into, at, count, position }: { into: Uint8Array; at: number; count: number; position: number }): Promise<number> {
    if (this.#parts.signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
    const { bytesRead } = await withPath(this.#file.name, () => this.#source.read(into, at, count, position));
    if (bytesRead === 0 && position < this.#sizeBytes) throw shrank(this.#file.name, position, this.#sizeBytes);
    return bytesRead;
  }

  /** @returns null where the table is not regular. */
  async #split({ bytes: piece, names, isLast }: TablePiece): Promise<TableLines | null> {
    if (piece === null) return null;
    const rules = { delimiter: this.delimiter, names };
    const spare = this.#buffers.take(linesBytes);
    const { split, bytes } = await this.#parts.pool.run(splitTableJob, { bytes: piece, rules, isLast, spare }, [spare]);
    this.#buffers.give(bytes.buffer);
    return split?.usedBytes === bytes.length ? split : null;
  }

  async *rest(readBytes: number): AsyncGenerator<Chunk> {
    const { path, rejected } = await copyRows(this.#parts, this.#file, { type: "table", delimiter: this.delimiter });
    for (const { line } of rejected) this.setAside.push(line);
    const copy = await openLines(path, { openFile: openRead, ...this.#options });
    try {
      let skip = this.#given.rows;
      let skipped = nothing;
      let skippedBytes = 0;
      for await (const chunk of copy.chunks()) {
        if (chunk.type === "too_long" || skip === 0) {
          yield { ...chunk, readBytes };
          continue;
        }
        let at = 0;
        for (; skip > 0 && at < chunk.bytes.length; skip--) {
          const end = chunk.bytes.indexOf(0x0a, at) + 1;
          skipped = chunk.bytes.slice(at, end);
          at = end;
        }
        skippedBytes += at;
        if (skip === 0 && (skippedBytes !== this.#given.sizeBytes || Buffer.compare(skipped, this.#given.last) !== 0))
          throw readsTwoWays(this.#file.name);
        if (at < chunk.bytes.length) yield { ...chunk, bytes: chunk.bytes.slice(at), readBytes };
      }
      if (skip > 0) throw readsTwoWays(this.#file.name);
    } finally {
      await copy.close();
      await this.#parts.staging.remove(path);
    }
    await this.#options.onRejected?.(rejected);
  }
}

/** Its first rows are read by us, all of them by DuckDB, and both must agree. */
const readsTwoWays = (name: string) =>
  new AssayError("damaged", `${name} is a table that can be read in two ways: quotes or line ends change on its way.`, {
    where: name,
    fix: "Open it in the tool it comes from and save it again, or save it as JSON lines. What was accepted is kept.",
  });

/** Writes the rows of a table to a staged file, for who reads them from a file. @returns its path. */
export async function stageRows(rows: OpenedFile, { staging }: ContainerParts, name: string): Promise<string> {
  const path = await staging.path(".jsonl");
  const out = await createNew(path);
  try {
    for await (const chunk of rows.chunks()) {
      if (chunk.type === "too_long") continue;
      await staging.reserve.take(chunk.bytes.length, name);
      await withPath(path, () => out.writeFile(chunk.bytes));
    }
  } finally {
    await out.close();
  }
  return path;
}
