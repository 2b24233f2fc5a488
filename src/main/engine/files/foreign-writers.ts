import { type FileHandle, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isWaitingForLock } from "./file-lock.ts";

/** Whether the system tells which processes have a file open. */
export const canSeeWriters = process.platform === "linux";

/**
 * Whether another process has the file open for writing without waiting for its lock, among the processes this user may inspect. The
 * caller holds the lock.
 * @returns false where it cannot be known.
 */
export async function isOpenForWritingElsewhere(file: FileHandle, path: string): Promise<boolean> {
  if (!canSeeWriters) return false;
  const real = await realpath(path).catch(() => null);
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(pids.map(async (pid) => ((await hasOpenForWriting(pid, real)) ? Number(pid) : null)));
  return found.some((pid) => pid !== null && !isWaitingForLock(file, pid));
}

const accessMode = 3;

async function hasOpenForWriting(pid: string, path: string | null): Promise<boolean> {
  const folder = join("/proc", pid, "fd");
  for (const fd of await readdir(folder).catch(() => [])) {
    if ((await readlink(join(folder, fd)).catch(() => null)) !== path) continue;
    const info = await readFile(join("/proc", pid, "fdinfo", fd), "utf8").catch(() => "");
    if ((Number.parseInt(/^flags:\s*(\d+)/m.exec(info)?.[1] ?? "0", 8) & accessMode) !== 0) return true;
  }
  return false;
}
