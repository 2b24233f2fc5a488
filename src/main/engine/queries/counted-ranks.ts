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

/** Columns that say whose values a counter is of. */
export type KeyColumns = Readonly<Record<string, "text" | "number">>;

/** A counter that holds wanted ranks, and the values of its key columns. */
export interface MarkedCounter {
  key: readonly (string | number)[];
  counter: number;
  /** How many values of the same key are in lower counters. */
  below: number;
  /** The wanted ranks in it, as `listRanks` gives them. */
  ranks: string;
}

/** Of a row with a bin (store/latency-bin.ts): each counter is of 2^shift bins. */
export const counterSql = (shift: number, bin = "bin") => (shift === 0 ? bin : `${bin} >> ${shift}`);

/** Of a list of ranks, those of a row that holds `n` values, and of which the last has the rank `upto - 1`. */
export const ranksInside = (list: string) => `list_filter(${list}, lambda rank: rank >= upto - n AND rank < upto)`;

/** SQL of a list of ranks as one text, for `MarkedCounter`. */
export const listRanks = (list: string) => `array_to_string(list_distinct(${list}), ',')`;

export const toRanks = (list: string): number[] => list.split(",").map(Number);

/**
 * The values at the ranks of the marked counters.
 * @param columns of their keys, in order; none: all values together.
 * @returns a row of each value that has wanted ranks, with them.
 */
export async function valuesInCounters<Key>(
  read: ReadRows,
  { sql, values }: Counted,
  columns: KeyColumns,
  marked: readonly MarkedCounter[],
): Promise<(Key & { latency: number; ranks: string })[]> {
  if (marked.length === 0) return [];
  const names = Object.keys(columns);
  const keys = [...names, "counter"].join(", ");
  const wanted = toTable(columns, marked);
  return read(
    `WITH wanted AS MATERIALIZED (${wanted.sql}),
       near AS (SELECT ${keys}, latency, count(*) AS n FROM (${sql}) SEMI JOIN wanted USING (${keys}) GROUP BY ALL),
       placed AS (SELECT *, (below + sum(n) OVER (PARTITION BY ${keys} ORDER BY latency))::BIGINT AS upto FROM near JOIN wanted USING (${keys})),
       found AS (SELECT *, ${ranksInside("ranks")} AS inside FROM placed)
     SELECT ${[...names, "latency"].join(", ")}, ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0`,
    [...wanted.values, ...values],
  );
}

/** The counters as rows. Columns come as one parameter each: to parse as many literals takes a hundred times as long. */
export function toTable(columns: KeyColumns, marked: readonly MarkedCounter[]): Counted {
  const texts: SqlValue[] = [];
  const lists: string[] = [];
  const selected: string[] = [];
  for (const [i, [name, type]] of Object.entries(columns).entries()) {
    const ofKey = marked.map(({ key }) => key[i] ?? "");
    if (type === "number") {
      selected.push(`key${i} AS ${name}`);
      lists.push(ofKey.join(","));
      continue;
    }
    const places = new Map([...new Set(ofKey)].map((text, place) => [text, place + 1]));
    selected.push(`([${[...places].map(() => "?").join(", ")}])[key${i}] AS ${name}`);
    texts.push(...places.keys());
    lists.push(ofKey.map((text) => places.get(text)).join(","));
  }
  const unnested = [...lists.map((_, i) => `key${i}`), "counter", "below"].map(
    (name) => `unnest(string_split(?, ',')::BIGINT[]) AS ${name}`,
  );
  return {
    sql: `SELECT ${[...selected, "counter::INTEGER AS counter", "below", "string_split(ranks, ',')::BIGINT[] AS ranks"].join(", ")}
      FROM (SELECT ${[...unnested, "unnest(string_split(?, ';')) AS ranks"].join(", ")})`,
    values: [
      ...texts,
      ...lists,
      marked.map(({ counter }) => counter).join(","),
      marked.map(({ below }) => below).join(","),
      marked.map(({ ranks }) => ranks).join(";"),
    ],
  };
}
