import type { FileHandle } from "node:fs/promises";
import { writeAll } from "../files/durable-write.ts";
import { removeFile } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";

/** Short rows wait for so many bytes before they are written: those of a record that comes alone are 200 bytes, and a write takes a thread's turn. */
const gatheredBytes = 64 * 1024;
/** Longer parts are written as they are: copying them costs more than the write of their own. */
const maxCopiedBytes = 4 * 1024;

/**
 * A file of rows that is written while more of them come, so that rows wait for the index on disk and not in memory. Short ones are gathered
 * first. Not fsynced: after a crash they are read from the journals again.
 */
export class LoadFile {
  readonly path: string;
  readonly #onWritten: (bytes: number) => void;
  #file: FileHandle | null = null;
  #waiting: Uint8Array[] = [];
  /** Copies of short rows that go behind `#waiting`, and how much of the buffer they fill. */
  #gathered: Buffer | null = null;
  #gatheredBytes = 0;
  #running: Promise<void> | null = null;
  #failure: unknown = null;

  /** @param onWritten called with the number of bytes that are in the file now. */
  constructor(path: string, onWritten: (bytes: number) => void) {
    this.path = path;
    this.#onWritten = onWritten;
  }

  /** Appends rows. Resolves when their buffers may be reused: they are in the file, or copied. Never rejects: `finish` throws what failed. */
  async add(parts: readonly Uint8Array[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    if (bytes <= maxCopiedBytes) {
      if (this.#gatheredBytes + bytes > gatheredBytes) this.#writeGathered();
      this.#gather(parts);
      return;
    }
    this.#writeGathered();
    for (const part of parts) this.#waiting.push(part);
    this.#running ??= this.#write();
    await this.#running;
  }

  /** Resolves when every row is in the file. @throws AssayError disk_full, io … */
  async finish(): Promise<void> {
    this.#writeGathered();
    await this.#running;
    await this.#file?.close();
    this.#file = null;
    if (this.#failure !== null) throw ioError(this.#failure, this.path);
  }

  async remove(): Promise<void> {
    await this.finish().catch(() => {});
    await removeFile(this.path);
  }

  #gather(parts: readonly Uint8Array[]): void {
    this.#gathered ??= Buffer.allocUnsafeSlow(gatheredBytes);
    for (const part of parts) {
      this.#gathered.set(part, this.#gatheredBytes);
      this.#gatheredBytes += part.length;
    }
  }

  #writeGathered(): void {
    if (this.#gathered === null) return;
    this.#waiting.push(this.#gathered.subarray(0, this.#gatheredBytes));
    this.#gathered = null;
    this.#gatheredBytes = 0;
    this.#running ??= this.#write();
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
