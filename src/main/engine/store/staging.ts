import { join } from "node:path";
import type { ChannelName } from "../../../contract/index.ts";
import { withPath } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import { writeAll } from "../files/write-all.ts";
import {
  type Columns,
  candidateColumns,
  collectedSampleColumns,
  comparisonColumns,
  executionColumns,
  leftOutColumns,
  sampleFields,
} from "../records/index-columns.ts";

const quoteSql = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A row may hold a 16 MiB line twice over; DuckDB wants to know the longest beforehand, and pays for it in memory. */
const usualRowBytes = 1_500_000;
/** Its own choice is 32 MB, several times over: slower, and a third of all it takes. */
const usualReadBytes = 4_000_000;

export const isLongRow = (bytes: number): boolean => bytes > usualRowBytes;

/** SQL that reads a staged file of rows with these columns. Paths are the engine's own, never a user's text. */
export function readStaged(path: string, columns: Columns, longestRowBytes: number): string {
  const types = Object.entries(columns)
    .map(([name, type]) => `${quoteSql(name)}: ${quoteSql(type)}`)
    .join(", ");
  const long = isLongRow(longestRowBytes)
    ? `max_line_size = ${longestRowBytes + 1024}, buffer_size = ${(longestRowBytes + 1024) * 2}`
    : `buffer_size = ${usualReadBytes}`;
  return `read_csv(${quoteSql(path)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', allow_quoted_nulls = false, columns = {${types}}, ${long})`;
}

/** Statements that move staged files of a channel into its tables. */
export function insertStaged(channel: ChannelName, rows: string, candidates: string | null, longestRowBytes: number): string[] {
  if (channel === "events") return [`INSERT INTO executions SELECT * FROM ${readStaged(rows, executionColumns, longestRowBytes)}`];
  if (channel === "training_samples") {
    return [
      `INSERT INTO samples
         SELECT key, (SELECT coalesce(max(seq), 0) FROM samples) + row_number() OVER (), ${Object.keys(sampleFields).join(", ")},
           'collected', false, h0, h1, h2
         FROM ${readStaged(rows, collectedSampleColumns, longestRowBytes)}`,
    ];
  }
  return [
    `INSERT INTO comparisons SELECT * FROM ${readStaged(rows, comparisonColumns, longestRowBytes)}`,
    ...(candidates === null ? [] : [`INSERT INTO candidates SELECT * FROM ${readStaged(candidates, candidateColumns, longestRowBytes)}`]),
  ];
}

/** The statement that moves a staged file of lines that are no rows into its table. */
export function insertLeftOut(path: string): string {
  return `INSERT INTO left_out SELECT * FROM ${readStaged(path, leftOutColumns, 0)}`;
}

let staged = 0;

/** A name in `folder` that no staged file has. */
export const stagedName = (folder: string) => join(folder, `stage-${process.pid}-${++staged}.csv`);

/** Writes rows to a new file in `folder`; not fsynced, since a crash only means that the index is fed again. */
export async function stageFile(folder: string, parts: readonly Uint8Array[]): Promise<string> {
  const path = stagedName(folder);
  await withPath(path, async () => {
    const file = await createNew(path);
    try {
      await writeAll(file, parts);
    } finally {
      await file.close();
    }
  });
  return path;
}
