import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { keptFolder } from "./generate.ts";
import type { PartResult, Sizes } from "./part.ts";

/** A part's last measurements, with machine and date. */
export interface Result extends PartResult {
  part: string;
  machine: string;
  date: string;
  /** The sizes; results of other sizes do not belong in the same document. */
  sizes: Sizes;
}

const folder = join(keptFolder, "results");

/** Stores a result, so that the document can combine parts that ran at different times. */
export async function keepResult(result: Result): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${result.part}.json`), JSON.stringify(result));
}

/** The newest results of these parts, without those that never ran or last ran on other sizes. */
export async function keptResults(parts: readonly string[], sizes: Sizes): Promise<Result[]> {
  const found = await Promise.all(parts.map((part) => readFile(join(folder, `${part}.json`), "utf8").catch(() => null)));
  return found
    .flatMap((text) => (text === null ? [] : [JSON.parse(text) as Result]))
    .filter((result) => isDeepStrictEqual(result.sizes, sizes));
}

/** The newest result of a part that has a document of its own, whatever its sizes. */
export async function keptResult(part: string): Promise<Result | undefined> {
  const text = await readFile(join(folder, `${part}.json`), "utf8").catch(() => null);
  return text === null ? undefined : (JSON.parse(text) as Result);
}
