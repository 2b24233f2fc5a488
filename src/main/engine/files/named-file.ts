import { type BigIntStats, constants, type Stats } from "node:fs";
import { access, type FileHandle, open, readdir, realpath, stat, statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { readBounded } from "./inside.ts";
import { describeEntry, notAFile } from "./refused-place.ts";

/**
 * Files that a person or a program names: what is imported, a model to add, the state folder. Links are followed, since whoever names a
 * path means what it leads to. Files of a workspace are opened as open-inside.ts does it.
 */

/** Opens a named file for reading, without waiting for the other end of a pipe. The caller looks what it is. */
export const openNamed = (path: string): Promise<FileHandle> => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));

/** What a named path leads to. */
export const statNamed = (path: string): Promise<Stats> => stat(path);
export const statNamedExactly = (path: string): Promise<BigIntStats> => stat(path, { bigint: true });

/** Whether a named path leads to something. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The real path of what a named path leads to. @throws the system's errors as they come. */
export const toRealPath = (path: string): Promise<string> => realpath(path);

/** The real path of a named folder; the path as it is when there is none. From it on, no link is followed. */
export const realFolder = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

/** The names in a named folder. */
export const listNamed = (path: string): Promise<string[]> => readdir(path);

/** Free bytes for this user on the disk of a folder; null where the file system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null || disk.blocks === 0 ? null : disk.bavail * disk.bsize;
}

/** Reads a whole small named file. @throws AssayError refused (no regular file), over_limit; the system's errors as they come. */
export async function readNamed(path: string, maxBytes: number): Promise<Buffer> {
  const file = await openNamed(path);
  try {
    const there = await file.stat();
    if (!there.isFile()) throw notAFile(path, describeEntry(there));
    return await readBounded(file, path, maxBytes);
  } finally {
    await file.close();
  }
}
