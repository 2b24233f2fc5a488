import type { SqlAnswer, SqlCell, SqlColumn } from "../../../contract/index.ts";

/** Rows of an answer: put in order, and written for other programs. */

export interface Sort {
  column: number;
  descending: boolean;
}

/** Numbers by size, everything else as text; NULL is last. */
export function sortRows(rows: readonly SqlCell[][], sort: Sort | null): readonly SqlCell[][] {
  if (sort === null) return rows;
  const sign = sort.descending ? -1 : 1;
  const compare = (a: SqlCell | undefined, b: SqlCell | undefined): number => {
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), undefined, { numeric: true });
  };
  return [...rows].sort(({ [sort.column]: a = null }, { [sort.column]: b = null }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return compare(a, b);
  });
}

export const isNumeric = ({ type }: SqlColumn): boolean => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type);

/** An answer as rows of CSV, headings first. */
export function toCsvRows({ columns }: Pick<SqlAnswer, "columns">, rows: readonly SqlCell[][]): readonly (readonly SqlCell[])[] {
  return [columns.map(({ name }) => name), ...rows];
}

/** The name of an answer's file: one that was cut says so. */
export const toFileName = ({ cut, rows }: Pick<SqlAnswer, "cut" | "rows">): string =>
  cut === null ? "answer.csv" : `answer-first-${rows.length}-rows.csv`;

/** A table in Markdown, as issues and chats take it. */
export function toMarkdown({ columns }: Pick<SqlAnswer, "columns">, rows: readonly SqlCell[][]): string {
  const cell = (value: SqlCell) =>
    value === null ? "" : String(value).replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll(/\r?\n/g, " ");
  const line = (cells: readonly SqlCell[]) => `| ${cells.map(cell).join(" | ")} |\n`;
  return (
    line(columns.map(({ name }) => name)) + line(columns.map((column) => (isNumeric(column) ? "---:" : "---"))) + rows.map(line).join("")
  );
}
