import { type BigIntStats, constants, readlinkSync } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errnoOf } from "./io-error.ts";
import { changedMeanwhile, describeEntry, hardLinked, linkRefused, notAFile, parentRefused } from "./refused-place.ts";

/**
 * The one way to open a file of a workspace. A workspace is what people clone and unpack, so whatever lies in it may be a link to
 * somewhere else, or something that keeps whoever opens it waiting. Paths here are real: the root was resolved once when the
 * workspace was opened, so a link in a path can only have been put there to lead out of it
 * (docs/decisions/0018-one-way-into-a-workspace.md).
 */

/** Not there on Windows: what stands there is then only looked at before and after. */
const guarded = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Permissions of new files and folders of a workspace: its owner's alone. */
export const privateFileMode = 0o600;
export const privateFolderMode = 0o700;

export interface OpenInsideOptions {
  /** Permissions of a new file. Default: the owner's alone. */
  mode?: number;
  /** Takes a file that has several names, too. Only for a file that is read and whose contents are never shown. */
  hardLinksAllowed?: boolean;
}

/** A file may be replaced while it is opened, by a rewrite or another process that takes the lock. So often it is tried again. */
const maxTries = 50;

/**
 * Opens a regular file. Never waits, follows no link in any part of the path, and opens no file that has other names.
 * @param path real path of the folder, and the file's name.
 * @param flags of `open`, as numbers. Never O_TRUNC, which would empty a file before anybody has looked at it.
 * @throws AssayError refused (names what stands there); the system's own errors as they come, among them ENOENT and EEXIST.
 */
async function openInside(path: string, flags: number, options: OpenInsideOptions = {}): Promise<FileHandle> {
  for (let tries = 0; tries < maxTries; tries++) {
    const file = await tryToOpen(path, flags, options);
    if (file !== null) return file;
  }
  throw changedMeanwhile(path);
}

/** @returns null when what stands at `path` changed meanwhile. */
async function tryToOpen(path: string, flags: number, options: OpenInsideOptions): Promise<FileHandle | null> {
  // Asked first: to open a device may do something already.
  const before = await lstatOrNull(path);
  if (before !== null && (flags & constants.O_EXCL) === 0) await refuseUnlessOwnFile(before, path, options);
  // A new file must not appear behind a link, not even an empty one.
  if (before === null && (flags & constants.O_CREAT) !== 0) await refuseUnlessRealFolder(path);
  const file = await open(path, flags | guarded, options.mode ?? privateFileMode).catch(async (thrown: unknown) => {
    const there = errnoOf(thrown) === "EEXIST" ? null : await lstatOrNull(path).catch(() => null);
    if (there !== null) await refuseUnlessOwnFile(there, path, options);
    throw thrown;
  });
  try {
    const opened = await file.stat({ bigint: true });
    await refuseUnlessOwnFile(opened, path, options);
    if ((before === null || isSameFile(before, opened)) && (await isAt(file, opened, path))) return file;
  } catch (thrown) {
    await file.close().catch(() => {});
    throw thrown;
  }
  await file.close();
  return null;
}

/** Opens a file for reading. @throws as `openInside` does. */
export const openRead = (path: string, options?: OpenInsideOptions): Promise<FileHandle> => openInside(path, constants.O_RDONLY, options);

/** Opens a file for reading and writing. @throws as `openInside` does. */
export const openUpdate = (path: string): Promise<FileHandle> => openInside(path, constants.O_RDWR);

/** Opens a file for reading and appending; makes it when it is not there. @throws as `openInside` does. */
export const openAppend = (path: string): Promise<FileHandle> =>
  openInside(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND);

/** Makes a new file and opens it for writing. @throws as `openInside` does; EEXIST when anything stands there, a dangling link too. */
export const createNew = (path: string, options?: OpenInsideOptions): Promise<FileHandle> =>
  openInside(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, options);

/** What stands at a path, links not followed; null when nothing does. */
export async function lstatOrNull(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return null;
    throw thrown;
  }
}

/** @throws AssayError refused unless it is a regular file with one name. */
export async function refuseUnlessOwnFile(
  there: BigIntStats,
  path: string,
  { hardLinksAllowed = false }: OpenInsideOptions,
): Promise<void> {
  if (there.isSymbolicLink()) throw await linkRefused(path);
  if (!there.isFile()) throw notAFile(path, describeEntry(there));
  if (there.nlink > 1n && !hardLinksAllowed) throw hardLinked(path, there.nlink);
}

/** @throws AssayError refused when the folder that `path` is in is not where its name says, because a part of it is a link. */
export async function refuseUnlessRealFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  if ((await realpath(folder)) !== folder) throw await parentRefused(path);
}

/** Whether the open file is really at `path`. @throws AssayError refused when a folder of the path is a link by now. */
async function isAt(file: FileHandle, opened: BigIntStats, path: string): Promise<boolean> {
  if (realPathOf(file) === resolve(path)) return true;
  await refuseUnlessRealFolder(path);
  const there = await lstatOrNull(path);
  return there !== null && isSameFile(there, opened);
}

/** Linux says where an open file is, at no cost; elsewhere, or without /proc, null. */
function realPathOf(file: FileHandle): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readlinkSync(`/proc/self/fd/${file.fd}`);
  } catch {
    return null;
  }
}

const isSameFile = (one: BigIntStats, other: BigIntStats): boolean => one.ino === other.ino && one.dev === other.dev;
