import type { Column, SortColumn, Stats } from "./columns.ts";

/** Sorting the engine table on the screen: a few thousand rows at most. */

export interface EngineSort {
  column: SortColumn;
  descending: boolean;
}

export const defaultSort: EngineSort = { column: "known", descending: true };

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * The rows in order. Rows with too little data come last, before them unknown values, in either direction; ties are broken by name.
 * @param columns where the sort's is looked for; of one that is not there all values are unknown.
 * @param isFew whether a row has too little data to be ranked.
 */
export function sortEngines<Row extends Stats & { engineId: string }>(
  rows: readonly Row[],
  sort: EngineSort,
  columns: readonly Column[],
  isFew: (row: Row) => boolean = () => false,
): Row[] {
  const sign = sort.descending ? -1 : 1;
  const named = (a: Row, b: Row) => byName.compare(a.engineId, b.engineId) || (a.engineId < b.engineId ? -1 : 1);
  const column = columns.find(({ key }) => key === sort.column);
  const byValue = (a: Row, b: Row) => {
    const [left, right] = [column?.value(a) ?? null, column?.value(b) ?? null];
    if (left === null || right === null) return left === right ? named(a, b) : left === null ? 1 : -1;
    return sign * (left - right) || named(a, b);
  };
  const order = sort.column === "engine" ? (a: Row, b: Row) => sign * named(a, b) : byValue;
  return rows.toSorted((a, b) => Number(isFew(a)) - Number(isFew(b)) || order(a, b));
}

/** The sort after a click on a header: reverses the current column; a new one starts ascending for names, descending for numbers. */
export function nextSort(sort: EngineSort, column: SortColumn): EngineSort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column !== "engine" };
}
