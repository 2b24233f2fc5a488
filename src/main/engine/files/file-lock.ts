import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssayError } from "../../../contract/index.ts";
import { readSmallFile } from "./inside.ts";
import { errnoOf } from "./io-error.ts";
import { realFolder } from "./named-file.ts";
import { loadBinding, type NativeBinding } from "./native-binding.ts";

export interface LockOptions {
  /** True: held until the file is closed, so others are refused after 1 s with this process's pid. False: held for one append. */
  keep: boolean;
  /** "if_possible": proceeds without a lock where the platform or file system has none. */
  lock: "required" | "if_possible";
}

/** For a workspace's files: `.assay/lock` gives the workspace one owner even where the file system has no locks. */
export const workspaceLock: LockOptions = { keep: true, lock: "if_possible" };

/** A byte far beyond the end of any file: Windows blocks reads and writes of a locked range. */
const lockOffset = 2 ** 52;
/** Whoever keeps a lock also locks the byte of its pid, so others can find the pid without a file that a crash could leave behind. */
const pidsOffset = lockOffset + 1;
const pidsLength = 2 ** 32;
/** Whoever waits for the lock has the file open too, and locks the byte of its pid here: it will not write without the lock. */
const waitersOffset = pidsOffset + pidsLength;
/** macOS locks whole files, so no byte can encode a pid. */
const hasRanges = process.platform !== "darwin";

/** How long an append waits for others' appends. Each holds the lock for one write and one fsync. */
const waitMs = 10_000;
/** How long to wait for a process that keeps the file: it may be closing it. */
const keeperWaitMs = 1000;
const pollMs = 8;
const markTries = 50;
const maxOwnerBytes = 64 * 1024;

const unsupported = new Set(["ENOLCK", "EOPNOTSUPP", "ENOTSUP", "ENOSYS", "EINVAL"]);

/**
 * Takes the exclusive lock of an open file, waiting a bounded time. The lock ends with `file.close()` or with the process.
 * @throws AssayError in_use (after 1 s while another keeps the file open, with its pid where the system tells it; after 10 s
 * otherwise), unavailable (no locks on this platform or file system, and `lock` is "required").
 */
export async function lockFile(file: FileHandle, path: string, { keep, lock }: LockOptions): Promise<void> {
  const locks = loadBinding();
  if (locks instanceof AssayError) {
    if (lock === "required") throw locks;
    return;
  }
  const startedAtMs = performance.now();
  let keptSinceMs: number | null = null;
  for (;;) {
    const taken = tryLock(locks, file.fd, lockOffset, 1, true);
    if (taken === "unsupported") {
      if (lock === "required") throw noLocks(path);
      return;
    }
    if (taken) return keep ? markPid(locks, file.fd) : undefined;
    if (hasRanges) tryLock(locks, file.fd, waitersOffset + process.pid, 1, true);
    const nowMs = performance.now();
    const pid = findPid(locks, file.fd);
    keptSinceMs = pid === null ? null : (keptSinceMs ?? nowMs);
    if (keptSinceMs !== null && nowMs - keptSinceMs >= keeperWaitMs) throw inUse(path, pid);
    if (nowMs - startedAtMs >= waitMs) throw inUse(path, pid ?? (await readWorkspaceOwner(path)));
    await wait(1 + Math.random() * pollMs);
  }
}

function tryLock({ tryLock }: NativeBinding, fd: number, offset: number, length: number, isExclusive: boolean): boolean | "unsupported" {
  try {
    tryLock(fd, offset, length, isExclusive);
    return true;
  } catch (thrown) {
    const errno = errnoOf(thrown) ?? "";
    if (errno === "EAGAIN" || errno === "EACCES" || errno === "EBUSY") return false;
    if (unsupported.has(errno)) return "unsupported";
    throw thrown;
  }
}

/** A process that looks for a pid may hold the byte for a moment. The lock is valid without the mark. */
async function markPid(locks: NativeBinding, fd: number): Promise<void> {
  if (!hasRanges) return;
  for (let tries = 0; tries < markTries && tryLock(locks, fd, pidsOffset + process.pid, 1, true) === false; tries++) await wait(1);
}

/** The pid of the process that keeps the lock, by binary search over the pid bytes; null when none does, or only for one append. */
function findPid(locks: NativeBinding, fd: number): number | null {
  if (!hasRanges || isFree(locks, fd, pidsOffset, pidsLength)) return null;
  let pid = 0;
  for (let length = pidsLength / 2; length >= 1; length /= 2) if (isFree(locks, fd, pidsOffset + pid, length)) pid += length;
  return isFree(locks, fd, pidsOffset + pid, 1) ? null : pid;
}

function isFree(locks: NativeBinding, fd: number, offset: number, length: number): boolean {
  if (tryLock(locks, fd, offset, length, false) !== true) return false;
  locks.unlock(fd, offset, length);
  return true;
}

/** Whether that process has the file open only to wait for the lock. */
export function isWaitingForLock(file: FileHandle, pid: number): boolean {
  const locks = loadBinding();
  return hasRanges && !(locks instanceof AssayError) && !isFree(locks, file.fd, waitersOffset + pid, 1);
}

/** The pid in the lock file of the workspace that owns an output file; null when there is none. */
export async function readWorkspaceOwner(path: string): Promise<number | null> {
  try {
    const output = await realFolder(dirname(path));
    const bytes = await readSmallFile(join(dirname(output), ".assay", "lock"), maxOwnerBytes);
    const { pid } = JSON.parse(bytes.toString("utf8")) as { pid?: unknown };
    return Number.isSafeInteger(pid) ? (pid as number) : null;
  } catch {
    return null;
  }
}

function inUse(path: string, pid: number | null): AssayError {
  const who = pid === null ? "another process" : pid === process.pid ? `this process (${pid}) already` : `process ${pid}`;
  return new AssayError("in_use", `${path} is in use by ${who}.`, {
    where: path,
    fix:
      pid === process.pid
        ? "Use the collector or workspace that has it open, or close that one first."
        : "End that process first (it may be Assay or a collector), send it the lines instead, or choose another folder.",
  });
}

function noLocks(path: string): AssayError {
  return new AssayError("unavailable", `The file system of ${path} has no file locks, and the file may have other writers.`, {
    where: path,
    fix: "Choose a folder on a local disk, or open it as a workspace, which has one owner by its own lock.",
  });
}
