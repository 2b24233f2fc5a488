import type { FileHandle } from "node:fs/promises";
import { AssayError, type Signal } from "../../../contract/index.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { DiskReserve } from "./disk-reserve.ts";
import { splitJob } from "./split-job.ts";
import { startSplit } from "./split-json.ts";

const pieceBytes = 1024 * 1024;

export interface JsonLinesParts {
  pool: WorkerPool;
  reserve: DiskReserve;
  /** What is split, for messages. */
  name: string;
  signal: Signal | undefined;
}

/** Writes JSON values from streams to a file, one a line. */
export class JsonLines {
  readonly #file: FileHandle;
  readonly #parts: JsonLinesParts;

  constructor(file: FileHandle, parts: JsonLinesParts) {
    this.#file = file;
    this.#parts = parts;
  }

  /** @param path see `startSplit`. @throws AssayError cancelled, disk_full, and what the stream throws. */
  async add(source: AsyncIterable<Uint8Array>, path: readonly string[]): Promise<void> {
    const { pool, reserve, name, signal } = this.#parts;
    let state = startSplit(path);
    for await (const piece of inPieces(source)) {
      if (signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
      const split = await pool.run(splitJob, { bytes: piece, state });
      state = split.state;
      await reserve.take(split.bytes.length, name);
      await this.#file.writeFile(split.bytes);
    }
    if (state.inValue) await this.#file.writeFile("\n");
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Joins what a stream gives to pieces worth a thread, each in a buffer of its own. A byte order mark at the beginning is left out. */
async function* inPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let first = true;
  const join = () => {
    const piece = new Uint8Array(heldBytes);
    let at = 0;
    for (const part of held) {
      piece.set(part, at);
      at += part.length;
    }
    held = [];
    heldBytes = 0;
    const marked = first && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf;
    first = false;
    return marked ? piece.slice(3) : piece;
  };
  for await (const part of source) {
    held.push(part);
    heldBytes += part.length;
    if (heldBytes >= pieceBytes) yield join();
  }
  if (heldBytes > 0) yield join();
}
