import { createHash } from "node:crypto";
import { basename, isAbsolute, join } from "node:path";
import type { RecentWorkspace } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { atomicWriteFile } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";
import { isThere, readNamed } from "../files/named-file.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";

interface Entry {
  path: string;
  lastOpenedAtMs: number;
}

const maxKept = 20;
const maxListBytes = 1024 * 1024;
/** Longer than any path that a system takes. */
const maxPathCharacters = 32_768;

/**
 * The workspaces this user has opened, newest first, in `<stateDir>/workspaces.json`. Every window and every process of the user shares the
 * file, so it is read again before each answer and each change.
 */
export class RecentWorkspaces {
  readonly #file: string;
  readonly #folder: string;
  readonly #changes = new Sequencer();
  #entries: Entry[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, "workspaces.json");
  }

  static async open(folder: string): Promise<RecentWorkspaces> {
    const recent = new RecentWorkspaces(folder);
    await recent.#read();
    return recent;
  }

  /** Puts a workspace first. @throws AssayError permission, disk_full, io. */
  remember(path: string): Promise<void> {
    return this.#change((entries) => [{ path, lastOpenedAtMs: Date.now() }, ...entries.filter((entry) => entry.path !== path)]);
  }

  /** Forgets all but those given. The workspaces stay where they are. @throws AssayError permission, disk_full, io. */
  clear(keep: readonly string[]): Promise<void> {
    return this.#change((entries) => entries.filter(({ path }) => keep.includes(path)));
  }

  /** The most recent one that still exists. */
  async newest(): Promise<string | undefined> {
    await this.#read();
    for (const { path } of this.#entries) if (await isThere(path)) return path;
    return undefined;
  }

  /** The one that was opened last, whether or not it is still there. */
  last(): string | undefined {
    return this.#entries[0]?.path;
  }

  async list(currentPath: string): Promise<RecentWorkspace[]> {
    await this.#read();
    return Promise.all(
      this.#entries.map(async ({ path, lastOpenedAtMs }) => ({
        id: computeId(path),
        path,
        name: basename(path),
        lastOpenedAtMs,
        isCurrent: path === currentPath,
        exists: await isThere(path),
      })),
    );
  }

  pathOf(id: string): string | undefined {
    return this.#entries.find(({ path }) => computeId(path) === id)?.path;
  }

  #change(change: (entries: Entry[]) => Entry[]): Promise<void> {
    return this.#changes.queue(async () => {
      await this.#read();
      this.#entries = change(this.#entries).slice(0, maxKept);
      await makeFolder(this.#folder, privateFolderMode);
      await atomicWriteFile(this.#file, `${JSON.stringify(this.#entries, null, 2)}\n`, { mode: privateFileMode });
    });
  }

  /** An unreadable list counts as empty: it is only a convenience. */
  async #read(): Promise<void> {
    try {
      const parsed: unknown = JSON.parse((await readNamed(this.#file, maxListBytes)).toString("utf8"));
      this.#entries = Array.isArray(parsed) ? parsed.filter(isEntry) : [];
    } catch {
      this.#entries = [];
    }
  }
}

const computeId = (path: string) => createHash("sha256").update(path).digest("hex").slice(0, 24);

/** The file may have been edited: what is no path of a folder that Assay could have opened is passed over. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { path, lastOpenedAtMs } = value as Record<string, unknown>;
  if (typeof path !== "string" || typeof lastOpenedAtMs !== "number") return false;
  return isAbsolute(path) && !path.includes("\0") && path.length <= maxPathCharacters && lastOpenedAtMs >= 0;
}
