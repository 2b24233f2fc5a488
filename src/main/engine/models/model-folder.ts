import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { ModelEntry } from "../../../contract/index.ts";
import { listFolder, removeFiles, statInside } from "../files/inside.ts";
import { describeEntry } from "../files/refused-place.ts";
import { listName } from "./model-list.ts";

/** Names of temporary files: those of copies and removals here, and those of `atomicWriteFile`. */
const temporaryName = /^\.([a-z]+-)?[0-9a-f]{12}\.tmp$/;

export function temporaryPath(folder: string, what: "incoming" | "removing"): string {
  return join(folder, `.${what}-${randomBytes(6).toString("hex")}.tmp`);
}

/**
 * Clears away what killed imports left half written: regular files with a temporary name. The lock of the workspace says that nobody
 * is at work on them.
 */
export function removeLeftovers(folder: string): Promise<number> {
  return removeFiles(folder, (name) => temporaryName.test(name));
}

/** Size of a regular file in the folder, null when there is none of that name. Links are not followed. */
export async function sizeOfFile(folder: string, file: string): Promise<number | null> {
  const there = await statInside(join(folder, file)).catch(() => null);
  return there?.isFile() ? Number(there.size) : null;
}

/** Files in the folder that no entry names: stored in the moment before a crash, or put there by hand. */
export async function unlistedFiles(folder: string, entries: readonly ModelEntry[]): Promise<string[]> {
  const listed = new Set(entries.map(({ file }) => file));
  return (await listFolder(folder))
    .filter((one) => one.isFile() && !one.name.startsWith(".") && !one.name.startsWith(listName) && !listed.has(one.name))
    .map(({ name }) => name);
}

/** Entries of the folder that are never opened, by name: links, pipes, devices, sockets. A folder is nobody's model, and no danger. */
export async function oddEntries(folder: string): Promise<Map<string, string>> {
  const odd = (await listFolder(folder)).filter((one) => !one.isFile() && !one.isDirectory());
  const described = await Promise.all(
    odd.map(async ({ name }) => {
      const there = await statInside(join(folder, name)).catch(() => null);
      return [name, there === null ? "not a regular file" : describeEntry(there)] as const;
    }),
  );
  return new Map(described);
}
