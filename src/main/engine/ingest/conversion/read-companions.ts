import type { LinesFile } from "../../containers/open-container.ts";
import type { Companion } from "../../dialects/dialect.ts";
import { statNamed } from "../../files/named-file.ts";
import { openRead } from "../../files/open-inside.ts";
import { readSample } from "./read-sample.ts";

/** Larger files say nothing about others: they are read for themselves. */
const maxCompanionBytes = 64 * 1024 * 1024;
const maxCompanions = 50;
const maxRows = 200_000;

/** The rows of the small files of an archive, for dialects that join them to others. */
export async function readArchiveCompanions(files: AsyncIterable<LinesFile>): Promise<Companion[]> {
  const companions: Companion[] = [];
  for await (const { name, path } of files) {
    if (companions.length === maxCompanions) break;
    if ((await statNamed(path)).size > maxCompanionBytes) continue;
    companions.push({ name, rows: (await readSample(path, openRead, maxRows, maxCompanionBytes)).values });
  }
  return companions;
}
