import { type BigIntStats, constants, readlinkSync } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { errnoOf } from "./io-error.ts";
import { changedMeanwhile, describeEntry, hardLinked, linkRefused, notAFile, refuseLinkedParts } from "./refused-place.ts";

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

/** @returns null when what stands at `path` changed meanwhile. */
async function tryToOpen(path: string, flags: number, options: OpenInsideOptions): Promise<OpenedFile | null> {
  // Asked first: to open a device may do something already.
  const before = await lstatOrNull(path);
  if (before !== null) await refuseUnlessOwnFile(before, path, options);
  // A new file must not appear behind a link, not even an empty one: the folder may have become a link since that look.
  const isMade = (flags & constants.O_CREAT) !== 0 && (before === null || (flags & constants.O_EXCL) !== 0);
  const wanted = (isMade ? flags : flags & ~constants.O_CREAT) | guarded;
  const openAt = (at: string) => open(at, wanted, options.mode ?? privateFileMode);
  const file = await (isMade ? inHeldFolder(path, openAt) : openAt(path)).catch(async (thrown: unknown) => {
    const there = await lstatOrNull(path).catch(() => null);
    if (there !== null) await refuseUnlessOwnFile(there, path, options);
    // Gone since the look, or its folder leads elsewhere at this moment: the next try tells.
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
 * Reads from a journal that is open already, so that it was looked at before. Costs no more than reading: what the file is now is asked
 * while it is read, and what was read is used only when the answer is right.
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
  // Slower, and says what is wrong.
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

/** Makes a new file and opens it for writing. @throws as `openInside` does; EEXIST when anything stands there, a dangling link too. */
export async function createNew(path: string): Promise<FileHandle> {
  const file = await inHeldFolder(path, (heldPath) =>
    open(heldPath, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, privateFileMode),
  );
  try {
    // That it is a regular file of its own is certain; where it is may have changed since.
    if (pathOfOpenFile(file) === resolve(path) || (await isAt(file, await file.stat({ bigint: true }), path))) return file;
    throw changedMeanwhile(path);
  } catch (thrown) {
    await file.close().catch(() => {});
    throw thrown;
  }
}

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
  if ((await realpath(folder)) !== folder) await refuseLinkedParts(folder);
}

/** Whether the open file is really at `path`. @throws AssayError refused when a folder of the path is a link by now. */
async function isAt(file: FileHandle, opened: BigIntStats, path: string): Promise<boolean> {
  const really = pathOfOpenFile(file);
  if (really === resolve(path)) return true;
  await refuseUnlessRealFolder(path);
  // A folder that is changed for a link and back again, quickly, would pass every look at the path.
  if (really !== null && !isSamePath(dirname(really), dirname(resolve(path)))) return false;
  const there = await lstatOrNull(path);
  return there !== null && isSameFile(there, opened);
}

/** Linux says where an open file is, at no cost; elsewhere, or without /proc, null. */
export function pathOfOpenFile(file: FileHandle): string | null {
  if (process.platform !== "linux") return null;
  try {
    return readlinkSync(`/proc/self/fd/${file.fd}`);
  } catch {
    return null;
  }
}

/** Apart from the spelling: some file systems take names in another case, or with accents in another form, for the same. */
const isSamePath = (one: string, other: string): boolean => spelled(one) === spelled(other);
const spelled = (path: string): string => path.normalize("NFC").toUpperCase();

/** Linux: names the folder itself, whatever rights this user has to it. Node has no name for the flag. */
const pathOnly = 0x20_0000;

/**
 * Does something in the folder of `path` that Linux cannot lead into another folder, however quickly that one is changed for a link:
 * the folder is open while it is done, and the path goes through the open folder.
 * @param work is given a path of the same file; elsewhere than on Linux the path itself.
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

/** Whether two looks saw the same file. */
export const isSameFile = (one: BigIntStats, other: BigIntStats): boolean => one.ino === other.ino && one.dev === other.dev;

/**
 * Does something with the very file at `path`, which Linux cannot lead to another one, however quickly the file or its folder is changed for
 * a link. The file is not opened but held: to close an opened one would end the locks that a library of this process has on it.
 * @param work is given a path of the same file; elsewhere than on Linux the path itself.
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
