import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AssayError, type Signal } from "../../../contract/index.ts";
import { linkFile, makeFolderInside, removeFile } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import { DiskReserve } from "./disk-reserve.ts";

/** Files that an import makes on its way. Their folder is emptied when the workspace is opened: a process that is killed leaves them there. */
export class Staging {
  readonly folder: string;
  readonly #made = new Set<string>();

  readonly reserve: DiskReserve;

  constructor(folder: string, reserve = new DiskReserve(folder)) {
    this.folder = folder;
    this.reserve = reserve;
  }

  /** An unused name. */
  async path(ending: string): Promise<string> {
    await makeFolderInside(this.folder);
    const path = join(this.folder, `import-${randomBytes(6).toString("hex")}${ending}`);
    this.#made.add(path);
    return path;
  }

  /** Writes a stream, through `steps`, to a new file. @throws AssayError damaged (broken data), disk_full, cancelled, io. */
  async write(source: AsyncIterable<Uint8Array>, steps: readonly Transform[], name: string, signal?: Signal): Promise<string> {
    const path = await this.path("");
    const file = await createNew(path);
    try {
      await pipeline([source, ...steps, (parts: AsyncIterable<Uint8Array>) => this.#append(file, parts, name, signal)] as never);
    } catch (thrown) {
      throw isBrokenData(thrown) ? damaged(name, thrown) : ioError(thrown, path);
    } finally {
      await file.close();
    }
    return path;
  }

  /** The same file under a name that no tool reads anything into; a copy where there can be no second name. */
  async alias(source: () => Readable, original: string, name: string, ending: string, signal?: Signal): Promise<string> {
    const path = await this.path(ending);
    try {
      await linkFile(original, path);
      return path;
    } catch {
      return this.write(source(), [], name, signal);
    }
  }

  async #append(file: FileHandle, parts: AsyncIterable<Uint8Array>, name: string, signal: Signal | undefined): Promise<void> {
    for await (const part of parts) {
      if (signal?.aborted) throw new AssayError("cancelled", "The import was cancelled.");
      await this.reserve.take(part.length, name);
      await file.writeFile(part);
    }
  }

  async remove(path: string): Promise<void> {
    if (this.#made.delete(path)) await removeFile(path).catch(() => {});
  }

  async removeAll(): Promise<void> {
    for (const path of [...this.#made]) await this.remove(path);
  }
}

const isBrokenData = (thrown: unknown) =>
  thrown instanceof Error && "code" in thrown && /^(Z_|ERR_|ZSTD_)/.test(String(thrown.code)) && !(thrown instanceof AssayError);

const damaged = (name: string, cause: unknown) =>
  new AssayError("damaged", `${name} is broken: ${cause instanceof Error ? cause.message : String(cause)}.`, {
    where: name,
    fix: "Copy or download it again.",
    cause,
  });
