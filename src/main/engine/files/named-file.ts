import { type BigIntStats, constants, type Stats } from "node:fs";
import { access, type FileHandle, open, readdir, realpath, stat, statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readBounded } from "./inside.ts";
import { describeEntry, notAFile } from "./refused-place.ts";

/**
 * Files that a person or a program names: imports, models to add, the state folder. Links are followed: whoever names a path means its
 * target. For files of a workspace see open-inside.ts.
 */

/** Opens a named file for reading without blocking on a pipe. The caller checks what it is. */
export const openNamed = (path: string): Promise<FileHandle> => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));

/** Stats of a named path's target. */
export const statNamed = (path: string): Promise<Stats> => stat(path);
export const statNamedExactly = (path: string): Promise<BigIntStats> => stat(path, { bigint: true });

/** Whether a named path leads to anything. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The real path of a named path's target. @throws the system's error. */
export const toRealPath = (path: string): Promise<string> => realpath(path);

/** The real path of a named folder, or the resolved path when there is none. Below it, links are not followed. */
export const realFolder = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));

/** The names in a named folder. */
export const listNamed = (path: string): Promise<string[]> => readdir(path);

/**
 * The regular files below a named folder, sorted by path. Links in it are not followed; hidden files and folders are left out.
 * @param maxFiles more are not listed. @param depth how many levels of folders below it are looked into.
 */
export async function listFilesBelow(path: string, maxFiles: number, depth = Number.POSITIVE_INFINITY): Promise<string[]> {
  const found: string[] = [];
  const walk = async (folder: string, levels: number): Promise<void> => {
    const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (found.length >= maxFiles || entry.name.startsWith(".")) continue;
      const inner = join(folder, entry.name);
      if (entry.isDirectory() && levels > 0) await walk(inner, levels - 1);
      else if (entry.isFile()) found.push(inner);
    }
  };
  await walk(path, depth);
  return found;
}

/** Bytes this user may still write to a folder's disk; null where the file system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null || disk.blocks === 0 ? null : disk.bavail * disk.bsize;
}

/** Reads a small named file whole. @throws AssayError refused (not a regular file), over_limit; the system's errors. */
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
