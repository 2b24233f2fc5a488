import { AssayError, type Signal } from "../../../contract/index.ts";
import type { CopyTable, RejectedRow } from "../containers/open-container.ts";
import { readNames } from "../containers/table.ts";
import { openNamed } from "../files/named-file.ts";
import { readDuckDbMessage } from "./database-errors.ts";
import type { Database } from "./duckdb.ts";
import { quoteSql } from "./sql.ts";

/** Rows longer than this are not read. */
const maxRowBytes = 8 * 1024 * 1024;
/** DuckDB's default is 16 times the longest row, for each of several buffers: more than the index may have. */
const bufferBytes = 16 * 1024 * 1024;

/**
 * Copies tables with DuckDB's readers. Every field of a CSV is text: "007" is no number, and what one is, the dialect knows.
 * Rows that do not fit the header are given back.
 */
export function createCopyTable(db: Database): CopyTable {
  return async ({ path, format, outPath, name, signal }) => {
    try {
      return format.type === "parquet"
        ? await copyParquet(db, path, outPath, signal)
        : await copyCsv(db, { path, outPath, delimiter: format.delimiter }, signal);
    } catch (thrown) {
      throw tableError(thrown, path, name);
    }
  };
}

async function copyParquet(db: Database, path: string, outPath: string, signal?: Signal): Promise<readonly RejectedRow[]> {
  await db.all(`COPY (SELECT * FROM read_parquet(${quoteSql(path)})) TO ${quoteSql(outPath)} (FORMAT json)`, [], signal);
  return [];
}

interface Rejected {
  line: number;
  csv_line: string;
  error_message: string;
  error_type: string;
}

async function copyCsv(
  db: Database,
  { path, outPath, delimiter }: { path: string; outPath: string; delimiter: string },
  signal?: Signal,
): Promise<readonly RejectedRow[]> {
  const copy = (columns: readonly string[] | null) =>
    db.snapshot<Rejected[]>(async (read) => {
      const options = [
        ...(columns === null
          ? []
          : [`auto_detect = false, columns = {${columns.map((column) => `${quoteSql(column)}: 'VARCHAR'`).join(", ")}}`]),
        `delim = ${quoteSql(delimiter)}`,
        `quote = '"', escape = '"', header = true, all_varchar = true, allow_quoted_nulls = false`,
        `max_line_size = ${maxRowBytes}, buffer_size = ${bufferBytes}, ignore_errors = true, store_rejects = true`,
      ].join(", ");
      await read(`COPY (SELECT * FROM read_csv(${quoteSql(path)}, ${options})) TO ${quoteSql(outPath)} (FORMAT json)`);
      // A row has one entry for each field that is missing or too many.
      return read<Rejected>(
        `SELECT line, any_value(csv_line) AS csv_line, min(error_message) AS error_message, min(error_type) AS error_type
       FROM reject_errors WHERE scan_id = (SELECT max(scan_id) FROM reject_scans WHERE file_path = ?) GROUP BY line ORDER BY line`,
        [path],
      );
    }, signal);
  const rows = await copy(null).catch(async (thrown: unknown) => {
    // Text behind a closing quote near the beginning: with the columns told, such a row is set aside like any that does not fit.
    const columns = /error when sniffing/i.test(readDuckDbMessage(thrown)) ? await readHeader(path, delimiter) : null;
    if (columns === null) throw thrown;
    return copy(columns);
  });
  return rows.map(({ line, csv_line, error_message, error_type }) => ({
    bytes: Buffer.from(csv_line.replace(/^[\r\n]+/, ""), "utf8"),
    line,
    finding: {
      pointer: "",
      rule: "table",
      message: `The row does not fit the header: ${error_message.split("\n")[0]} (${error_type.toLowerCase()}).`,
      fix: /utf-8/i.test(error_message)
        ? "Save the file as UTF-8; iconv -f LATIN1 -t UTF-8 does it for one in Latin-1."
        : "Put fields with commas, quotes or line breaks in quotes, and double the quotes within.",
    },
  }));
}

/** So much of a header is read. */
const headerBytes = 256 * 1024;

async function readHeader(path: string, delimiter: string): Promise<string[] | null> {
  const file = await openNamed(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    return readNames(buffer.toString("utf8", 0, bytesRead), delimiter);
  } finally {
    await file.close();
  }
}

/** @param path what DuckDB was told to read: a name in the staging folder, which says nothing to anybody. */
function tableError(thrown: unknown, path: string, name: string): unknown {
  const detail = readDuckDbMessage(thrown).replaceAll(path, name);
  if (thrown instanceof AssayError && thrown.code === "cancelled") return thrown;
  if (detail.includes("No space left on device"))
    return new AssayError("disk_full", "The disk is full: the table could not be unpacked.", {
      where: name,
      fix: "Free some space and import the file again.",
      cause: thrown,
    });
  // Advice to allow longer lines is part of many of its messages.
  if (/maximum line size of \d+ bytes exceeded/i.test(detail))
    return new AssayError("over_limit", `${name} has a row of more than ${maxRowBytes / 1024 / 1024} MiB. Nothing of it was taken.`, {
      where: name,
      fix: "Leave the row out, or save the table as JSON lines: there a long row is set aside alone.",
      cause: thrown,
    });
  if (/error when sniffing/i.test(detail))
    return new AssayError("damaged", `${name} cannot be read as a table: quotes or line ends in it can be understood in two ways.`, {
      where: name,
      fix: "Put fields with quotes in quotes, and double the quotes within; or save it as JSON lines.",
      cause: thrown,
    });
  return new AssayError("damaged", `${name} cannot be read as a table: ${detail.split("\n")[0]}`, {
    where: name,
    fix: "Open it in the tool it comes from and save it again, or save it as JSON lines.",
    cause: thrown,
  });
}
