import type { ReadRows } from "../store/duckdb.ts";
import { counterBits } from "../store/kept-sums.ts";
import { type Counted, counterSql, type KeyColumns, listRanks, type MarkedCounter, ranksInside, toTable } from "./counted-ranks.ts";

/** A value, whose it is, and the wanted ranks that it has. */
export type FoundValue<Key> = Key & { latency: number; ranks: string };

/** Counters of all values together, and every key that has a value in them. */
export interface Joint {
  counters: readonly MarkedCounter[];
  keys: readonly (readonly (string | number)[])[];
}

/**
 * As `valuesInCounters`, for counters as they are kept (store/kept-sums.ts), which hold some hundredths of all values: one look at the rows takes aside those of the counters, whose bins say which of
 * them are sorted.
 * @param rows of the key's columns, `latency` and `bin`.
 * @param marked of a key.
 */
export async function valuesNear<Key>(
  read: ReadRows,
  rows: Counted,
  columns: KeyColumns,
  marked: readonly MarkedCounter[],
  { counters: joint, keys: everyKey }: Joint = { counters: [], keys: [] },
): Promise<{ ofKeys: FoundValue<Key>[]; ofAll: FoundValue<unknown>[] }> {
  if (marked.length + joint.length === 0) return { ofKeys: [], ofAll: [] };
  const keys = Object.keys(columns).join(", ");
  const numbered = (counters: readonly MarkedCounter[]) => counters.map((counter, id) => ({ ...counter, key: [...counter.key, id] }));
  const own = toTable({ ...columns, id: "number" }, numbered(marked));
  const all = joint.length === 0 ? null : toTable({ id: "number" }, numbered(joint));
  const every = toTable(
    columns,
    everyKey.map((key) => ({ key, counter: 0, below: 0, ranks: "0" })),
  );
  const wanted =
    all === null
      ? `SELECT ${keys}, counter, id AS own_id FROM own`
      : `SELECT ${keys}, counter, o.id AS own_id, j.joint_id AS joint_id FROM own o FULL JOIN
           (SELECT ${keys}, counter, joint.id AS joint_id FROM every_key CROSS JOIN joint) j USING (${keys}, counter)`;
  const found = await read<{ is_joint: boolean; id: number; latency: number; ranks: string }>(
    `WITH own AS MATERIALIZED (${own.sql}),${all === null ? "" : ` joint AS MATERIALIZED (${all.sql}), every_key AS MATERIALIZED (SELECT ${keys} FROM (${every.sql})),`}
       wanted AS MATERIALIZED (${wanted}),
       near AS MATERIALIZED (SELECT own_id, ${all === null ? "" : "joint_id, "}bin, latency
         FROM (SELECT *, ${counterSql(counterBits)} AS counter FROM (${rows.sql}) WHERE ${within([...marked, ...joint])}) JOIN wanted USING (${keys}, counter)),
       ${findRanked("own", "own_id")}${all === null ? "" : `, ${findRanked("joint", "joint_id")}`}
     SELECT false AS is_joint, * FROM own_values ${all === null ? "" : "UNION ALL SELECT true, * FROM joint_values"}`,
    [...own.values, ...(all === null ? [] : [...all.values, ...every.values]), ...rows.values],
  );
  const toKey = (id: number) => Object.fromEntries(Object.keys(columns).map((name, i) => [name, marked[id]?.key[i]])) as Key;
  return {
    ofKeys: found.filter(({ is_joint }) => !is_joint).map(({ id, latency, ranks }) => ({ ...toKey(id), latency, ranks })),
    ofAll: found.filter(({ is_joint }) => is_joint),
  };
}

/** Of rows with a bin in these counters, and of those between: it is looked for where rows are read. */
function within(counters: readonly MarkedCounter[]): string {
  const numbers = counters.map(({ counter }) => counter);
  const [first, last] = numbers.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [Infinity, 0]);
  return `bin >= ${first << counterBits} AND bin < ${(last + 1) << counterBits}`;
}

/** SQL of the values of `near` at the ranks of the counters in a table: first the bins that hold the ranks, then the values in those. */
function findRanked(table: "own" | "joint", id: "own_id" | "joint_id"): string {
  return `${table}_bins AS MATERIALIZED (SELECT id, bin, upto - n AS below, inside AS ranks FROM (
         SELECT *, ${ranksInside("ranks")} AS inside FROM (
           SELECT *, (below + sum(n) OVER (PARTITION BY id ORDER BY bin))::BIGINT AS upto FROM (
             SELECT ${id} AS id, bin, count(*) AS n FROM near WHERE ${id} IS NOT NULL GROUP BY ALL) JOIN ${table} USING (id)))
         WHERE len(inside) > 0),
       ${table}_values AS (SELECT id, latency, ${listRanks("inside")} AS ranks FROM (
         SELECT *, ${ranksInside("ranks")} AS inside FROM (
           SELECT *, (below + sum(n) OVER (PARTITION BY id, bin ORDER BY latency))::BIGINT AS upto FROM (
             SELECT ${id} AS id, near.bin AS bin, latency, count(*) AS n FROM near JOIN ${table}_bins b ON b.id = near.${id} AND b.bin = near.bin GROUP BY ALL)
           JOIN ${table}_bins USING (id, bin)))
         WHERE len(inside) > 0)`;
}
