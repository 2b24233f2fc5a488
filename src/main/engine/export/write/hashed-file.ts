import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { writeAll } from "../../files/durable-write.ts";

/** A new file that is hashed while it is written. */
export class HashedFile {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #sizeBytes = 0;

  /** @param file open, empty; closed by `end` or `close`. */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Of what was written so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** @throws the system's error. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    await writeAll(this.#file, [bytes]);
  }

  /** Fsyncs and closes. @throws the system's error. */
  async end(): Promise<{ sizeBytes: number; sha256: string }> {
    await this.#file.sync();
    await this.#file.close();
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest("hex") };
  }

  /** For a file that is given up. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}
