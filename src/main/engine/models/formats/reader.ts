import type { FileHandle } from "node:fs/promises";

const defaultWindowBytes = 64 * 1024;

/** Reads small pieces of a file anywhere, a window at a time, so that a format's check costs a few reads whatever the file's size. */
export class Reader {
  readonly sizeBytes: number;
  readonly #file: FileHandle;
  readonly #windowBytes: number;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle, sizeBytes: number, windowBytes = defaultWindowBytes) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
    this.#windowBytes = windowBytes;
  }

  /** Another reader of the same file, for small pieces that lie far apart. */
  withWindow(windowBytes: number): Reader {
    return new Reader(this.#file, this.sizeBytes, windowBytes);
  }

  /** Up to `length` bytes at `offset`; fewer where the file ends. Valid until the next read. */
  async read(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#start;
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length);
    const wanted = Buffer.allocUnsafe(Math.max(length, this.#windowBytes));
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.#file.read(wanted, done, wanted.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    this.#window = wanted.subarray(0, done);
    this.#start = offset;
    return this.#window.subarray(0, Math.min(length, done));
  }
}
