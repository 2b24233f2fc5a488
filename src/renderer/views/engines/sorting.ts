import type { EngineStats } from "../../../contract/index.ts";

/** Sorting the engine table on the screen: a few thousand rows at most. */

export type PlainColumn = "engine" | "count" | "success" | "known" | "min" | "avg" | "max" | "quality";
/** A percentile column is named by its percentile, e.g. "p95", so that the sort survives a change of the others. */
export type SortColumn = PlainColumn | `p${number}`;
export interface EngineSort {
  column: SortColumn;
  descending: boolean;
}

export const defaultSort: EngineSort = { column: "known", descending: true };

const plainValue: Record<Exclude<PlainColumn, "engine">, (row: EngineStats) => number | null> = {
  count: (row) => row.count,
  success: (row) => row.successRate,
  known: (row) => row.latencyMs.n,
  min: (row) => row.latencyMs.min,
  avg: (row) => row.latencyMs.avg,
  max: (row) => row.latencyMs.max,
  quality: (row) => row.quality.mean,
};

function isNumeric(column: SortColumn): column is Exclude<PlainColumn, "engine"> {
  return column in plainValue;
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * The rows in order. Unknown values come last in either direction; ties are broken by name.
 * @param percentiles the percentiles of the answer, in its order.
 */
export function sortEngines(rows: readonly EngineStats[], sort: EngineSort, percentiles: readonly number[]): EngineStats[] {
  const sign = sort.descending ? -1 : 1;
  const named = (a: EngineStats, b: EngineStats) => byName.compare(a.engineId, b.engineId) || (a.engineId < b.engineId ? -1 : 1);
  if (sort.column === "engine") return [...rows].sort((a, b) => sign * named(a, b));
  const value = valueIn(sort.column, percentiles);
  return [...rows].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === null || right === null) return left === right ? named(a, b) : left === null ? 1 : -1;
    return sign * (left - right) || named(a, b);
  });
}

function valueIn(column: SortColumn, percentiles: readonly number[]): (row: EngineStats) => number | null {
  if (isNumeric(column)) return plainValue[column];
  const index = percentiles.findIndex((percentile) => `p${percentile}` === column);
  return (row) => row.latencyMs.percentiles[index] ?? null;
}

/** The sort after a click on a header: reverses the current column; a new one starts ascending for names, descending for numbers. */
export function nextSort(sort: EngineSort, column: SortColumn): EngineSort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== "engine" };
}
