import type { LinesFile } from "../../containers/open-container.ts";
import type { Companion } from "../../dialects/dialect.ts";
import { openNamed, statNamed } from "../../files/named-file.ts";
import { openRead } from "../../files/open-inside.ts";
import { readSample } from "./read-sample.ts";

/** Larger files say nothing about others: they are read for themselves. */
const maxCompanionBytes = 64 * 1024 * 1024;
const maxCompanions = 50;
const maxRows = 200_000;

/** With its size: a large one is not sent to threads over and over. */
export interface SizedCompanion extends Companion {
  sizeBytes: number;
}

/** The rows of the small files of an archive, for dialects that join them to others. */
export async function readArchiveCompanions(files: AsyncIterable<LinesFile>): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for await (const { name, path } of files) {
    if (companions.length === maxCompanions) break;
    const { size: sizeBytes } = await statNamed(path);
    if (sizeBytes > maxCompanionBytes) continue;
    companions.push({ name, sizeBytes, rows: (await readSample(path, openRead, maxRows, maxCompanionBytes)).values });
  }
  return companions;
}

/** Of rows that stand alone a companion says little: a header. All of them go to a thread with every chunk. */
const maxHeaderBytes = 1024 * 1024;

/** Those that are sent with rows of the scope. */
export function chooseCompanions(companions: readonly SizedCompanion[], scope: "row" | "file"): readonly Companion[] {
  return companions.filter(({ sizeBytes }) => scope === "file" || sizeBytes <= maxHeaderBytes).map(({ name, rows }) => ({ name, rows }));
}

/** A file of the same import. */
export interface FileBeside {
  path: string;
  name: string;
}

/**
 * The rows of other files of the same import. One that is gone, too large or no rows at all says nothing.
 * @param open reads what is in a file.
 */
export async function readFilesBeside(
  files: readonly FileBeside[],
  open: (file: FileBeside) => AsyncIterable<LinesFile>,
): Promise<SizedCompanion[]> {
  const companions: SizedCompanion[] = [];
  for (const file of files) {
    if (companions.length >= maxCompanions) break;
    try {
      const { size } = await statNamed(file.path);
      if (size > maxCompanionBytes) continue;
      for await (const inner of open(file)) {
        const openFile = inner.steps.length === 0 ? openNamed : openRead;
        const { values } = await readSample(inner.path, openFile, maxRows, maxCompanionBytes);
        companions.push({ name: inner.name, sizeBytes: size, rows: values });
        if (companions.length >= maxCompanions) break;
      }
    } catch {
      // Its own import says what is wrong with it.
    }
  }
  return companions;
}
