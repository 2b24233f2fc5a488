import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { writeAll } from "../../files/durable-write.ts";

const sliceCharacters = 1 << 20;

/** A new file of text that is hashed while it is written, a megabyte at a time. */
export class TextFile {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #waiting: string[] = [];
  #waitingCharacters = 0;
  #sizeBytes = 0;

  /** @param file open, empty; closed by `end` or `close`. */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Takes text; `flush` has to be called when it says true. */
  add(text: string): boolean {
    this.#waiting.push(text);
    this.#waitingCharacters += text.length;
    return this.#waitingCharacters >= sliceCharacters;
  }

  /** @throws the system's error. */
  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(""), "utf8");
    this.#waiting = [];
    this.#waitingCharacters = 0;
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
    await writeAll(this.#file, [bytes]);
  }

  /** Writes what is left, fsyncs and closes. @throws the system's error. */
  async end(): Promise<{ sizeBytes: number; sha256: string }> {
    await this.flush();
    await this.#file.sync();
    await this.#file.close();
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest("hex") };
  }

  /** For a file that is given up. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }
}
