import { groupBy } from "../base/group-by.ts";
import type { ReadRows, SqlValue } from "../store/duckdb.ts";
import { countBins } from "../store/latency-bin.ts";
import { quoteSql } from "../store/sql.ts";
import { counterSql, listRanks, ranksInside, toRanks, valuesInCounters } from "./counted-ranks.ts";

/**
 * Single values of the latencies as they would be sorted, without sorting them: a histogram of their bins (store/latency-bin.ts) finds where the values of
 * the wanted ranks are, and only those bins are sorted.
 */

/** A query of the columns `engine_id`, `latency` and its `bin`, none of them NULL, and its parameters. */
export interface Latencies {
  sql: string;
  values: readonly SqlValue[];
  /** Of the rows of `sql`: how many there are, of how many engines, and their range. */
  n: number;
  engines: number;
  min: number;
  max: number;
}

/** The values of one engine, or of all together. */
export interface Ranked {
  n: number;
  /** @param rank from 0; one that was asked for. */
  at(rank: number): number;
}

/** By engine; under `null` all engines together. */
export type RankedValues = Map<string | null, Ranked>;

/** Below this many values, sorting them is faster than three statements. */
const minToCount = 200_000;
/** Of a histogram, over all engines. With more, the scan that fills them no longer finds them in the cache. */
const maxCounters = 50_000;
/** The share of all values in the counters of wanted ranks above which sorting everything is as fast. */
const maxShare = 0.4;

/** @returns null where sorting all values is faster than what `countRanks` does. */
export function chooseShift({ n, engines, min, max }: Latencies): number | null {
  if (n < minToCount) return null;
  const bins = countBins(min, max);
  let shift = 0;
  while (engines * (bins >> shift) > maxCounters) shift += 1;
  return bins >> shift < 8 ? null : shift;
}

/**
 * @param ranks by engine, and under `null` of all together.
 * @param read of one snapshot: all scans must see the same rows. @returns no entry for what has no ranks.
 */
export async function valuesAtRanks(
  read: ReadRows,
  latencies: Latencies,
  ranks: ReadonlyMap<string | null, readonly number[]>,
): Promise<RankedValues> {
  if ([...ranks.values()].every((some) => some.length === 0)) return new Map();
  const shift = chooseShift(latencies);
  const counted = shift === null ? null : await countRanks(read, latencies, listByEngine(ranks), shift);
  return counted ?? sortRanks(read, latencies, ranks);
}

/** An SQL list of the ranks of a row with the columns `overall` and `engine_id`. */
export function listByEngine(ranks: ReadonlyMap<string | null, readonly number[]>): string {
  const entries = [...ranks].map(
    ([engine, some]) => `${engine === null ? "'all'" : `concat('engine ', ${quoteSql(engine)})`}: [${some.join(", ")}]::BIGINT[]`,
  );
  return `MAP {${entries.join(", ")}}[CASE WHEN overall THEN 'all' ELSE concat('engine ', engine_id) END]`;
}

/** Sorts all values of each engine, and all together. */
export async function sortRanks(
  read: ReadRows,
  { sql, values }: Latencies,
  ranks: ReadonlyMap<string | null, readonly number[]>,
): Promise<RankedValues> {
  const ranked = (overall: boolean) =>
    `SELECT ${overall} AS overall, ${overall ? "''" : "engine_id"} AS engine_id, latency,
       row_number() OVER (${overall ? "" : "PARTITION BY engine_id "}ORDER BY latency) - 1 AS rank FROM (${sql})`;
  const rows = await read<{ overall: boolean; engine_id: string; latency: number; rank: number }>(
    `SELECT * FROM (${ranked(false)} UNION ALL ${ranked(true)}) WHERE list_contains(${listByEngine(ranks)}, rank)`,
    [...values, ...values],
  );
  const answer: RankedValues = new Map();
  for (const [engine, some] of groupBy(rows, ({ overall, engine_id }) => (overall ? null : engine_id))) {
    const byRank = new Map(some.map(({ rank, latency }) => [rank, latency]));
    answer.set(engine, { n: some.length, at: (rank) => byRank.get(rank) ?? missing(rank) });
  }
  return answer;
}

/** A counter that holds requested ranks: of one engine, or of all together. */
interface Counter {
  overall: boolean;
  engine_id: string;
  counter: number;
  /** How many values are in the counter, in lower ones, and in all. */
  n: number;
  below: number;
  total: number;
  ranks: string;
}

/**
 * @param ranks an SQL list of the wanted ranks, of a row with the columns `overall`, `engine_id` and `total` (how many values).
 * @param shift by how many bits bins are made wider: each counter is of 2^shift bins.
 * @returns null when most values are in the counters of the requested ranks.
 */
export async function countRanks(read: ReadRows, latencies: Latencies, ranks: string, shift: number): Promise<RankedValues | null> {
  const counted = { ...latencies, sql: `SELECT engine_id, latency, ${counterSql(shift)} AS counter FROM (${latencies.sql})` };
  const marked = await read<Counter>(
    `WITH histogram AS MATERIALIZED (SELECT engine_id, counter, count(*) AS n FROM (${counted.sql}) GROUP BY ALL),
       all_too AS (SELECT false AS overall, engine_id, counter, n FROM histogram
         UNION ALL SELECT true, '', counter, sum(n)::BIGINT FROM histogram GROUP BY counter),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY overall, engine_id ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY overall, engine_id))::BIGINT AS total FROM all_too),
       found AS (SELECT overall, engine_id, counter, n, upto - n AS below, total, ${ranksInside(ranks)} AS inside FROM placed)
     SELECT * EXCLUDE inside, ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0`,
    latencies.values,
  );
  const own = marked.filter(({ overall }) => !overall);
  if (own.reduce((sum, { n }) => sum + n, 0) > Math.max(minToCount, maxShare * latencies.n)) return null;
  const joint = marked.filter(({ overall }) => overall);
  const ofEngines = await valuesInCounters<{ engine_id: string }>(
    read,
    counted,
    { engine_id: "text" },
    own.map((counter) => ({ ...counter, key: [counter.engine_id] })),
  );
  const ofAll = await valuesInCounters(
    read,
    counted,
    {},
    joint.map((counter) => ({ ...counter, key: [] })),
  );
  const totals = new Map(own.map(({ engine_id, total }) => [engine_id, total]));
  const answer: RankedValues = new Map();
  for (const [engine, rows] of groupBy(ofEngines, ({ engine_id }) => engine_id))
    answer.set(engine, toRanked(totals.get(engine) ?? 0, rows));
  if (joint[0] !== undefined) answer.set(null, toRanked(joint[0].total, ofAll));
  return answer;
}

function toRanked(n: number, rows: readonly { latency: number; ranks: string }[]): Ranked {
  const byRank = new Map(rows.flatMap(({ latency, ranks }) => toRanks(ranks).map((rank) => [rank, latency])));
  return { n, at: (rank) => byRank.get(rank) ?? missing(rank) };
}

function missing(rank: number): never {
  throw new Error(`No value has rank ${rank}.`);
}
