import { YieldBudget } from "../../async/yield-budget.ts";
import { readLines } from "../../files/read-lines.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { keptSampleBytes } from "../../records/indexed-texts.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";

/** The dataset file. */
export interface DatasetLines {
  readonly path: string;
}

/**
 * Reads lines of the dataset that are too long for the index. They have no lasting offset, since the file is rewritten when samples change,
 * so they are found by their key, in one pass over the file for all of them.
 * @param keys of lines of more than `keptSampleBytes`.
 * @returns the lines found, by key.
 * @throws AssayError not_found, permission, io …
 */
export async function longLines({ path }: DatasetLines, keys: readonly string[]): Promise<Map<string, string>> {
  const wanted = new Set(keys);
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  const budget = new YieldBudget();
  // To the end of the file: it may be replaced by a longer one at any time, and is whole whenever it is opened.
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      const bytes = recordBytes(line.bytes);
      if (bytes.length <= keptSampleBytes) continue;
      const key = keyOfHash(hashLine(bytes));
      if (wanted.delete(key)) found.set(key, bytes.toString("utf8"));
      if (wanted.size === 0) return found;
      await budget.spend(bytes.length);
    }
  }
  return found;
}
