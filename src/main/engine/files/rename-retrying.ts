import { rename } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { errnoOf } from "./io-error.ts";

/** 8 attempts within 1.3 s: a scanner lets go of a small file in tens of milliseconds. */
const delaysMs = [10, 20, 40, 80, 160, 320, 640];
const locked = new Set(["EPERM", "EACCES", "EBUSY"]);

export interface RenameSystem {
  platform: NodeJS.Platform;
  rename(from: string, to: string): Promise<void>;
  wait(ms: number): Promise<unknown>;
}

/**
 * Renames a file. On Windows a virus scanner or the search indexer that has either file open makes that fail; it is tried again, for at most
 * 1.3 s. Elsewhere the first error counts.
 * @see https://github.com/isaacs/node-graceful-fs/issues/104
 * @throws the system's error as it comes.
 */
export async function renameRetrying(
  from: string,
  to: string,
  system: RenameSystem = { platform: process.platform, rename, wait },
): Promise<void> {
  for (const delayMs of system.platform === "win32" ? delaysMs : []) {
    try {
      return await system.rename(from, to);
    } catch (thrown) {
      if (!locked.has(errnoOf(thrown) ?? "")) throw thrown;
    }
    await system.wait(delayMs);
  }
  return system.rename(from, to);
}
