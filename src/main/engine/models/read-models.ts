import { join } from "node:path";
import { AssayError, type ModelCheck, type ModelEntry, type Signal } from "../../../contract/index.ts";
import { statInside } from "../files/inside.ts";
import { findOddSizes, withAdopted, withInspection } from "./adopted-entries.ts";
import { adoptFile, verifyEntry } from "./check-models.ts";
import { oddEntries, unlistedFiles } from "./model-files.ts";
import { listName, readModelList } from "./model-list.ts";

/** The model files of a workspace, for readers: nothing is removed, set aside or written into the list. */
export interface ReadModels {
  /** The entries of `models.json`, and the unlisted files that opening the workspace would take in. */
  entries: readonly ModelEntry[];
  /** What is wrong with the files, in sentences. */
  problems: string[];
  /** Files that are in `entries` and not in `models.json`. */
  unlisted: string[];
}

export interface ReadModelsOptions {
  folder: string;
  /** A larger unlisted file is not taken in. */
  maxBytes: number;
  /** False: unlisted files are only named, without reading them. */
  hashUnlisted: boolean;
  signal: Signal;
}

/** @throws AssayError refused (the folder is a link), newer, cancelled, permission, io. */
export async function readModels({ folder, maxBytes, hashUnlisted, signal }: ReadModelsOptions): Promise<ReadModels> {
  const there = await statInside(folder);
  if (there === null) return { entries: [], problems: [], unlisted: [] };
  if (!there.isDirectory())
    throw new AssayError(
      "refused",
      `${folder} is ${there.isSymbolicLink() ? "a link" : "no folder"}; it has to be a folder of this workspace.`,
      {
        where: folder,
        fix: "Move it away.",
      },
    );
  const { entries: listed, problem } = await readModelList(folder, { readOnly: true });
  const problems = [...(problem === null ? [] : [problem]), ...(await findOddSizes(folder, listed)).values()];
  for (const [name, what] of await oddEntries(folder)) problems.push(`${join(folder, name)} is ${what}; it is not opened.`);
  const unlisted = await unlistedFiles(folder, listed);
  if (!hashUnlisted) return { entries: listed, problems, unlisted };
  let entries: readonly ModelEntry[] = await withInspection(folder, listed);
  for (const file of unlisted) {
    try {
      ({ entries } = await withAdopted(folder, entries, await adoptFile(folder, file, { maxBytes, signal })));
    } catch (thrown) {
      if (thrown instanceof AssayError && thrown.code === "cancelled") throw thrown;
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      problems.push(`The file ${join(folder, file)} is not in ${listName} and cannot be taken in: ${why}`);
    }
  }
  return { entries, problems, unlisted };
}

/** Reads files again and compares them with the list. @param name default: all. @throws AssayError not_found, cancelled. */
export async function verifyReadModels(
  folder: string,
  entries: readonly ModelEntry[],
  name: string | undefined,
  signal: Signal,
): Promise<ModelCheck[]> {
  const chosen = name === undefined ? entries : entries.filter((entry) => entry.name === name);
  if (name !== undefined && chosen.length === 0)
    throw new AssayError("not_found", `There is no model called ${JSON.stringify(name)}.`, {
      where: name,
      fix: "See the list of models for the names there are.",
    });
  const checks: ModelCheck[] = [];
  for (const entry of chosen) checks.push(await verifyEntry(folder, entry, signal));
  return checks;
}
