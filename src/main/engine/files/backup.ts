import { type FileHandle, lstat, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createNew, pathOfOpenFile, privateFileMode } from "./open-inside.ts";

/**
 * Finds a free name beside `path` for a backup of it: `<path>.<what>-<ms>`, with a counter where the clock gives the same name twice (it was
 * set back, or stands). A backup never replaces another.
 */
export async function findBackupPath(path: string, what: string): Promise<string> {
  const name = `${path}.${what}-${Date.now()}`;
  for (let i = 1; ; i++) {
    const free = i === 1 ? name : `${name}-${i}`;
    if ((await lstat(free).catch(() => null)) === null) return free;
  }
}

/**
 * Writes and fsyncs bytes that are about to be cut off an open file. Where the system tells the open file's path, the backup is made beside
 * it: the folder of `path` may have become a link.
 * @param path the backup's name, in the folder of `from` as it was opened.
 * @returns where the backup is.
 * @throws EEXIST when anything has that name; AssayError refused when the folder became a link meanwhile.
 */
export async function writeBackup(path: string, bytes: Uint8Array, from: FileHandle): Promise<string> {
  const really = pathOfOpenFile(from);
  const keptAt = really === null ? path : join(dirname(really), basename(path));
  const file = await (really === null ? open(path, "wx", privateFileMode) : createNew(keptAt));
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return keptAt;
}
