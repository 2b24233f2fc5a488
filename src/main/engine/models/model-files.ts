import { join } from "node:path";
import type { ModelEntry } from "../../../contract/index.ts";
import { listFolder, statInside } from "../files/inside.ts";
import { describeEntry } from "../files/refused-place.ts";
import { listName } from "./model-list.ts";

/** Size of a regular file in the folder; null when there is none of that name. Links are not followed. */
export async function sizeOfFile(folder: string, file: string): Promise<number | null> {
  const there = await statInside(join(folder, file)).catch(() => null);
  return there?.isFile() ? Number(there.size) : null;
}

/** Files in the folder that no entry names: stored just before a crash, or put there by hand. */
export async function unlistedFiles(folder: string, entries: readonly ModelEntry[]): Promise<string[]> {
  const listed = new Set(entries.map(({ file }) => file));
  return (await listFolder(folder))
    .filter((one) => one.isFile() && !one.name.startsWith(".") && !one.name.startsWith(listName) && !listed.has(one.name))
    .map(({ name }) => name);
}

/** What the folder holds that is never opened (links, pipes, devices, sockets), described by name. Folders are ignored. */
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
