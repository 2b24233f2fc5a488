import { join } from "node:path";
import { AssayError, type Signal } from "../../../../contract/index.ts";
import { readDuckDbMessage } from "../../store/database-errors.ts";
import { Database } from "../../store/duckdb.ts";
import { quoteSql } from "../../store/sql.ts";
import type { AnyTarget } from "../targets/target.ts";

/** As much as an index may have, for all conversions at once; rows are written group by group. */
const memoryLimitMb = 512;
/** DuckDB takes a buffer of twice the longest row for its reader: as large as rows may be, it was 256 MB. It takes none below 32 MB. */
export const minRowBufferBytes = 16 * 1024 * 1024;
export const rowGroupRows = 16_384;

/** Makes Parquet of rows as JSON lines, with DuckDB. */
export class ParquetConverter {
  readonly #db: Database;
  readonly #columns: NonNullable<AnyTarget["columns"]>;
  readonly #signal: Signal;

  private constructor(db: Database, columns: NonNullable<AnyTarget["columns"]>, signal: Signal) {
    this.#db = db;
    this.#columns = columns;
    this.#signal = signal;
  }

  /** @param folder of this export's own, at its real path; DuckDB reaches no other. @throws AssayError disk_full, io … */
  static async open(folder: string, columns: NonNullable<AnyTarget["columns"]>, signal: Signal): Promise<ParquetConverter> {
    // Each query then runs in one thread, its own, and the same rows give the same bytes; two queries still run at once.
    const options = { memoryLimitMb, threads: 1, temporaryFolder: join(folder, "spill") };
    return new ParquetConverter(await Database.open(join(folder, "parquet.duckdb"), options), columns, signal);
  }

  /**
   * Makes a Parquet file of a file of rows, in order.
   * @param rowsPath, outPath in the folder.
   * @param longestRowBytes no row is longer. The file depends on it.
   * @throws AssayError cancelled, disk_full, io …
   */
  async convert(rowsPath: string, outPath: string, longestRowBytes: number): Promise<void> {
    await this.#copy(rowsPath, outPath, longestRowBytes, "");
  }

  /**
   * Makes a folder of Parquet files, one for each value of the columns `by`, in folders `column=value` one in the other; the columns themselves are in no
   * file.
   * @param outPath a folder in the folder, empty. @param fileName of each file, before its number.
   * @throws AssayError cancelled, disk_full, io …
   */
  async partition(
    rowsPath: string,
    outPath: string,
    { by, fileName, longestRowBytes }: { by: readonly string[]; fileName: string; longestRowBytes: number },
  ): Promise<void> {
    const columns = by.map((name) => `"${name}"`).join(", ");
    const more = `, PARTITION_BY (${columns}), FILENAME_PATTERN ${quoteSql(`${fileName}-{i}`)}, OVERWRITE_OR_IGNORE true`;
    await this.#copy(rowsPath, outPath, longestRowBytes, more);
  }

  async #copy(rowsPath: string, outPath: string, longestRowBytes: number, more: string): Promise<void> {
    const types = this.#columns.map(({ name, type }) => `${quoteSql(name)}: ${quoteSql(type)}`).join(", ");
    const from = `read_json(${quoteSql(rowsPath)}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = ${longestRowBytes})`;
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows}${more}`;
    try {
      await this.#db.all(`COPY (SELECT * FROM ${from}) TO ${quoteSql(outPath)} (${options})`, [], this.#signal);
    } catch (thrown) {
      throw this.#signal.aborted ? thrown : parquetError(thrown);
    }
  }

  /** Waits for conversions under way. Idempotent. */
  close(): Promise<void> {
    return this.#db.close();
  }
}

function parquetError(thrown: unknown): unknown {
  if (!readDuckDbMessage(thrown).includes("No space left on device")) return thrown;
  return new AssayError("disk_full", "The disk is full: the Parquet file could not be written.", {
    fix: "Free some space, then try again.",
    cause: thrown,
  });
}
