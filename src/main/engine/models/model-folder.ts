import { randomBytes } from "node:crypto";
import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { ModelEntry } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { listName } from "./model-list.ts";

/** Names of temporary files: those of copies and removals here, and those of `atomicWriteFile`. */
const temporaryName = /^\.([a-z]+-)?[0-9a-f]{12}\.tmp$/;

export function temporaryPath(folder: string, what: "incoming" | "removing"): string {
  return join(folder, `.${what}-${randomBytes(6).toString("hex")}.tmp`);
}

/** Clears away what killed imports left half written. The lock of the workspace says that nobody is at work on them. */
export async function removeLeftovers(folder: string): Promise<number> {
  const leftovers = (await withPath(folder, () => readdir(folder))).filter((name) => temporaryName.test(name));
  for (const name of leftovers) await rm(join(folder, name), { force: true, recursive: true });
  return leftovers.length;
}

/** Size of a regular file in the folder, null when there is none of that name. Links are not followed. */
export async function sizeOfFile(folder: string, file: string): Promise<number | null> {
  const there = await lstat(join(folder, file)).catch(() => null);
  return there?.isFile() ? there.size : null;
}

/** Files in the folder that no entry names: stored in the moment before a crash, or put there by hand. */
export async function unlistedFiles(folder: string, entries: readonly ModelEntry[]): Promise<string[]> {
  const listed = new Set(entries.map(({ file }) => file));
  const there = await withPath(folder, () => readdir(folder, { withFileTypes: true }));
  return there
    .filter((one) => one.isFile() && !one.name.startsWith(".") && !one.name.startsWith(listName) && !listed.has(one.name))
    .map(({ name }) => name);
}
