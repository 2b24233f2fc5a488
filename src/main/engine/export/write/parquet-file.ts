import { createHash } from "node:crypto";
import { join } from "node:path";
import { AssayError, type Signal } from "../../../../contract/index.ts";
import { openRead } from "../../files/open-inside.ts";
import { toReadBytes } from "../../files/read-lines.ts";
import { readSteps } from "../../lines/forwards.ts";
import { Database } from "../../store/duckdb.ts";
import { quoteSql } from "../../store/sql.ts";
import type { AnyTarget } from "../targets/target.ts";

/** As much as an index may have; rows are written group by group. */
const memoryLimitMb = 512;
/** DuckDB takes a buffer of twice the longest row for its reader: as large as rows may be, it was 256 MB. */
const minRowBufferBytes = 1024 * 1024;
const rowGroupRows = 16_384;

export interface ParquetOptions {
  /** A folder of this export's own, at its real path; DuckDB reaches no other. */
  folder: string;
  /** At least the longest row's. */
  longestRowBytes: number;
  signal: Signal;
}

/**
 * Makes a Parquet file of rows as JSON lines, with the columns of a target. In order, and by one thread: the same rows give the same bytes.
 * @param rowsPath, outPath in the folder.
 * @throws AssayError cancelled, disk_full, io …
 */
export async function writeParquet(
  rowsPath: string,
  outPath: string,
  columns: NonNullable<AnyTarget["columns"]>,
  { folder, longestRowBytes, signal }: ParquetOptions,
): Promise<void> {
  const db = await Database.open(join(folder, "parquet.duckdb"), { memoryLimitMb, threads: 1, temporaryFolder: join(folder, "spill") });
  try {
    const types = columns.map(({ name, type }) => `${quoteSql(name)}: ${quoteSql(type)}`).join(", ");
    const from = `read_json(${quoteSql(rowsPath)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = ${Math.max(minRowBufferBytes, longestRowBytes)})`;
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows}`;
    await db.all(`COPY (SELECT * FROM ${from}) TO ${quoteSql(outPath)} (${options})`, [], signal);
  } catch (thrown) {
    throw signal.aborted ? thrown : parquetError(thrown);
  } finally {
    await db.close();
  }
}

function parquetError(thrown: unknown): unknown {
  const cause = thrown instanceof AssayError && thrown.cause instanceof Error ? thrown.cause : thrown;
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (!detail.includes("No space left on device")) return thrown;
  return new AssayError("disk_full", "The disk is full: the Parquet file could not be written.", {
    fix: "Free some space, then try again.",
    cause: thrown,
  });
}

/** The size and SHA-256 of a file. @throws the system's error. */
export async function hashFile(path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  const file = await openRead(path);
  try {
    for await (const step of readSteps(toReadBytes(file), 0)) {
      hash.update(step);
      sizeBytes += step.length;
    }
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest("hex") };
}
