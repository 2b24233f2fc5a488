import type { SqlAnswer, SqlCell } from "../../../../contract/index.ts";
import { toNumber, toSeconds } from "./cells.ts";
import type { ChartColumns } from "./columns.ts";

/** An answer as what a chart draws. Nothing is summed up: a value that has no place of its own is left out and counted. */

export interface Series {
  /** Of no other series. */
  key: string;
  /** Of the legend: the value of the series column, the name of the y column, or both. */
  name: string;
  /** The value of the series column; null without one. */
  value: string | null;
  column: string;
  points: Point[];
}

export interface Point {
  /** On the axis of x: Unix seconds, a number, or the place of the category. */
  x: number;
  /** null: a gap. */
  y: number | null;
}

export interface ChartData {
  kind: "line" | "bars";
  xKind: ChartColumns["xKind"];
  xName: string;
  series: Series[];
  /** Of bars, in the order of the answer. */
  categories: string[];
  /** Whether a line has several points at one x: they are not joined. */
  scattered: boolean;
  leftOut: LeftOut;
}

/** What the answer has and the chart has not. */
export interface LeftOut {
  /** Rows whose x is NULL or cannot be placed. */
  withoutX: number;
  /** Values that are NaN, infinite, or beyond an axis. */
  notFinite: number;
  /** Values of the series column, and categories, beyond the bounds. */
  series: number;
  categories: number;
  /** Rows with a category, and a series, that another row has already. */
  repeated: number;
  /** 1: every row is drawn; n: every n-th. */
  every: number;
}

export const chartLimits = { series: 8, categories: 40, points: 20_000 } as const;

/** @param columns of this answer. */
export function toChartData({ columns, rows }: Pick<SqlAnswer, "columns" | "rows">, chart: ChartColumns): ChartData {
  const { x, xKind, y, by } = chart;
  const kind = xKind === "category" ? "bars" : "line";
  const leftOut: LeftOut = { withoutX: 0, notFinite: 0, series: 0, categories: 0, repeated: 0, every: 1 };
  const places = new Map<string, number>();
  const series = new Map<string, Series[]>();
  const others = new Set<string>();
  const otherCategories = new Set<string>();
  const every = kind === "line" ? Math.ceil((rows.length * y.length) / chartLimits.points) : 1;
  leftOut.every = every;

  for (let at = 0; at < rows.length; at += every) {
    const row = rows[at] ?? [];
    const value = by === null ? null : toText(row[by]);
    const lines = seriesFor(value);
    if (lines === null) continue;
    const place = toPlace(row[x]);
    if (place === null) continue;
    lines.forEach((line, i) => void line.points.push({ x: place, y: toY(row[y[i] as number]) }));
  }
  leftOut.series = others.size;
  leftOut.categories = otherCategories.size;
  const all = [...series.values()].flat();
  let scattered = false;
  for (const one of all) {
    if (kind === "bars") leftOut.repeated += keepFirst(one);
    else {
      one.points.sort((a, b) => a.x - b.x);
      scattered ||= one.points.some((point, i) => point.x === one.points[i - 1]?.x);
    }
  }
  return { kind, xKind, xName: columns[x]?.name ?? "", series: all, categories: [...places.keys()], scattered, leftOut };

  function seriesFor(value: string | null): Series[] | null {
    const key = value ?? "";
    const known = series.get(key);
    if (known !== undefined) return known;
    if ((series.size + 1) * y.length > chartLimits.series && series.size > 0) {
      others.add(key);
      return null;
    }
    const made = y.map((column): Series => {
      const name = columns[column]?.name ?? "";
      return {
        key: JSON.stringify([value, column]),
        name: value === null ? name : y.length === 1 ? value : `${value} · ${name}`,
        value,
        column: name,
        points: [],
      };
    });
    series.set(key, made);
    return made;
  }

  function toPlace(cell: SqlCell | undefined): number | null {
    if (kind === "line") {
      const place = xKind === "time" ? toSeconds(cell) : toNumber(cell);
      if (place === null) leftOut.withoutX++;
      return place;
    }
    const name = toText(cell);
    const known = places.get(name);
    if (known !== undefined) return known;
    if (places.size >= chartLimits.categories) {
      otherCategories.add(name);
      return null;
    }
    places.set(name, places.size);
    return places.size - 1;
  }

  function toY(cell: SqlCell | undefined): number | null {
    const number = toNumber(cell);
    if (number === null && cell !== null && cell !== undefined) leftOut.notFinite++;
    return number;
  }
}

/** NULL, an empty text and the text NULL are told apart. */
function toText(cell: SqlCell | undefined): string {
  if (cell === null || cell === undefined) return "NULL";
  return cell === "" || cell === "NULL" ? JSON.stringify(cell) : String(cell);
}

/** Of several points of one category the first stays. @returns how many went. */
function keepFirst(series: Series): number {
  const seen = new Set<number>();
  const before = series.points.length;
  series.points = series.points.filter(({ x }) => !seen.has(x) && seen.add(x));
  return before - series.points.length;
}

/** The numbers of the chart for a file, headings first: a row a point. */
export function toFileRows({ series, categories, kind, xKind, xName }: ChartData): (string | number | null)[][] {
  const toX = ({ x }: Point) => (kind === "bars" ? (categories[x] ?? "") : xKind === "time" ? new Date(x * 1000).toISOString() : x);
  return [[xName, "series", "value"], ...series.flatMap(({ name, points }) => points.map((point) => [toX(point), name, point.y]))];
}
