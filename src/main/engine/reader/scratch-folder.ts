import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { errnoOf, withPath } from "../files/io-error.ts";

/** A private folder outside the workspace for temporary files, removed when the process exits at the latest. */
export interface ScratchFolder {
  readonly path: string;
  /** Idempotent. */
  remove(): Promise<void>;
}

const there = new Set<string>();
let removesAtExit = false;

/** Includes the machine: a state folder may be shared, and a pid means nothing on another machine. */
const prefix = `read-${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}-`;

/**
 * Makes a folder in `<stateDir>/cache`, or in the system's temporary folder where that fails; never inside the workspace.
 * @param workspace its real path.
 * @throws AssayError permission, disk_full, io when both fail.
 */
export async function makeScratchFolder(stateDir: string, workspace: string): Promise<ScratchFolder> {
  const cache = join(stateDir, "cache");
  const path =
    (isUsable(cache, workspace) ? await make(cache).catch(() => null) : null) ?? (await withPath(tmpdir(), () => make(tmpdir())));
  there.add(path);
  removeAtExit();
  return {
    path,
    remove: async () => {
      if (!there.delete(path)) return;
      await rm(path, { recursive: true, force: true }).catch(() => {});
    },
  };
}

/** DuckDB cuts a path at a question mark. */
const isUsable = (folder: string, workspace: string) => !folder.includes("?") && relative(workspace, folder).startsWith("..");

async function make(parent: string): Promise<string> {
  if (parent !== tmpdir()) {
    await mkdir(parent, { recursive: true, mode: 0o700 });
    await removeOfTheDead(parent);
  }
  // mkdtemp makes it 0700.
  return realpath(await mkdtemp(join(parent, `${prefix}${process.pid}-`)));
}

/** Removes folders of killed processes. */
async function removeOfTheDead(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (!Number.isSafeInteger(pid) || isAlive(pid)) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
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

/** For exits that close nothing, e.g. after a second signal. */
function removeAtExit(): void {
  if (removesAtExit) return;
  removesAtExit = true;
  process.on("exit", () => {
    for (const path of there) rmSync(path, { recursive: true, force: true });
  });
}
