import { keptSampleBytes } from "../ingest/indexed-texts.ts";
import { hashLine, keyOfHash } from "../ingest/line-hash.ts";
import { Pause } from "../pause.ts";
import { type Line, readLines } from "./read-lines.ts";

/** The dataset file. */
export interface DatasetLines {
  readonly path: string;
}

/**
 * Long lines of the dataset, which are not in the index and, since the file is written anew when samples change, have no place that could
 * be remembered: they are looked for by what they are. One pass over the file, however many are asked for.
 * @param keys of lines of more than `keptSampleBytes`.
 * @returns those that are there, by key.
 * @throws AssayError not_found, permission, io …
 */
export async function longLines({ path }: DatasetLines, keys: readonly string[]): Promise<Map<string, string>> {
  const wanted = new Set(keys);
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  const pause = new Pause();
  // To the end of what is there: the file may be replaced by a longer one at any moment, and is whole whenever it is opened.
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      const bytes = asIndexed(line);
      if (bytes.length <= keptSampleBytes) continue;
      const key = keyOfHash(hashLine(bytes));
      if (wanted.delete(key)) found.set(key, bytes.toString("utf8"));
      if (wanted.size === 0) return found;
      await pause.after(bytes.length);
    }
  }
  return found;
}

const carriageReturn = 13;
const byteOrderMark = Buffer.from("\ufeff");

/** The bytes that the index hashed: without a byte order mark and carriage returns, which only somebody's own editor writes. */
function asIndexed({ bytes, offset }: Line): Buffer {
  const start = offset === 0 && bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? byteOrderMark.length : 0;
  let end = bytes.length;
  while (end > start && bytes[end - 1] === carriageReturn) end--;
  return bytes.subarray(start, end);
}
