import type { ReadRows, SqlValue } from "../store/duckdb.ts";

/**
 * How values at ranks are found without sorting all of them: a histogram says which counters hold the wanted ranks, and only the values in those are
 * sorted, in the database. Two statements: of one, the planner would keep the whole scan to use it twice (docs/decisions/0015-percentiles-by-counting.md).
 */

/** SQL of the columns of its key, `latency` and `counter`, and its parameters. No larger latency has a lower counter. */
export interface Counted {
  sql: string;
  values: readonly SqlValue[];
}

/** A counter that holds wanted ranks. Its key is SQL: literals of the key columns. */
export interface MarkedCounter {
  key: readonly string[];
  counter: number;
  /** How many values of the same key are in lower counters. */
  below: number;
  /** The wanted ranks in it, as `listRanks` gives them. */
  ranks: string;
}

/** Of a row with a `bin` (store/latency-bin.ts): each counter is of 2^shift bins. */
export const counterSql = (shift: number) => (shift === 0 ? "bin" : `bin >> ${shift}`);

/** Of a list of ranks, those of a row that holds `n` values, and of which the last has the rank `upto - 1`. */
export const ranksInside = (list: string) => `list_filter(${list}, lambda rank: rank >= upto - n AND rank < upto)`;

/** SQL of a list of ranks as one text, for `MarkedCounter`. */
export const listRanks = (list: string) => `array_to_string(list_distinct(${list}), ',')`;

export const toRanks = (list: string): number[] => list.split(",").map(Number);

/**
 * The values at the ranks of the marked counters.
 * @param key its column names; none: all values together.
 * @returns a row of each value that has wanted ranks, with them.
 */
export async function valuesInCounters<Key>(
  read: ReadRows,
  { sql, values }: Counted,
  key: readonly string[],
  marked: readonly MarkedCounter[],
): Promise<(Key & { latency: number; ranks: string })[]> {
  if (marked.length === 0) return [];
  const keys = [...key, "counter"].join(", ");
  const rows = marked.map(
    (of) => `(${[...of.key, `${of.counter}::INTEGER`, `${of.below}::BIGINT`, `[${of.ranks}]::BIGINT[]`].join(", ")})`,
  );
  return read(
    `WITH wanted(${keys}, below, ranks) AS MATERIALIZED (VALUES ${rows.join(", ")}),
       near AS (SELECT ${keys}, latency, count(*) AS n FROM (${sql}) SEMI JOIN wanted USING (${keys}) GROUP BY ALL),
       placed AS (SELECT *, (below + sum(n) OVER (PARTITION BY ${keys} ORDER BY latency))::BIGINT AS upto FROM near JOIN wanted USING (${keys})),
       found AS (SELECT *, ${ranksInside("ranks")} AS inside FROM placed)
     SELECT ${[...key, "latency"].join(", ")}, ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0`,
    values,
  );
}
