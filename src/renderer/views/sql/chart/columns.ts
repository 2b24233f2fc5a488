import type { SqlAnswer, SqlCell, SqlColumn } from "../../../../contract/index.ts";
import { isNumeric } from "../answer.ts";

/** Which columns of an answer a chart is of. */

export type ColumnKind = "time" | "number" | "category";

export function toKind(column: SqlColumn): ColumnKind {
  if (isNumeric(column)) return "number";
  return /^(TIMESTAMP|DATE\b)/.test(column.type) ? "time" : "category";
}

/** What was chosen, by name: it is in the address, and holds for the next answer with such columns. */
export interface ChosenColumns {
  x?: string | undefined;
  y?: readonly string[] | undefined;
  by?: string | undefined;
  /** No series, also where one would be proposed. */
  isPlain?: boolean | undefined;
}

/** Columns of the chart, by their place in the answer. */
export interface ChartColumns {
  x: number;
  xKind: ColumnKind;
  y: number[];
  /** The column whose values are lines of their own; null: none. */
  by: number | null;
}

/** More lines of figures than that are not told apart. */
export const maxY = 4;

/** Columns that can be x, y and series; of columns with one name the first. */
export function choices({ columns }: Pick<SqlAnswer, "columns">): { x: string[]; y: string[]; by: string[] } {
  const names = (wanted: (kind: ColumnKind) => boolean) => [
    ...new Set(columns.filter((column) => wanted(toKind(column))).map(({ name }) => name)),
  ];
  return { x: names(() => true), y: names((kind) => kind === "number"), by: names((kind) => kind === "category") };
}

/**
 * The columns of the chart: as chosen where the answer has them, else x as proposed, y the first number, and as series
 * the first category that tells rows with the same x apart.
 * @returns null when no chart can be drawn: there is no row, no number, or no other column.
 */
export function toChartColumns(answer: Pick<SqlAnswer, "columns" | "rows">, chosen: ChosenColumns): ChartColumns | null {
  const { columns, rows } = answer;
  const kinds = columns.map(toKind);
  if (rows.length === 0 || columns.length < 2 || !kinds.includes("number")) return null;
  const find = (name: string | undefined, kind?: ColumnKind) =>
    columns.findIndex((column, i) => column.name === name && (kind === undefined || kinds[i] === kind));
  const proposed = proposeX(kinds, rows);
  const x = find(chosen.x) >= 0 ? find(chosen.x) : proposed;
  const numbers = kinds.flatMap((kind, i) => (kind === "number" && i !== x ? [i] : []));
  const [first] = numbers;
  if (first === undefined) return chosen.x === undefined ? null : toChartColumns(answer, { ...chosen, x: undefined });
  const y = (chosen.y ?? []).map((name) => find(name, "number")).filter((index) => numbers.includes(index));
  return {
    x,
    xKind: kinds[x] ?? "category",
    y: y.length > 0 ? y.slice(0, maxY) : [first],
    by: chosen.isPlain === true ? null : toSeries(),
  };

  function toSeries(): number | null {
    const named = find(chosen.by, "category");
    if (named >= 0 && named !== x) return named;
    const other = kinds.findIndex((kind, i) => kind === "category" && i !== x);
    return other >= 0 && repeats(rows, x) ? other : null;
  }
}

/** A time, else a category, else a number; a number also where the rows of the only category need it to be told apart. */
function proposeX(kinds: readonly ColumnKind[], rows: readonly SqlCell[][]): number {
  const [time, category, number] = [kinds.indexOf("time"), kinds.indexOf("category"), kinds.indexOf("number")];
  if (time >= 0) return time;
  const isAlone = kinds.lastIndexOf("category") === category && kinds.lastIndexOf("number") !== number;
  return category < 0 || (isAlone && repeats(rows, category)) ? number : category;
}

/** Whether two rows have the same value in a column. */
function repeats(rows: readonly SqlCell[][], column: number): boolean {
  return new Set(rows.map((row) => row[column])).size < rows.length;
}
