import type { FileHandle } from "node:fs/promises";
import { writeAll } from "../files/durable-write.ts";
import { removeFile } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";

/**
 * A file of rows that is written while more of them come, so that rows wait for the index on disk and not in memory. Not fsynced: after a
 * crash they are read from the journals again.
 */
export class LoadFile {
  readonly path: string;
  readonly #onWritten: (bytes: number) => void;
  #file: FileHandle | null = null;
  #waiting: Uint8Array[] = [];
  #running: Promise<void> | null = null;
  #failure: unknown = null;

  /** @param onWritten called with the number of bytes that are in the file now. */
  constructor(path: string, onWritten: (bytes: number) => void) {
    this.path = path;
    this.#onWritten = onWritten;
  }

  /** Appends rows. Resolves when they are in the file; never rejects: `finish` throws what failed. */
  add(parts: readonly Uint8Array[]): Promise<void> {
    for (const part of parts) this.#waiting.push(part);
    this.#running ??= this.#write();
    return this.#running;
  }

  /** Resolves when every row is in the file. @throws AssayError disk_full, io … */
  async finish(): Promise<void> {
    await this.#running;
    await this.#file?.close();
    this.#file = null;
    if (this.#failure !== null) throw ioError(this.#failure, this.path);
  }

  async remove(): Promise<void> {
    await this.finish().catch(() => {});
    await removeFile(this.path);
  }

  async #write(): Promise<void> {
    // Not before `#running` is set: after a failure nothing below waits.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const parts = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure === null) {
          this.#file ??= await createNew(this.path);
          await writeAll(this.#file, parts);
        }
      } catch (thrown) {
        this.#failure = thrown;
      }
      this.#onWritten(parts.reduce((sum, part) => sum + part.length, 0));
    }
    this.#running = null;
  }
}
