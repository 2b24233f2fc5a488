import { join } from "node:path";
import type { ModelEntry } from "../../../contract/index.ts";
import { inspectModel } from "./formats/inspect-model.ts";
import { sizeOfFile } from "./model-files.ts";
import { freeName, nameKey, safeName } from "./safe-name.ts";

/** Sentences about listed models whose file is missing or of another size, by file. */
export async function findOddSizes(folder: string, entries: readonly ModelEntry[]): Promise<Map<string, string>> {
  const odd = new Map<string, string>();
  for (const { name, file, sizeBytes } of entries) {
    const size = await sizeOfFile(folder, file);
    const says = size === null ? "is missing" : size === sizeBytes ? null : `has ${size} bytes instead of ${sizeBytes}`;
    if (says !== null) odd.set(file, `The model ${name} (${join(folder, file)}) ${says}. Add it again, or remove it.`);
  }
  return odd;
}

/** A list may name a hundred thousand files, but a process can open only about a thousand. */
const filesAtOnce = 16;

/** Entries with what their files' headers say and warnings about them, as far as a few reads tell. A file that cannot be read gives an error when it is used. */
export async function withInspection(folder: string, entries: readonly ModelEntry[]): Promise<ModelEntry[]> {
  const inspected: ModelEntry[] = [];
  for (let i = 0; i < entries.length; i += filesAtOnce) {
    const some = entries.slice(i, i + filesAtOnce).map(async (entry) => {
      const { details, warnings } = await inspectModel(join(folder, entry.file), entry.name).catch(() => ({ details: {}, warnings: [] }));
      return { ...entry, details, warnings };
    });
    for (const entry of await Promise.all(some)) inspected.push(entry);
  }
  return inspected;
}

/**
 * Adds a file that is on disk and in no entry to the list.
 * @returns `entry`: the one that names the file now, null when it was listed already; `wasRenamed`: the missing file that this
 * entry named before, when the content is the same.
 */
export async function withAdopted(
  folder: string,
  entries: readonly ModelEntry[],
  found: Omit<ModelEntry, "name">,
): Promise<{ entries: readonly ModelEntry[]; entry: ModelEntry | null; wasRenamed: string | null }> {
  if (entries.some(({ file }) => file === found.file)) return { entries, entry: null, wasRenamed: null };
  const same = entries.find(({ sha256 }) => sha256 === found.sha256);
  if (same && (await sizeOfFile(folder, same.file)) === null) {
    const entry = { ...same, file: found.file, details: found.details, warnings: found.warnings };
    return { entries: entries.map((one) => (one === same ? entry : one)), entry, wasRenamed: same.file };
  }
  const taken = new Set(entries.map(({ name }) => nameKey(name)));
  const entry = { name: freeName(safeName(found.file), (one) => taken.has(nameKey(one))), ...found };
  return { entries: [...entries, entry], entry, wasRenamed: null };
}
