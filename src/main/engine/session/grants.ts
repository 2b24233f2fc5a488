import { randomUUID } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { AssayError, type Grant } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";

interface Granted {
  grant: Grant;
  path: string;
  folder: boolean;
  disposeAfterUse: boolean;
}

/** A file a handler may use; `done` is called when it is not needed any more. */
export interface UsableFile {
  path: string;
  name: string;
  sizeBytes: number;
  done: () => Promise<void>;
}

/** Paths people handed over. A screen holds only ids: it can name nothing that was not given to it. */
export class Grants {
  #granted = new Map<string, Granted>();

  /** @throws AssayError not_found, permission, or refused when it is not a regular file. */
  async addFile(path: string, options: { name?: string; disposeAfterUse?: boolean } = {}): Promise<Grant> {
    const stats = await withPath(path, () => stat(path));
    const name = options.name ?? basename(path);
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? "is a folder" : "is not a regular file";
      throw new AssayError("refused", `${name} ${what}.`, { where: path, fix: "Choose a file." });
    }
    const grant = { id: randomUUID(), name, sizeBytes: stats.size };
    this.#granted.set(grant.id, { grant, path, folder: false, disposeAfterUse: options.disposeAfterUse ?? false });
    return grant;
  }

  /** A folder that may be opened as a workspace. */
  addFolder(path: string): Grant {
    const grant = { id: randomUUID(), name: basename(path), sizeBytes: 0 };
    this.#granted.set(grant.id, { grant, path, folder: true, disposeAfterUse: false });
    return grant;
  }

  /** Takes a file's grant: an id works once. @throws AssayError not_found. */
  takeFile(id: string): UsableFile {
    const granted = this.#granted.get(id);
    if (!granted || granted.folder)
      throw new AssayError("not_found", "This file was not handed over, or was used already.", {
        where: id,
        fix: "Drop or pick it again.",
      });
    this.#granted.delete(id);
    const { path, grant, disposeAfterUse } = granted;
    return {
      path,
      name: grant.name,
      sizeBytes: grant.sizeBytes,
      done: async () => (disposeAfterUse ? rm(path, { force: true }) : undefined),
    };
  }

  takeFolder(id: string): string | undefined {
    const granted = this.#granted.get(id);
    return granted?.folder ? granted.path : undefined;
  }

  /** Removes temporary copies nobody used. */
  async close(): Promise<void> {
    const left = [...this.#granted.values()].filter(({ disposeAfterUse }) => disposeAfterUse);
    this.#granted.clear();
    for (const { path } of left) await rm(path, { force: true });
  }
}
