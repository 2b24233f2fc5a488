import type { FileHandle } from "node:fs/promises";
import { AssayError } from "../../../contract/index.ts";
import { orderedAhead } from "../async/ordered-ahead.ts";
import { type ContainerParts, copyRows, type LinesFile, type RejectedRow } from "../containers/open-container.ts";
import { splitTableJob } from "../containers/split-job.ts";
import { maxRowBytes } from "../containers/split-table.ts";
import { cutTable, type TablePiece } from "../containers/table-pieces.ts";
import { withPath } from "../files/io-error.ts";
import { createNew, openRead } from "../files/open-inside.ts";
import { countLines } from "../lines/forwards.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import { type Chunk, defaultBufferBytes, type LinesOptions, type OpenedFile, openLines, shrank } from "./chunk-reader.ts";

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
  const reader = new TableReader(file, table.delimiter, parts, options);
  return {
    ...opened,
    setAside: reader.setAside,
    hasGrown: async () => false,
    chunks: () => reader.read(source, opened.sizeBytes),
    close: async () => void (await Promise.all([opened.close(), source.close()])),
  };
}

/** Half of a usual buffer: the lines of a piece are longer than its rows, and fit one, too. */
const pieceBytes = Math.floor((defaultBufferBytes - 64) / 2);
/** Pieces of usual size for eight threads; of the longest rows only one. */
const maxSplitBytes = 5 * 1024 * 1024;
const nothing: Buffer = Buffer.alloc(0);

class TableReader {
  readonly #file: LinesFile;
  readonly #delimiter: string;
  readonly #parts: ContainerParts;
  readonly #options: RowsOptions;
  readonly #buffers: BufferPool;
  /** What was given: lines, their bytes, and the last of them. */
  #given = { lines: 0, bytes: 0, last: nothing };
  /** Numbers of rows that do not fit the header, once they are known. */
  readonly setAside: number[] = [];

  constructor(file: LinesFile, delimiter: string, parts: ContainerParts, options: RowsOptions) {
    this.#file = file;
    this.#delimiter = delimiter;
    this.#parts = parts;
    this.#options = options;
    this.#buffers = options.buffers ?? new BufferPool();
  }

  /** @param sizeBytes of the file when it was opened; see `cutTable`. */
  async *read(source: FileHandle, sizeBytes: number): AsyncGenerator<Chunk> {
    const pieces = cutTable({
      delimiter: this.#delimiter,
      sizeBytes,
      pieceBytes,
      maxRowBytes,
      take: (bytes) => this.#buffers.take(Math.max(defaultBufferBytes, bytes)),
      read: (into, at, count, position) => this.#read(source, sizeBytes, { into, at, count, position }),
    });
    const { size } = this.#parts.pool;
    const split = orderedAhead(pieces, (piece) => this.#split(piece), {
      maxItems: size + 1,
      maxBytes: maxSplitBytes,
      bytesOf: ({ bytes }) => bytes?.length ?? 0,
    });
    for await (const { item, result: lines } of split) {
      if (lines === null) {
        yield* this.#readCopy(item.readBytes);
        return;
      }
      this.#count(lines);
      yield { type: "lines", bytes: lines, offset: 0, readBytes: item.readBytes };
    }
  }

  async #read(
    source: FileHandle,
    sizeBytes: number,
    { into, at, count, position }: { into: Uint8Array; at: number; count: number; position: number },
  ): Promise<number> {
    if (this.#parts.signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
    const { bytesRead } = await withPath(this.#file.name, () => source.read(into, at, count, position));
    if (bytesRead === 0 && position < sizeBytes) throw shrank(this.#file.name, position, sizeBytes);
    return bytesRead;
  }

  /** @returns null where the table is not regular. */
  async #split({ bytes: piece, names, isLast }: TablePiece): Promise<Uint8Array<ArrayBuffer> | null> {
    if (piece === null) return null;
    const rules = { delimiter: this.#delimiter, names };
    const spare = this.#buffers.take(defaultBufferBytes);
    const { split, bytes } = await this.#parts.pool.run(splitTableJob, { bytes: piece, rules, isLast, spare }, [spare]);
    this.#buffers.give(bytes.buffer);
    return split?.usedBytes === bytes.length ? split.lines : null;
  }

  #count(lines: Uint8Array): void {
    const from = lines.lastIndexOf(0x0a, lines.length - 2) + 1;
    const { lines: count, bytes } = this.#given;
    this.#given = { lines: count + countLines(lines), bytes: bytes + lines.length, last: Buffer.from(lines.subarray(from)) };
  }

  /** The rest of a table that turned out not to be regular: DuckDB reads all of it, and what was given is left out. */
  async *#readCopy(readBytes: number): AsyncGenerator<Chunk> {
    const { path, rejected } = await copyRows(this.#parts, this.#file, { type: "table", delimiter: this.#delimiter });
    for (const { line } of rejected) this.setAside.push(line);
    const copy = await openLines(path, { openFile: openRead, ...this.#options });
    try {
      let skip = this.#given.lines;
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
          skipped = Buffer.from(chunk.bytes.subarray(at, end));
          at = end;
        }
        skippedBytes += at;
        if (skip === 0 && (skippedBytes !== this.#given.bytes || !skipped.equals(this.#given.last))) throw readsTwoWays(this.#file.name);
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
