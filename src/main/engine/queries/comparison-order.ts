import type { comparisonOrders, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import type { Where } from "./where.ts";

/** Orders of comparisons that say nothing about who answered; blind queues have their own. */
export type ComparisonOrder = (typeof comparisonOrders)[number];

/** Reads columns of the comparisons of a condition, in an order. @param columns names, `off` among them. */
export function orderedSql(by: ComparisonOrder, where: Where, columns = "off"): { sql: string; values: Where["values"] } {
  const { sql, values } = where;
  switch (by) {
    case "recorded":
      return { sql: `SELECT ${columns} FROM comparisons ${sql} ORDER BY off`, values };
    case "prompt":
      return { sql: `SELECT ${columns} FROM comparisons ${sql} ORDER BY min(off) OVER (PARTITION BY query), off`, values };
    case "margin":
      return {
        sql: `SELECT ${columns} FROM (SELECT ${columns} FROM comparisons ${sql})
          LEFT JOIN (SELECT off, list_sort(list(quality), 'DESC') AS best FROM candidates WHERE quality IS NOT NULL GROUP BY off) USING (off)
          ORDER BY best[1] - best[2] ASC NULLS LAST, off`,
        values,
      };
  }
}

/** The offsets of all comparisons of a condition, in an order: eight bytes each. @throws AssayError cancelled; of the index. */
export async function orderedOffsets(db: Database, by: ComparisonOrder, where: Where, signal?: Signal): Promise<number[]> {
  const { sql, values } = orderedSql(by, where);
  const offsets: number[] = [];
  for await (const rows of db.stream<{ off: number }>(`SELECT off FROM (${sql})`, values)) {
    if (signal?.aborted) break;
    for (const { off } of rows) offsets.push(off);
  }
  return offsets;
}

/** Where a page begins that follows a row. @param index where that row was; it may have left the list since. */
export function startAfter(offsets: readonly number[], { index, off }: { index: number; off: number }): number {
  if (offsets[index] === off) return index + 1;
  const now = offsets.indexOf(off);
  return now < 0 ? index : now + 1;
}
