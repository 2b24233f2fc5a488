import { randomUUID } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { basename } from "node:path";
import { AssayError, type Grant } from "../../../contract/index.ts";
import { removeFile } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import { statNamedExactly } from "../files/named-file.ts";

/** Maximum number of unused grants. A drop of 3 000 files is common. */
const maxGrants = 10_000;
/** At the maximum, grants unused for this long are dropped: their screen was reloaded or closed. */
const unusedMs = 60 * 60 * 1000;

/** Bidirectional control characters: in a file name they make "gpj.exe" look like "exe.jpg". */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

interface Granted {
  grantedAtMs: number;
  grant: Grant;
  path: string;
  folder: boolean;
  disposeAfterUse: boolean;
  /** Of the file when it was granted; empty for a folder. */
  identity: string;
}

/** Device, inode and birth: an inode that was freed is soon given to another file. Appending changes none of them. */
const identify = ({ dev, ino, birthtimeNs }: BigIntStats) => `${dev}:${ino}:${birthtimeNs}`;

async function readIdentity(path: string): Promise<string | null> {
  const stats = await statNamedExactly(path).catch(() => null);
  return stats?.isFile() ? identify(stats) : null;
}

/** A granted file that a handler may use; call `done` when finished with it. */
export interface UsableFile {
  path: string;
  name: string;
  sizeBytes: number;
  /** It is a temporary copy, which nobody appends to. */
  isCopy: boolean;
  done: () => Promise<void>;
}

/** Paths that people selected. A screen holds only ids, so it cannot name any other path. */
export class Grants {
  #granted = new Map<string, Granted>();
  /** Bytes of temporary copies, by path, until they are removed. */
  readonly #temporaryBytes = new Map<string, number>();

  /** Bytes of the temporary copies that are granted or in use. */
  get temporaryBytes(): number {
    let sum = 0;
    for (const bytes of this.#temporaryBytes.values()) sum += bytes;
    return sum;
  }

  /** @throws AssayError not_found, permission; refused when it is not a regular file; over_limit when too many grants are unused. */
  async addFile(path: string, options: { name?: string; disposeAfterUse?: boolean } = {}): Promise<Grant> {
    const stats = await withPath(path, () => statNamedExactly(path));
    const name = (options.name ?? basename(path)).replace(directionMarks, "_");
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? "is a folder" : "is not a regular file";
      throw new AssayError("refused", `${name} ${what}.`, { where: path, fix: "Choose a file." });
    }
    await this.#checkCount(name);
    const grant = { id: randomUUID(), name, sizeBytes: Number(stats.size) };
    const identity = identify(stats);
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
   * Redeems grants, all or none. An id works once, and only for the very file that was granted.
   * @throws AssayError not_found; refused when the path now leads to another file, e.g. through a link.
   */
  async takeFiles(ids: readonly string[]): Promise<UsableFile[]> {
    const taken = this.#take(ids);
    for (const { grant, path, identity, disposeAfterUse } of taken) {
      if ((await readIdentity(path)) === identity) continue;
      for (const other of taken) if (other.grant !== grant) this.#granted.set(other.grant.id, other);
      if (disposeAfterUse) await this.#dispose(path);
      throw new AssayError("refused", `${grant.name} changed after it was selected.`, {
        where: grant.id,
        fix: "Drop or pick it again.",
      });
    }
    return taken.map(({ path, grant, disposeAfterUse }) => ({
      path,
      name: grant.name,
      sizeBytes: grant.sizeBytes,
      isCopy: disposeAfterUse,
      done: async () => (disposeAfterUse ? this.#dispose(path) : undefined),
    }));
  }

  #take(ids: readonly string[]): Granted[] {
    const wanted = new Set<string>();
    const taken = ids.map((id) => {
      const granted = this.#granted.get(id);
      if (!granted || granted.folder || wanted.has(id))
        throw new AssayError("not_found", "This file was not selected, or was used already.", {
          where: id,
          fix: "Drop or pick it again.",
        });
      wanted.add(id);
      return granted;
    });
    for (const id of wanted) this.#granted.delete(id);
    return taken;
  }

  /**
   * The path of a granted file or folder, for work that may come again: the grant stays good.
   * @throws AssayError not_found; refused when the path now leads to another file.
   */
  async peek(id: string): Promise<string> {
    const granted = this.#granted.get(id);
    if (!granted) throw new AssayError("not_found", "This was not selected, or was used already.", { where: id, fix: "Pick it again." });
    if (!granted.folder && (await readIdentity(granted.path)) !== granted.identity)
      throw new AssayError("refused", `${granted.grant.name} changed after it was selected.`, { where: id, fix: "Pick it again." });
    return granted.path;
  }

  /** The name of a granted file or folder, as it was selected. @throws AssayError not_found. */
  nameOf(id: string): string {
    const granted = this.#granted.get(id);
    if (!granted) throw new AssayError("not_found", "This was not selected, or was used already.", { where: id, fix: "Pick it again." });
    return granted.grant.name;
  }

  /** Ends a grant, and removes its temporary copy. */
  async end(id: string): Promise<void> {
    const granted = this.#granted.get(id);
    this.#granted.delete(id);
    if (granted?.disposeAfterUse) await this.#dispose(granted.path);
  }

  /** Forgets a granted file that nobody needs any more. */
  drop(id: string): void {
    this.#granted.delete(id);
  }

  /** Redeems the grant of a folder; work that throws leaves it good for another try. @throws AssayError not_found; what `work` throws. */
  redeemFolder<T>(id: string, work: (path: string) => T): T {
    const path = this.takeFolder(id);
    if (path === undefined)
      throw new AssayError("not_found", "This folder was not selected, or was used already.", { where: id, fix: "Pick it again." });
    const answer = work(path);
    this.drop(id);
    return answer;
  }

  takeFolder(id: string): string | undefined {
    const granted = this.#granted.get(id);
    return granted?.folder ? granted.path : undefined;
  }

  /** Removes unused temporary copies. */
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
    throw new AssayError("over_limit", `${name} was not taken: ${maxGrants} selected files are not imported yet.`, {
      fix: "Import those first, or restart Assay.",
    });
  }
}
