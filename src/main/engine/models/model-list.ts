import { join } from "node:path";
import { AssayError, type ModelEntry, modelFormats } from "../../../contract/index.ts";
import { isCount, isObject } from "../base/json-value.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { findBackupPath } from "../files/backup.ts";
import { readSmallFile, renameFile, statInside } from "../files/inside.ts";
import { ioError } from "../files/io-error.ts";

/** `models.json` lists the files in models/. Its keys are in snake_case. */
export const listName = "models.json";
const listVersion = 1;
const maxListBytes = 16 * 1024 * 1024;

export interface WireModel {
  name: string;
  file: string;
  size_bytes: number;
  sha256: string;
  format: ModelEntry["format"];
  imported_at: number;
  /** Only of a model that is tied to an engine. */
  engine_id?: string;
}

/** An entry as `models.json` and the command line write it. */
export function toWireModel({ name, file, sizeBytes, sha256, format, importedAtS, engineId }: ModelEntry): WireModel {
  return { name, file, size_bytes: sizeBytes, sha256, format, imported_at: importedAtS, ...(engineId !== null && { engine_id: engineId }) };
}

/** Replaces the list atomically. @throws AssayError disk_full, permission, io. */
export function writeModelList(folder: string, entries: readonly ModelEntry[]): Promise<void> {
  return atomicWriteInside(
    join(folder, listName),
    `${JSON.stringify({ version: listVersion, models: entries.map(toWireModel) }, null, 2)}\n`,
  );
}

/**
 * Reads the list. A damaged one is set aside as `models.json.damaged-<time>`, and `problem` says so; the files stay.
 * @param readOnly leaves a damaged one in place.
 * @throws AssayError newer, refused (a link, a pipe, a device), permission, io.
 */
export async function readModelList(folder: string, { readOnly = false } = {}): Promise<{ entries: ModelEntry[]; problem: string | null }> {
  const path = join(folder, listName);
  let value: unknown;
  try {
    value = JSON.parse((await readSmallFile(path, maxListBytes)).toString("utf8"));
  } catch (thrown) {
    const code = thrown instanceof AssayError ? thrown.code : null;
    if (code === "not_found") return { entries: [], problem: null };
    // Anything that is merely not a list is set aside below.
    if (!(thrown instanceof SyntaxError) && code !== "over_limit" && !(await isFolder(path))) throw ioError(thrown, path);
  }
  const entries = parseEntries(value, path);
  if (entries !== null) return { entries, problem: null };
  if (readOnly)
    return { entries: [], problem: `${path} is damaged; the list is made again from the files in ${folder} when the workspace is opened.` };
  const keptAt = await findBackupPath(path, "damaged");
  try {
    await renameFile(path, keptAt);
  } catch (thrown) {
    throw ioError(thrown, path);
  }
  return {
    entries: [],
    problem: `${path} was damaged. It is kept as ${keptAt}, and the list is made again from the files in ${folder}; their names and times may differ.`,
  };
}

const isFolder = async (path: string): Promise<boolean> => (await statInside(path).catch(() => null))?.isDirectory() ?? false;

function parseEntries(value: unknown, path: string): ModelEntry[] | null {
  if (!isObject(value)) return null;
  if (typeof value.version === "number" && value.version > listVersion) {
    throw new AssayError("newer", `${path} is of version ${value.version}; this Assay knows version ${listVersion}.`, {
      where: path,
      fix: "Open the workspace with a newer Assay. Nothing was changed.",
    });
  }
  if (value.version !== listVersion || !Array.isArray(value.models)) return null;
  const entries: ModelEntry[] = [];
  const names = new Set<string>();
  const files = new Set<string>();
  for (const one of value.models) {
    const entry = parseEntry(one);
    if (entry === null || names.has(entry.name) || files.has(entry.file)) return null;
    names.add(entry.name);
    files.add(entry.file);
    entries.push(entry);
  }
  return entries;
}

function parseEntry(value: unknown): ModelEntry | null {
  if (!isObject(value)) return null;
  const { name, file, size_bytes: sizeBytes, sha256, format, imported_at: importedAtS, engine_id: engineId = null } = value;
  if (typeof name !== "string" || name === "" || typeof file !== "string" || !isFileName(file)) return null;
  if (!isCount(sizeBytes) || !isCount(importedAtS) || typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (engineId !== null && !isEngineId(engineId)) return null;
  const known = modelFormats.find((one) => one === format);
  return known === undefined ? null : { name, file, sizeBytes, sha256, format: known, importedAtS, details: {}, engineId, warnings: [] };
}

const isEngineId = (value: unknown): value is string => typeof value === "string" && value !== "" && value.length <= maxEngineIdChars;
/** As of `engine_id` in the records. */
const maxEngineIdChars = 512;

/** A manipulated list must not lead out of the folder. */
const isFileName = (file: string) => file !== "" && !file.startsWith(".") && !/[/\\\0]/.test(file);
