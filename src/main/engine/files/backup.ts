import { lstat, open } from "node:fs/promises";
import { privateFileMode } from "./open-inside.ts";

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

/** Writes and fsyncs bytes that are about to be cut off a file. @throws EEXIST when anything has that name. */
export async function writeBackup(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", privateFileMode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
