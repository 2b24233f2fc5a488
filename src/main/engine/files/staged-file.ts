import { createHash, randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { writeAll } from "./durable-write.ts";
import { makeFolderInside, removeFile } from "./inside.ts";
import { withPath } from "./io-error.ts";
import { createNew } from "./open-inside.ts";

/** A file in the staging folder that is written from its start to its end, once. Not fsynced. */
export class StagedFile {
  readonly path: string;
  readonly #folder: string;
  readonly #digest = createHash("sha256");
  #file: FileHandle | null = null;
  sizeBytes = 0;

  constructor(folder: string, ending: string) {
    this.#folder = folder;
    this.path = join(folder, `${randomUUID()}${ending}`);
  }

  /** Call it again only once it has resolved. @throws AssayError disk_full, io … */
  async add(parts: readonly Uint8Array[]): Promise<void> {
    await this.#open();
    for (const part of parts) {
      this.#digest.update(part);
      this.sizeBytes += part.length;
    }
    await withPath(this.path, () => writeAll(this.#file as FileHandle, parts));
  }

  /** Closes the file, which is there even if nothing was added. @returns the SHA-256 of its bytes, as hex. */
  async finish(): Promise<string> {
    await this.#open();
    await this.#file?.close();
    return this.#digest.digest("hex");
  }

  async remove(): Promise<void> {
    await this.#file?.close().catch(() => {});
    await removeFile(this.path);
  }

  async #open(): Promise<void> {
    if (this.#file !== null) return;
    await makeFolderInside(this.#folder);
    this.#file = await createNew(this.path);
  }
}
