import type { Signal } from "../../../contract/index.ts";
import type { Database, SqlRow, SqlValue } from "../store/duckdb.ts";

/** Offsets nearer than this to each other are read in one go: about what one block of rows spans. */
const nearBytes = 1 << 20;

/**
 * Reads `columns` of the rows at these offsets, in any order. A page's rows are found on narrow columns first and
 * their texts fetched here. One lookup by a constant offset reads one block, whatever the table's size, while
 * `off IN (…)` over far apart offsets reads the whole table: hence one part a cluster of offsets.
 * @param columns SQL of our own, never user text.
 */
export async function rowsAt<T extends SqlRow & { off: number }>(
  db: Database,
  table: "executions" | "comparisons" | "candidates",
  columns: string,
  offsets: readonly number[],
  signal?: Signal,
): Promise<T[]> {
  if (offsets.length === 0) return [];
  const values: SqlValue[] = [];
  const parts = clusters(offsets).map((cluster) => {
    const [first, last] = [cluster[0] ?? 0, cluster.at(-1) ?? 0];
    if (first === last) {
      values.push(first);
      return `SELECT ${columns} FROM ${table} WHERE off = ?::BIGINT`;
    }
    values.push(first, last, ...cluster);
    return `SELECT ${columns} FROM ${table} WHERE off BETWEEN ?::BIGINT AND ?::BIGINT AND off IN (${cluster.map(() => "?::BIGINT").join(", ")})`;
  });
  return await db.all<T>(parts.join("\nUNION ALL\n"), values, signal);
}

function clusters(offsets: readonly number[]): number[][] {
  const found: number[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    if (offset - last > nearBytes) found.push([]);
    found.at(-1)?.push(offset);
    last = offset;
  }
  return found;
}
