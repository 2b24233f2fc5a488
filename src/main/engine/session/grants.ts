import { randomUUID } from "node:crypto";
import { basename } from "node:path";
import { AssayError, type Grant } from "../../../contract/index.ts";
import { removeFile } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import { statNamedExactly } from "../files/named-file.ts";

/** Files and folders that are handed over and not used yet; one more is refused. A drop of 3 000 files is a usual day. */
const maxGrants = 10_000;
/** What nobody used for this long is forgotten when there is no place left: its screen has been reloaded or closed. */
const unusedMs = 60 * 60 * 1000;

/** Marks that turn the direction of text: in a file's name they make "gpj.exe" look like "exe.jpg". */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

interface Granted {
  grantedAtMs: number;
  grant: Grant;
  path: string;
  folder: boolean;
  disposeAfterUse: boolean;
  /** Which file it was when it was handed over, whatever its name leads to later. A folder has none. */
  identity: string;
}

/** Device and inode, exactly: on Windows they do not fit a number. */
async function identityOf(path: string): Promise<string | null> {
  const stats = await statNamedExactly(path).catch(() => null);
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : null;
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
  /** Bytes of temporary copies, by path, until they are removed. */
  readonly #temporaryBytes = new Map<string, number>();

  /** Bytes of the temporary copies that are handed over or in use. */
  get temporaryBytes(): number {
    let sum = 0;
    for (const bytes of this.#temporaryBytes.values()) sum += bytes;
    return sum;
  }

  /** @throws AssayError not_found, permission; refused when it is not a regular file; over_limit when too many wait to be used. */
  async addFile(path: string, options: { name?: string; disposeAfterUse?: boolean } = {}): Promise<Grant> {
    const stats = await withPath(path, () => statNamedExactly(path));
    const name = (options.name ?? basename(path)).replace(directionMarks, "_");
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? "is a folder" : "is not a regular file";
      throw new AssayError("refused", `${name} ${what}.`, { where: path, fix: "Choose a file." });
    }
    await this.#checkCount(name);
    const grant = { id: randomUUID(), name, sizeBytes: Number(stats.size) };
    const identity = `${stats.dev}:${stats.ino}`;
    const disposeAfterUse = options.disposeAfterUse ?? false;
    if (disposeAfterUse) this.#temporaryBytes.set(path, grant.sizeBytes);
    this.#granted.set(grant.id, { grantedAtMs: performance.now(), grant, path, folder: false, disposeAfterUse, identity });
    return grant;
  }

  /** A folder that may be opened as a workspace. */
  addFolder(path: string): Grant {
    const grant = { id: randomUUID(), name: basename(path), sizeBytes: 0 };
    this.#granted.set(grant.id, { grantedAtMs: performance.now(), grant, path, folder: true, disposeAfterUse: false, identity: "" });
    return grant;
  }

  /**
   * Takes files' grants, all or none: an id works once, and only for the very file that was handed over.
   * @throws AssayError not_found; refused when something else stands at the file's path now, for example a link.
   */
  async takeFiles(ids: readonly string[]): Promise<UsableFile[]> {
    const taken = this.#take(ids);
    for (const { grant, path, identity, disposeAfterUse } of taken) {
      if ((await identityOf(path)) === identity) continue;
      for (const other of taken) if (other.grant !== grant) this.#granted.set(other.grant.id, other);
      if (disposeAfterUse) await this.#dispose(path);
      throw new AssayError("refused", `${grant.name} is not the file any more that was handed over.`, {
        where: grant.id,
        fix: "Drop or pick it again.",
      });
    }
    return taken.map(({ path, grant, disposeAfterUse }) => ({
      path,
      name: grant.name,
      sizeBytes: grant.sizeBytes,
      done: async () => (disposeAfterUse ? this.#dispose(path) : undefined),
    }));
  }

  #take(ids: readonly string[]): Granted[] {
    const wanted = new Set<string>();
    const taken = ids.map((id) => {
      const granted = this.#granted.get(id);
      if (!granted || granted.folder || wanted.has(id))
        throw new AssayError("not_found", "This file was not handed over, or was used already.", {
          where: id,
          fix: "Drop or pick it again.",
        });
      wanted.add(id);
      return granted;
    });
    for (const id of wanted) this.#granted.delete(id);
    return taken;
  }

  takeFolder(id: string): string | undefined {
    const granted = this.#granted.get(id);
    return granted?.folder ? granted.path : undefined;
  }

  /** Removes temporary copies nobody used. */
  async close(): Promise<void> {
    const left = [...this.#granted.values()].filter(({ disposeAfterUse }) => disposeAfterUse);
    this.#granted.clear();
    for (const { path } of left) await this.#dispose(path);
  }

  async #dispose(path: string): Promise<void> {
    await removeFile(path);
    this.#temporaryBytes.delete(path);
  }

  async #forgetUnused(): Promise<void> {
    const nowMs = performance.now();
    for (const [id, { grantedAtMs, disposeAfterUse, path }] of this.#granted) {
      if (nowMs - grantedAtMs < unusedMs) continue;
      this.#granted.delete(id);
      if (disposeAfterUse) await this.#dispose(path);
    }
  }

  async #checkCount(name: string): Promise<void> {
    if (this.#granted.size < maxGrants) return;
    await this.#forgetUnused();
    if (this.#granted.size < maxGrants) return;
    throw new AssayError("over_limit", `${name} was not taken: ${maxGrants} files are handed over and not imported yet.`, {
      fix: "Import what was handed over first, or start Assay again.",
    });
  }
}
