import { type BigIntStats, constants, readlinkSync } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { errnoOf } from "./io-error.ts";
import { changedMeanwhile, describeEntry, hardLinked, linkRefused, notAFile, refuseLinkedParts } from "./refused-place.ts";

/**
 * The one way to open a file of a workspace. People clone and unpack workspaces, so anything in one may be a link to somewhere else, or a
 * pipe that blocks whoever opens it. Paths here are real: the root was resolved when the workspace was opened, so a link in a path can only
 * lead out of it
 * (docs/decisions/0018-one-way-into-a-workspace.md).
 */

/** Windows has neither flag: there the entry is only checked before and after. */
const guarded = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** New files and folders of a workspace are private to their owner. */
export const privateFileMode = 0o600;
export const privateFolderMode = 0o700;

export interface OpenInsideOptions {
  /** Permissions of a new file. Default: `privateFileMode`. */
  mode?: number;
  /** Accepts a file with hard links. Only for reading, where the contents are never shown. */
  hardLinksAllowed?: boolean;
}

/** How often opening is tried while a rewrite, or another process that takes the lock, replaces the file. */
const maxTries = 50;

/**
 * Opens a regular file. Never blocks, follows no link in any part of the path, and opens no file with hard links.
 * @param path the folder's real path joined with the file name.
 * @param flags of `open`, as numbers. Never O_TRUNC, which would empty a file before it is checked.
 * @throws AssayError refused (describes the entry); the system's errors, among them ENOENT and EEXIST.
 */
export async function openInside(path: string, flags: number, options: OpenInsideOptions = {}): Promise<OpenedFile> {
  for (let tries = 0; tries < maxTries; tries++) {
    const opened = await tryToOpen(path, flags, options);
    if (opened !== null) return opened;
  }
  throw changedMeanwhile(path);
}

interface OpenedFile {
  file: FileHandle;
  /** Whether there was none before. */
  isNew: boolean;
}

/** @returns null when the entry at `path` changed meanwhile. */
async function tryToOpen(path: string, flags: number, options: OpenInsideOptions): Promise<OpenedFile | null> {
  // Before opening: opening a device may have effects.
  const before = await lstatOrNull(path);
  if (before !== null) await refuseUnlessOwnFile(before, path, options);
  // No file may be made behind a link, not even an empty one: the folder may have become a link since that check.
  const isMade = (flags & constants.O_CREAT) !== 0 && (before === null || (flags & constants.O_EXCL) !== 0);
  const wanted = (isMade ? flags : flags & ~constants.O_CREAT) | guarded;
  const openAt = (at: string) => open(at, wanted, options.mode ?? privateFileMode);
  const file = await (isMade ? inHeldFolder(path, openAt) : openAt(path)).catch(async (thrown: unknown) => {
    const there = await lstatOrNull(path).catch(() => null);
    if (there !== null) await refuseUnlessOwnFile(there, path, options);
    // Gone since the check, or its folder was swapped for a moment: try again.
    if (before !== null && errnoOf(thrown) === "ENOENT") return null;
    throw thrown;
  });
  if (file === null) return null;
  try {
    const opened = await file.stat({ bigint: true });
    await refuseUnlessOwnFile(opened, path, options);
    if ((before === null || isSameFile(before, opened)) && (await isAt(file, opened, path))) return { file, isNew: before === null };
  } catch (thrown) {
    await file.close().catch(() => {});
    throw thrown;
  }
  await file.close();
  return null;
}

/** Opens a file for reading. @throws as `openInside` does. */
export const openRead = async (path: string, options?: OpenInsideOptions): Promise<FileHandle> =>
  (await openInside(path, constants.O_RDONLY, options)).file;

/**
 * Reads from a journal that is already open elsewhere, so it was checked before. Checks it again while reading, at no extra latency, and
 * discards what was read when the check fails.
 * @throws as `openInside` does, and what `work` throws.
 */
export async function readAgain<T>(path: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  if (constants.O_NOFOLLOW !== undefined) {
    const file = await open(path, constants.O_RDONLY | guarded).catch(() => null);
    try {
      if (file !== null) {
        const [read, isRight] = await Promise.allSettled([work(file), isOwnFileAt(file, path)]);
        if (isRight.status === "fulfilled" && isRight.value) {
          if (read.status === "rejected") throw read.reason;
          return read.value;
        }
      }
    } finally {
      await file?.close();
    }
  }
  // Slower, with an error that explains.
  const file = await openRead(path);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function isOwnFileAt(file: FileHandle, path: string): Promise<boolean> {
  const opened = await file.stat({ bigint: true });
  await refuseUnlessOwnFile(opened, path, {});
  return isAt(file, opened, path);
}

/** Opens a file for reading and writing. @throws as `openInside` does. */
export const openUpdate = async (path: string): Promise<FileHandle> => (await openInside(path, constants.O_RDWR)).file;

/** Opens a file for reading and appending; makes it when it is not there. @throws as `openInside` does. */
export const openAppend = (path: string): Promise<OpenedFile> =>
  openInside(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND);

/** Makes a new file and opens it for writing. @throws as `openInside` does; EEXIST when anything is there, even a dangling link. */
export async function createNew(path: string): Promise<FileHandle> {
  const file = await inHeldFolder(path, (heldPath) =>
    open(heldPath, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, privateFileMode),
  );
  try {
    // It is certainly a regular file without links; where it is may have changed since.
    if (pathOfOpenFile(file) === resolve(path) || (await isAt(file, await file.stat({ bigint: true }), path))) return file;
    throw changedMeanwhile(path);
  } catch (thrown) {
    await file.close().catch(() => {});
    throw thrown;
  }
}

/** Stats of a path, links not followed; null when nothing is there. */
export async function lstatOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
}

