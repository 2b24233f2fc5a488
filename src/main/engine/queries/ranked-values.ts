import { groupBy } from "../base/group-by.ts";
import type { ReadRows, SqlValue } from "../store/duckdb.ts";
import { quoteSql } from "../store/sql.ts";

/**
 * Single values of the latencies as they would be sorted, without sorting them: a histogram finds where the values of the wanted ranks are, and only
 * those are read.
 */

/** A query of the columns `engine_id` and `latency`, neither of them NULL, and its parameters. */
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

/** Below this many values, sorting them is faster than two statements. */
const minToCount = 200_000;
/** Counters per engine; the second number is used when the first leaves too many candidates. */
const resolutions = [2_048, 65_536];
const maxCounters = 1_000_000;
/** Most distinct values examined one by one, so as not to block the event loop. */
const maxValues = 20_000;

/** What `count` finds with few counters, else with more; null where neither is worth it. */
export async function withCounters<T>(latencies: Latencies, count: (counters: number) => Promise<T | null>): Promise<T | null> {
  if (latencies.n < minToCount) return null;
  for (const counters of resolutions) {
    if (counters * latencies.engines > maxCounters) break;
    const found = await count(counters);
    if (found) return found;
  }
  return null;
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
  const list = listByEngine(ranks);
  return (await withCounters(latencies, (counters) => countRanks(read, latencies, list, counters))) ?? sortRanks(read, latencies, ranks);
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

/** A counter that contains a requested rank: of one engine, or of all together. */
interface Counter {
  overall: boolean;
  engine_id: string;
  counter: number;
  /** How many values are in lower counters, and in all counters. */
  below: number;
  total: number;
}

interface Value {
  engine_id: string;
  counter: number;
  latency: number;
  n: number;
}

/**
 * @param ranks an SQL list of the wanted ranks, of a row with the columns `overall`, `engine_id` and `total` (how many values).
 * @param counters per engine.
 * @returns null when too many distinct values share the counters of the requested ranks.
 */
export async function countRanks(read: ReadRows, latencies: Latencies, ranks: string, counters: number): Promise<RankedValues | null> {
  const counted = withCounter(latencies, counters);
  const marked = await read<Counter>(
    `WITH histogram AS MATERIALIZED (SELECT engine_id, counter, count(*) AS n FROM (${counted}) GROUP BY ALL),
       all_too AS (SELECT false AS overall, engine_id, counter, n FROM histogram
         UNION ALL SELECT true, '', counter, sum(n)::BIGINT FROM histogram GROUP BY counter),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY overall, engine_id ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY overall, engine_id))::BIGINT AS total FROM all_too)
     SELECT overall, engine_id, counter, upto - n AS below, total FROM placed
     WHERE len(list_filter(${ranks}, lambda rank: rank >= upto - n AND rank < upto)) > 0
     ORDER BY counter`,
    latencies.values,
  );
  const inQuestion = [...new Set(marked.map(({ counter }) => counter))];
  const near = await read<Value>(
    `WITH wanted AS MATERIALIZED (SELECT unnest([${inQuestion.join(", ")}]::INTEGER[]) AS counter)
     SELECT engine_id, counter, latency, count(*) AS n FROM (${counted}) WHERE counter IN (SELECT counter FROM wanted)
     GROUP BY ALL LIMIT ${maxValues + 1}`,
    latencies.values,
  );
  return near.length > maxValues ? null : combine(marked, near);
}

/** Assigns each value to a counter. Monotonic: each step is rounded correctly, so a larger value never gets a lower counter. */
export function withCounter({ sql, min, max }: Latencies, counters: number): string {
  // The fourth root spreads small and large latencies evenly. Not ln, which may be off by an ulp either way; sqrt is rounded correctly.
  const root = (x: number) => Math.sqrt(Math.sqrt(Math.max(0, x)));
  const width = root(max) - root(min);
  const scale = width > 0 ? (counters - 1) / width : 0;
  const position = `(sqrt(sqrt(greatest(latency, 0e0))) - ${root(min).toExponential()}) * ${scale.toExponential()}`;
  return `SELECT engine_id, latency, floor(${position})::INTEGER AS counter FROM (${sql})`;
}

function combine(marked: readonly Counter[], near: readonly Value[]): RankedValues {
  const values = near.toSorted((a, b) => a.latency - b.latency);
  const byCounter = groupBy(values, ({ counter }) => counter);
  const answer: RankedValues = new Map();
  for (const [engine, counters] of groupBy(marked, ({ overall, engine_id }) => (overall ? null : engine_id))) {
    const ranked = counters.map(({ counter, below }) => {
      const ofEngine = (byCounter.get(counter) ?? []).filter(({ engine_id }) => engine === null || engine_id === engine);
      return { below, values: ofEngine };
    });
    answer.set(engine, { n: counters[0]?.total ?? 0, at: (rank) => valueAt(ranked, rank) });
  }
  return answer;
}

/** The value at a 0-based rank. */
function valueAt(counters: readonly { below: number; values: readonly Value[] }[], rank: number): number {
  let { below, values } = counters.findLast((counter) => counter.below <= rank) ?? { below: 0, values: [] };
  for (const { latency, n } of values) {
    below += n;
    if (rank < below) return latency;
  }
  return missing(rank);
}

function missing(rank: number): never {
  throw new Error(`No value has rank ${rank}.`);
}
