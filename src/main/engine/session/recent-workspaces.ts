import { createHash } from "node:crypto";
import { basename, join } from "node:path";
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
        recent.#entries = parsed.filter(
          (entry): entry is Entry => typeof entry?.path === "string" && typeof entry?.lastOpenedAtMs === "number",
        );
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
