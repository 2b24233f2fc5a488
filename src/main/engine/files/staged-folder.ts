import { randomBytes } from "node:crypto";
import { type FileHandle, lstat, mkdir, open, readdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { syncFolder } from "./durable-write.ts";
import { errnoOf, withPath } from "./io-error.ts";
import { loadBinding } from "./native-binding.ts";
import { privateFileMode, privateFolderMode } from "./open-inside.ts";
import { describeEntry } from "./refused-place.ts";
import { renameRetrying } from "./rename-retrying.ts";

export interface StagedOptions {
  /** Whether a folder is at the target that may go: the caller has looked into it. Else nothing or an empty folder is there. */
  replaces: boolean;
  /** Its owner's alone, as everything in a workspace. */
  isPrivate: boolean;
}

/**
 * A new folder that appears whole or not at all: it is filled beside its place, under a name that says what it is, and then renamed. What a
 * killed process left is removed by the next one that makes the same folder.
 */
export class StagedFolder {
  /** Where it will be. */
  readonly target: string;
  /** Where it is filled. */
  readonly path: string;
  readonly #options: StagedOptions;

  private constructor(target: string, path: string, options: StagedOptions) {
    this.target = target;
    this.path = path;
    this.#options = options;
  }

  /**
   * @param target in a folder that is there, at its real path.
   * @throws AssayError permission, disk_full, io …
   */
  static async make(target: string, options: StagedOptions): Promise<StagedFolder> {
    const parent = dirname(target);
    const prefix = `${[...basename(target)].slice(0, maxNameCharacters).join("")}.unfinished-export-`;
    return withPath(target, async () => {
      await removeLeftovers(parent, prefix);
      const path = join(parent, `${prefix}${process.pid}-${randomBytes(6).toString("hex")}`);
      await mkdir(path, { mode: options.isPrivate ? privateFolderMode : 0o777 });
      return new StagedFolder(target, path, options);
    });
  }

  /** Makes a new file in it. The caller fsyncs and closes it. @throws the system's error. */
  async create(name: string): Promise<FileHandle> {
    const path = await this.#placeOf(name);
    return open(path, "wx", this.#options.isPrivate ? privateFileMode : 0o666);
  }

  /** Makes a folder in it for files of the work, removed before the folder takes its place. */
  async makeWorkFolder(): Promise<string> {
    const path = join(this.path, workName);
    await mkdir(path, { recursive: true });
    return path;
  }

  createInWork(name: string): Promise<FileHandle> {
    return open(join(this.path, workName, name), "wx", privateFileMode);
  }

  async removeFromWork(name: string): Promise<void> {
    await rm(join(this.path, workName, name), { force: true });
  }

  /** A name may have folders in it. */
  async #placeOf(name: string): Promise<string> {
    const path = join(this.path, name);
    await mkdir(dirname(path), { recursive: true, mode: this.#options.isPrivate ? privateFolderMode : 0o777 });
    return path;
  }

  /** Puts the folder in its place. @throws AssayError refused (something came there meanwhile), permission, disk_full, io … */
  async commit(): Promise<void> {
    await withPath(this.target, async () => {
      await rm(join(this.path, workName), { recursive: true, force: true });
      await syncFolder(this.path);
      if (this.#options.replaces) await this.#replace();
      else await this.#appear();
      await syncFolder(dirname(this.target));
    });
  }

  /** Puts one file of the folder in its place instead, over a file that is there, and removes the rest. @throws AssayError as `commit`. */
  async commitFile(name: string): Promise<void> {
    await withPath(this.target, async () => {
      await renameRetrying(join(this.path, name), this.target);
      await syncFolder(dirname(this.target));
      await this.discard();
    });
  }

  /** Removes what was written so far. Idempotent. */
  async discard(): Promise<void> {
    await rm(this.path, { recursive: true, force: true }).catch(() => {});
  }

  async #appear(): Promise<void> {
    // An empty folder may be there; Windows does not rename over one.
    await rmdir(this.target).catch((thrown: unknown) => {
      if (errnoOf(thrown) !== "ENOENT") throw thrown;
    });
    await renameRetrying(this.path, this.target);
  }

  /** The old folder and the new one change places in one step; the old one, then under the staging name, is removed. */
  async #replace(): Promise<void> {
    if (!swap(this.path, this.target)) {
      // A file system that cannot swap: for a moment neither is at its place, and both are beside it.
      const aside = `${this.path}-replaced`;
      await renameRetrying(this.target, aside);
      try {
        await renameRetrying(this.path, this.target);
      } catch (thrown) {
        await renameRetrying(aside, this.target);
        throw thrown;
      }
      await rm(aside, { recursive: true, force: true });
      return;
    }
    await syncFolder(dirname(this.target));
    await rm(this.path, { recursive: true, force: true });
  }
}

/** A file name has room for 255 bytes; a character takes up to four. */
const maxNameCharacters = 40;
const workName = ".work";

function swap(one: string, other: string): boolean {
  const binding = loadBinding();
  if (binding instanceof AssayError || process.platform === "win32") return false;
  try {
    binding.swapSync(one, other);
    return true;
  } catch {
    return false;
  }
}

/** Folders of killed processes; a running one's stay. Links are left alone. */
async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const entry of await readdir(parent, { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(prefix)) continue;
    const match = /^(\d+)-[0-9a-f]{12}(-replaced)?$/.exec(entry.name.slice(prefix.length));
    if (match === null || isAlive(Number(match[1]))) continue;
    await rm(join(parent, entry.name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return errnoOf(thrown) !== "ESRCH";
  }
}

/** What is at a path, links not followed, and what is in it if it is a folder. */
export async function describePlace(path: string): Promise<{ kind: "nothing" | "folder" | "other"; what: string; names: string[] }> {
  return withPath(path, async () => {
    const there = await lstat(path).catch((thrown: unknown) => {
      if (errnoOf(thrown) === "ENOENT") return null;
      throw thrown;
    });
    if (there === null) return { kind: "nothing", what: "nothing", names: [] };
    const what = describeEntry(there);
    return there.isDirectory() ? { kind: "folder", what, names: await readdir(path) } : { kind: "other", what, names: [] };
  });
}
