import type { ReadRows } from "../store/duckdb.ts";
import { counterBits } from "../store/kept-sums.ts";
import { type Counted, counterSql, listRanks, type MarkedCounter, ranksInside, toRanks } from "./counted-ranks.ts";
import { type KeptScope, selectRest } from "./kept-scope.ts";
import { valuesNear } from "./near-values.ts";
import { maxKeptShare } from "./ranked-values.ts";
import { type Scope, withLatency } from "./scope.ts";

/** What is kept (store/kept-sums.ts) of latencies by engine and bucket of time. */

export interface BucketKey {
  engine_id: string;
  start_s: number;
}

/** The values of a bucket: how many there are, and those at the wanted ranks. */
export interface KeptBucket extends BucketKey {
  n: number;
  at: ReadonlyMap<number, number>;
}

/** The time of the first and the last latency in scope, in Unix seconds; those without a time, or before 1970, are none. */
export async function spanKept(read: ReadRows, scope: Scope, kept: KeptScope): Promise<{ firstS: number; lastS: number } | null> {
  const rest = selectRest(kept, "ts, ts", () => withLatency(scope).and("ts >= 0"));
  const cells = kept.cells.copy().and("start_s IS NOT NULL");
  const [span] = await read<{ first: number | null; last: number | null }>(
    `SELECT min(first_s) AS first, max(last_s) AS last FROM (SELECT first_s, last_s FROM sum_cells ${cells.sql} UNION ALL ${rest.sql})`,
    [...cells.values, ...rest.values],
  );
  return typeof span?.first === "number" && typeof span.last === "number" ? { firstS: span.first, lastS: span.last } : null;
}

/** Counters of buckets of a width, as SQL of `engine_id`, `start_s`, `counter` and `n`. @returns null where a bucket would be a part of one that is kept. */
export function bucketsKept(scope: Scope, kept: KeptScope, widthS: number): Counted | null {
  if (kept.widthsS.some((width) => widthS % width !== 0)) return null;
  const start = (column: string) => `(${column} // ${widthS}) * ${widthS}`;
  const rest = selectRest(kept, `engine_id, ${start("ts")}, ${counterSql(counterBits, "latency_bin")}, 1`, () =>
    withLatency(scope).and("ts >= 0"),
  );
  const cells = kept.cells.copy().and("start_s IS NOT NULL");
  return {
    sql: `SELECT engine_id, start_s, counter, sum(n)::BIGINT AS n FROM (
            SELECT engine_id, ${start("start_s")} AS start_s, counter, n FROM sum_counters ${cells.sql} UNION ALL ${rest.sql}) GROUP BY ALL`,
    values: [...cells.values, ...rest.values],
  };
}

/**
 * @param rows of `engine_id`, `start_s`, `latency` and `bin`. @param counters of the same latencies, as `bucketsKept` gives them.
 * @param ranks an SQL list of the wanted ranks, of a row with the column `total`; each bucket has some.
 * @returns ordered by engine and time; null where looking at all rows is as fast.
 */
export async function countBucketsKept(read: ReadRows, rows: Counted, counters: Counted, ranks: string): Promise<KeptBucket[] | null> {
  const marked = await read<BucketKey & Omit<MarkedCounter, "key"> & { n: number; total: number }>(
    `WITH histogram AS (${counters.sql}),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY engine_id, start_s ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY engine_id, start_s))::BIGINT AS total FROM histogram),
       found AS (SELECT *, upto - n AS below, ${ranksInside(ranks)} AS inside FROM placed)
     SELECT engine_id, start_s, counter, n, below, total, ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0 ORDER BY engine_id, start_s`,
    counters.values,
  );
  const keyOf = ({ engine_id, start_s }: BucketKey) => `${start_s} ${engine_id}`;
  const buckets = new Map(marked.map(({ engine_id, start_s, total }) => [keyOf({ engine_id, start_s }), { engine_id, start_s, n: total }]));
  const all = [...buckets.values()].reduce((sum, { n }) => sum + n, 0);
  if (marked.reduce((sum, { n }) => sum + n, 0) > maxKeptShare * all) return null;
  const { ofKeys } = await valuesNear<BucketKey>(
    read,
    rows,
    { engine_id: "text", start_s: "number" },
    marked.map((counter) => ({ ...counter, key: [counter.engine_id, counter.start_s] })),
  );
  const found = new Map<string, Map<number, number>>();
  for (const row of ofKeys) {
    const key = keyOf(row);
    const at = found.get(key) ?? new Map<number, number>();
    found.set(key, at);
    for (const rank of toRanks(row.ranks)) at.set(rank, row.latency);
  }
  return [...buckets].map(([key, bucket]) => ({ ...bucket, at: found.get(key) ?? new Map() }));
}