/** @throws AssayError refused unless it is a regular file without hard links. */
export async function refuseUnlessOwnFile(
  there: BigIntStats,
  path: string,
  { hardLinksAllowed = false }: OpenInsideOptions,
): Promise<void> {
  if (there.isSymbolicLink()) throw await linkRefused(path);
  if (!there.isFile()) throw notAFile(path, describeEntry(there));
  if (there.nlink > 1n && !hardLinksAllowed) throw hardLinked(path, there.nlink);
}

/** @throws AssayError refused when part of the path of `path`'s folder is a link. */
export async function refuseUnlessRealFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  if ((await realpath(folder)) !== folder) await refuseLinkedParts(folder);
}

/** Whether the open file is really at `path`. @throws AssayError refused when a folder of the path is a link by now. */
async function isAt(file: FileHandle, opened: BigIntStats, path: string): Promise<boolean> {
  const really = pathOfOpenFile(file);
  if (really === resolve(path)) return true;
  await refuseUnlessRealFolder(path);
  // A folder swapped for a link and back, quickly, would pass every check of the path.
  if (really !== null && !isSamePath(dirname(really), dirname(resolve(path)))) return false;
  const there = await lstatOrNull(path);
  return there !== null && isSameFile(there, opened);
}

/** Path of an open file, from /proc; null elsewhere than on Linux, or without /proc. */
export function pathOfOpenFile(file: FileHandle): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readlinkSync(`/proc/self/fd/${file.fd}`);
  } catch {
    return null;
  }
}

/** Case-insensitive and normalised: some file systems take such names for the same. */
const isSamePath = (one: string, other: string): boolean => spelled(one) === spelled(other);
const spelled = (path: string): string => path.normalize("NFC").toUpperCase();

/** O_PATH on Linux: opens the entry itself, whatever rights this user has to it. Node has no constant for it. */
const pathOnly = 0x20_0000;

/**
 * Works in the folder of `path` in a way that no swap for a link can redirect, on Linux: the folder is held open, and the path goes through
 * its file descriptor.
 * @param work gets a path of the same file; elsewhere than on Linux `path` itself.
 * @throws AssayError refused when the folder is behind a link; what `work` throws.
 */
export async function inHeldFolder<T>(path: string, work: (heldPath: string) => Promise<T>): Promise<T> {
  await refuseUnlessRealFolder(path);
  if (process.platform !== "linux") return work(path);
  const wanted = dirname(resolve(path));
  const folder = await open(wanted, pathOnly | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(async (thrown: unknown) => {
    await refuseUnlessRealFolder(path);
    throw thrown;
  });
  try {
    const really = pathOfOpenFile(folder);
    if (really === null) return await work(path);
    if (!isSamePath(really, wanted)) {
      await refuseUnlessRealFolder(path);
      throw changedMeanwhile(path);
    }
    return await work(`/proc/self/fd/${folder.fd}/${basename(path)}`);
  } finally {
    await folder.close();
  }
}

/** Whether both stats are of the same file. */
export const isSameFile = (one: BigIntStats, other: BigIntStats): boolean => one.ino === other.ino && one.dev === other.dev;

/**
 * Works with the very file at `path`, in a way that no swap for a link can redirect, on Linux. The file is held with O_PATH, not opened:
 * closing an opened one would release the POSIX locks that a library of this process has on it.
 * @param work gets a path of the same file; elsewhere than on Linux `path` itself.
 * @throws AssayError refused unless it is a regular file with one name, at its path; what `work` throws.
 */
export async function withHeldFile<T>(path: string, work: (heldPath: string) => Promise<T>): Promise<T> {
  const before = await lstatOrNull(path);
  if (before !== null) await refuseUnlessOwnFile(before, path, {});
  if (process.platform !== "linux") return work(path);
  const file = await open(path, pathOnly | constants.O_NOFOLLOW);
  try {
    const held = await file.stat({ bigint: true });
    await refuseUnlessOwnFile(held, path, {});
    if (!(await isAt(file, held, path))) throw changedMeanwhile(path);
    return await work(pathOfOpenFile(file) === null ? path : `/proc/self/fd/${file.fd}`);
  } finally {
    await file.close();
  }
}
