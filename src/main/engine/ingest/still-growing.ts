import { setTimeout as delay } from "node:timers/promises";
import type { OpenedFile } from "./chunk-reader.ts";

/** A file that nobody wrote to for so long is finished. */
const recentMs = 10_000;
const looks = 5;
const betweenLooksMs = 100;

/**
 * Whether somebody is appending to an open file. One that was written a moment ago is watched for half a second: a log that grows line by
 * line shows it within that, and only files that end in half a line are asked about.
 */
export async function isStillGrowing(file: Pick<OpenedFile, "stats" | "hasGrown">): Promise<boolean> {
  for (let i = 0; ; i++) {
    if (await file.hasGrown()) return true;
    if (i === looks || Date.now() - file.stats.mtimeMs > recentMs) return false;
    await delay(betweenLooksMs);
  }
}
