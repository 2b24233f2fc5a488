import { type BigIntStats, constants, type Dirent } from "node:fs";
import { chmod, copyFile, link, mkdir, readdir, realpath, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { errnoOf, noSuchFile, withPath } from "./io-error.ts";
import {
  inHeldFolder,
  lstatOrNull,
  type OpenInsideOptions,
  openRead,
  privateFileMode,
  privateFolderMode,
  refuseUnlessOwnFile,
  withHeldFile,
} from "./open-inside.ts";
import { describeEntry, linkRefused, notAFolder, refuseLinkedParts } from "./refused-place.ts";
import { renameRetrying } from "./rename-retrying.ts";

/** Operations on files and folders of a workspace, besides opening. Paths are real, as in open-inside.ts; no link is followed. */

/** Stats of a path, links not followed; null when nothing is there. @throws AssayError permission, io … */
export function statInside(path: string): Promise<BigIntStats | null> {
  return withPath(path, () => lstatOrNull(path));
}

/**
 * Checks that the file at `path`, if there is one, may be opened.
 * @param maxBytes a larger file is refused.
 * @throws AssayError refused, as `openRead` does; over_limit.
 */
export function checkFile(path: string, maxBytes = Number.MAX_SAFE_INTEGER): Promise<void> {
  return withPath(path, async () => {
    const there = await lstatOrNull(path);
    if (there === null) return;
    await refuseUnlessOwnFile(there, path, {});
    if (there.size > BigInt(maxBytes)) throw overLimit(path, maxBytes);
  });
}

/**
 * Reads a whole small file.
 * @param maxBytes a larger file is refused.
 * @throws AssayError over_limit, refused, permission, io; not_found with ENOENT as its cause.
 */
export function readSmallFile(path: string, maxBytes: number, options?: OpenInsideOptions): Promise<Buffer> {
  return withPath(path, async () => {
    const file = await openRead(path, options);
    try {
      return await readBounded(file, path, maxBytes);
    } finally {
      await file.close();
    }
  });
}

/** The bytes of an open file. @throws AssayError over_limit for more than `maxBytes`, also when it grows meanwhile. */
export async function readBounded(
  file: { read(into: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }> },
  path: string,
  maxBytes: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let length = 0; ; ) {
    // One byte more than allowed, to notice a file that is too long.
    const piece = Buffer.allocUnsafe(Math.min(64 * 1024, maxBytes + 1 - length));
    const { bytesRead } = await file.read(piece, 0, piece.length, length);
    if (bytesRead === 0) return Buffer.concat(pieces);
    pieces.push(piece.subarray(0, bytesRead));
    length += bytesRead;
    if (length > maxBytes) throw overLimit(path, maxBytes);
  }
}

function overLimit(path: string, maxBytes: number): AssayError {
  return new AssayError("over_limit", `${path} is longer than ${maxBytes} bytes.`, {
    where: path,
    fix: "Move it away, and start Assay again.",
  });
}

/** The entries of a folder. @throws AssayError refused (a link, or not a folder), not_found, permission, io. */
export function listFolder(path: string): Promise<Dirent[]> {
  return withPath(path, async () => {
    const folder = resolve(path);
    const [real, entries] = await Promise.allSettled([realpath(folder), readdir(folder, { withFileTypes: true })]);
    if (real.status === "fulfilled" && real.value === folder && entries.status === "fulfilled") return entries.value;
    const there = await lstatOrNull(folder);
    if (there === null) throw noSuchFile(path);
    await refuseUnlessFolder(there, folder);
    if (entries.status === "rejected") throw entries.reason;
    await refuseLinkedParts(folder);
    return entries.value;
  });
}

/**
 * Makes a folder and its missing parents, private to their owner. An existing folder stays as it is.
 * @returns the first folder that was new; undefined when all existed.
 * @throws AssayError refused when it or a parent is a link or not a folder; permission, disk_full, io.
 */
export function makeFolderInside(path: string): Promise<string | undefined> {
  return withPath(path, async () => {
    const folder = resolve(path);
    const [there, real] = await Promise.all([lstatOrNull(folder), realpath(folder).catch(() => null)]);
    if (there !== null) {
      await refuseUnlessFolder(there, folder);
      if (real !== folder) await refuseLinkedParts(folder);
      return undefined;
    }
    const first = dirname(folder) === folder ? undefined : await makeFolderInside(dirname(folder));
    await inHeldFolder(folder, (held) => mkdir(held, { mode: privateFolderMode })).catch(async (thrown: unknown) => {
      // Another process was quicker, perhaps with a link.
      const now = errnoOf(thrown) === "EEXIST" ? await lstatOrNull(folder) : null;
      if (now === null) throw thrown;
      await refuseUnlessFolder(now, folder);
    });
    return first ?? folder;
  });
}

/** Removes a file, or a link itself. Idempotent. @throws AssayError refused when its folder is a link, or it is a folder. */
export function removeFile(path: string): Promise<void> {
  return withPath(path, async () => {
    await inHeldFolder(path, (held) => rm(held, { force: true }));
  });
}

/**
 * Removes the regular files of a folder whose names match; everything else stays.
 * @returns how many were removed.
 */
export async function removeFiles(folder: string, isOurs: (name: string) => boolean): Promise<number> {
  const names = (await listFolder(folder)).filter((entry) => entry.isFile() && isOurs(entry.name)).map(({ name }) => name);
  for (const name of names) await removeFile(join(folder, name));
  return names.length;
}

/**
 * Copies a file out of the workspace with its permissions, sharing blocks where the file system can. Does nothing when there is no such file.
 * @throws AssayError refused (not a regular file, or one with hard links; or the target exists), disk_full, permission, io.
 */
export async function copyFileOut(from: string, to: string): Promise<void> {
  await withPath(to, () =>
    withHeldFile(from, (held) => copyFile(held, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)).catch((thrown: unknown) => {
      if (errnoOf(thrown) !== "ENOENT") throw thrown;
    }),
  );
}

/** Renames a file, or whatever is at `from`. Replaces a file at `to`. */
export async function renameFile(from: string, to: string): Promise<void> {
  await inHeldFolder(from, (heldFrom) => inHeldFolder(to, (heldTo) => renameRetrying(heldFrom, heldTo)));
}

/** Makes a hard link. @throws the system's error, e.g. EEXIST. */
export async function linkFile(from: string, to: string): Promise<void> {
  await inHeldFolder(from, (heldFrom) => inHeldFolder(to, (heldTo) => link(heldFrom, heldTo)));
}

/** Makes a file that a library created private to its owner. */
export async function makePrivate(path: string): Promise<void> {
  await withPath(path, () => withHeldFile(path, (held) => chmod(held, privateFileMode)));
}

async function refuseUnlessFolder(there: BigIntStats, path: string): Promise<void> {
  if (there.isSymbolicLink()) throw await linkRefused(path);
  if (!there.isDirectory()) throw notAFolder(path, describeEntry(there));
}
