import { maxForeignRowBytes } from "../../../../contract/index.ts";
import type { ContainerParts, LinesFile } from "../../containers/open-container.ts";
import { parseForeign } from "../../dialects/parse-foreign.ts";
import { openRows } from "../open-rows.ts";
import { getFirstRow, RowNumbers } from "./row-numbers.ts";

/** The first rows of a file: what it is judged by. */
export interface FileSample {
  /** The texts of rows that are not blank, JSON or not. */
  texts: string[];
  /** Those that are JSON. */
  values: unknown[];
  /** Numbers of `values`, as `source.line` has them. */
  numbers: number[];
}

export const sampledRows = 100;
/** Rows behind this many bytes are not looked at. */
const sampledBytes = 8 * 1024 * 1024;

/** Reads the first rows of a file. @throws as `openRows` does. */
export async function readSample(
  rows: LinesFile,
  parts: ContainerParts,
  { maxRows = sampledRows, maxBytes = sampledBytes } = {},
): Promise<FileSample> {
  const sample: FileSample = { texts: [], values: [], numbers: [] };
  const file = await openRows(rows, parts, { longestLineBytes: maxForeignRowBytes });
  try {
    const numbers = new RowNumbers({ first: getFirstRow(rows), setAside: file.setAside ?? [] });
    for await (const chunk of file.chunks()) {
      if (chunk.type === "too_long") break;
      for (const text of Buffer.from(chunk.bytes).toString("utf8").trimEnd().split("\n")) {
        const number = numbers.next();
        if (text.trim() === "") continue;
        sample.texts.push(text);
        try {
          sample.values.push(parseForeign(text.replace(/^\ufeff+/, "")));
          sample.numbers.push(number);
        } catch {
          // It counts as a row that is no JSON.
        }
        if (sample.texts.length === maxRows) return sample;
      }
      if (chunk.readBytes >= maxBytes) break;
    }
    return sample;
  } finally {
    await file.close();
  }
}
