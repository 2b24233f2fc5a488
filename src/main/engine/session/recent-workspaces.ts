import { createHash } from "node:crypto";
import { basename, isAbsolute, join } from "node:path";
import type { RecentWorkspace } from "../../../contract/index.ts";
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

/** The workspaces this user has opened, newest first, in `<stateDir>/workspaces.json`. */
export class RecentWorkspaces {
  readonly #file: string;
  readonly #folder: string;
  #entries: Entry[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, "workspaces.json");
  }

  /** An unreadable list counts as empty: it is only a convenience. */
  static async open(folder: string): Promise<RecentWorkspaces> {
    const recent = new RecentWorkspaces(folder);
    try {
      const parsed: unknown = JSON.parse((await readNamed(recent.#file, maxListBytes)).toString("utf8"));
      if (Array.isArray(parsed)) {
        recent.#entries = parsed.filter(isEntry).slice(0, maxKept);
      }
    } catch {
      recent.#entries = [];
    }
    return recent;
  }

  async remember(path: string): Promise<void> {
    this.#entries = [{ path, lastOpenedAtMs: Date.now() }, ...this.#entries.filter((entry) => entry.path !== path)].slice(0, maxKept);
    await makeFolder(this.#folder, privateFolderMode);
    await atomicWriteFile(this.#file, `${JSON.stringify(this.#entries, null, 2)}\n`, { mode: privateFileMode });
  }

  /** The most recent one that still exists. */
  async newest(): Promise<string | undefined> {
    for (const { path } of this.#entries) if (await isThere(path)) return path;
    return undefined;
  }

  /** The one that was opened last, whether or not it is still there. */
  last(): string | undefined {
    return this.#entries[0]?.path;
  }

  async list(currentPath: string): Promise<RecentWorkspace[]> {
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
}

const computeId = (path: string) => createHash("sha256").update(path).digest("hex").slice(0, 24);

/** The file may have been edited: what is no path of a folder that Assay could have opened is passed over. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { path, lastOpenedAtMs } = value as Record<string, unknown>;
  if (typeof path !== "string" || typeof lastOpenedAtMs !== "number") return false;
  return isAbsolute(path) && !path.includes("\0") && path.length <= maxPathCharacters && lastOpenedAtMs >= 0;
}
