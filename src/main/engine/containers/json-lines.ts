import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { AssayError, type Signal } from "../../../contract/index.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { splitJob } from "./split-job.ts";
import { startSplit } from "./split-json.ts";

const pieceBytes = 1024 * 1024;

/** Writes JSON values from streams to a file, one a line. */
export class JsonLines {
  readonly #file: FileHandle;
  readonly #pool: WorkerPool;
  readonly #signal: Signal | undefined;

  constructor(file: FileHandle, pool: WorkerPool, signal?: Signal) {
    this.#file = file;
    this.#pool = pool;
    this.#signal = signal;
  }

  /** @param path see `startSplit`. @throws AssayError cancelled, disk_full, and what the stream throws. */
  async add(source: Readable, path: readonly string[]): Promise<void> {
    let state = startSplit(path);
    for await (const piece of inPieces(source)) {
      if (this.#signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
      const split = await this.#pool.run(splitJob, { bytes: piece, state });
      state = split.state;
      await this.#file.writeFile(split.bytes);
    }
    if (state.inValue) await this.#file.writeFile("\n");
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Joins what a stream gives to pieces worth a thread, each in a buffer of its own. A byte order mark at the beginning is left out. */
async function* inPieces(source: Readable): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Buffer[] = [];
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
  for await (const part of source as AsyncIterable<Buffer>) {
    held.push(part);
    heldBytes += part.length;
    if (heldBytes >= pieceBytes) yield join();
  }
  if (heldBytes > 0) yield join();
}
