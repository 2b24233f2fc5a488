import { join } from "node:path";
import type { ChannelName } from "../../../contract/index.ts";
import { writeAll } from "../files/durable-write.ts";
import { withPath } from "../files/io-error.ts";
import { createNew } from "../files/open-inside.ts";
import {
  type Columns,
  candidateColumns,
  collectedSampleColumns,
  comparisonColumns,
  executionColumns,
  leftOutColumns,
  sampleFields,
} from "../records/index-columns.ts";
import { latencyBinSql } from "./latency-bin.ts";
import { quoteSql } from "./sql.ts";

/** A row may hold a 16 MiB line twice over. DuckDB has to know the longest in advance, and pays for it in memory. */
const defaultMaxRowBytes = 1_500_000;
/** DuckDB's default of 32 MB, several times over, is slower and takes a third of all its memory. */
const defaultBufferBytes = 4_000_000;

export const isLongRow = (bytes: number): boolean => bytes > defaultMaxRowBytes;

/** SQL that reads a file of rows written by `createRowEncoder`. */
export function readCsv(path: string, columns: Columns, maxRowBytes: number): string {
  const types = Object.entries(columns)
    .map(([name, type]) => `${quoteSql(name)}: ${quoteSql(type)}`)
    .join(", ");
  const long = isLongRow(maxRowBytes)
    ? `max_line_size = ${maxRowBytes + 1024}, buffer_size = ${(maxRowBytes + 1024) * 2}`
    : `buffer_size = ${defaultBufferBytes}`;
  return `read_csv(${quoteSql(path)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', allow_quoted_nulls = false, columns = {${types}}, ${long})`;
}

/** Statements that insert files of a channel's rows into its tables. */
export function insertRows(channel: ChannelName, rows: string, candidates: string | null, maxRowBytes: number): string[] {
  if (channel === "events")
    return [`INSERT INTO executions SELECT *, ${latencyBinSql("latency_ms")} FROM ${readCsv(rows, executionColumns, maxRowBytes)}`];
  if (channel === "training_samples") {
    return [
      `INSERT INTO samples
         SELECT key, (SELECT coalesce(max(seq), 0) FROM samples) + row_number() OVER (), ${Object.keys(sampleFields).join(", ")},
           'collected', false, h0, h1, h2
         FROM ${readCsv(rows, collectedSampleColumns, maxRowBytes)}`,
    ];
  }
  return [
    `INSERT INTO comparisons SELECT * FROM ${readCsv(rows, comparisonColumns, maxRowBytes)}`,
    ...(candidates === null ? [] : [`INSERT INTO candidates SELECT * FROM ${readCsv(candidates, candidateColumns, maxRowBytes)}`]),
  ];
}

/** The statement that inserts a file of `left_out` rows. */
export function insertLeftOut(path: string): string {
  return `INSERT INTO left_out SELECT * FROM ${readCsv(path, leftOutColumns, 0)}`;
}

let filesMade = 0;

/** A new path in `folder`. */
export const newLoadPath = (folder: string) => join(folder, `stage-${process.pid}-${++filesMade}.csv`);

/** Writes rows to a new file in `folder`, not fsynced (see load-file.ts). @returns its path. */
export async function writeLoadFile(folder: string, parts: readonly Uint8Array[]): Promise<string> {
  const path = newLoadPath(folder);
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
