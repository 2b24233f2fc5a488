import type { SqlAnswer, SqlCell } from "../../contract/index.ts";
import { jsonLine, printable, table } from "./output.ts";

/** How answers of SQL are written. */

export const sqlFormats = ["table", "json", "jsonl", "csv"] as const;
export type SqlFormat = (typeof sqlFormats)[number];
/** Columns of a terminal are narrower than texts. */
const maxCellCharacters = 80;

export type WrittenAnswer = Pick<SqlAnswer, "columns" | "rows" | "cut" | "elapsedMs">;

/** The text of an answer. */
export function formatAnswer({ columns, rows, cut, elapsedMs }: WrittenAnswer, format: SqlFormat): string {
  const names = columns.map(({ name }) => name);
  const toObject = (row: SqlCell[]) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));
  switch (format) {
    case "json":
      return jsonLine({ columns, rows, cut, elapsed_ms: Math.round(elapsedMs) });
    case "jsonl":
      return rows.map((row) => jsonLine(toObject(row))).join("");
    case "csv":
      return [names, ...rows].map((row) => `${row.map(toCsv).join(",")}\n`).join("");
    default: {
      // DuckDB's names, and ClickHouse's.
      const isNumber = (type: string) =>
        /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type) || /^(Nullable\()?(U?Int|Float|Decimal)\d/.test(type);
      return table(
        columns.map(({ name, type }) => ({ title: printable(name), align: isNumber(type) ? "right" : "left" })),
        rows.map((row) => row.map((cell) => shorten(cell === null ? "NULL" : String(cell)))),
      );
    }
  }
}

const shorten = (text: string) => ([...text].length > maxCellCharacters ? `${[...text].slice(0, maxCellCharacters - 1).join("")}…` : text);

/** RFC 4180; NULL is empty, an empty text is quoted. */
function toCsv(cell: SqlCell): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
