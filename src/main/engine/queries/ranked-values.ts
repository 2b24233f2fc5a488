import { groupBy } from "../base/group-by.ts";
import type { ReadRows, SqlValue } from "../store/duckdb.ts";
import { countBins } from "../store/latency-bin.ts";
import { quoteSql } from "../store/sql.ts";
import { type Counted, counterSql, listRanks, type MarkedCounter, ranksInside, toRanks, valuesInCounters } from "./counted-ranks.ts";
import { valuesNear } from "./near-values.ts";

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
 * @param read of one snapshot: all scans must see the same rows. @param kept counters of the same latencies, as `countRanksKept` takes them. @returns no entry for what has no ranks.
 */
export async function valuesAtRanks(
  read: ReadRows,
  latencies: Latencies,
  ranks: ReadonlyMap<string | null, readonly number[]>,
  kept: Counted | null = null,
): Promise<RankedValues> {
  if ([...ranks.values()].every((some) => some.length === 0)) return new Map();
  const near = kept === null ? null : await countRanksKept(read, latencies, listByEngine(ranks), kept);
  if (near !== null) return near;
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
  const histogram = { sql: `SELECT engine_id, counter, count(*) AS n FROM (${counted.sql}) GROUP BY ALL`, values: latencies.values };
  const marked = await markCounters(read, histogram, ranks, Math.max(minToCount, maxShare * latencies.n));
  if (marked === null) return null;
  const ofEngines = await valuesInCounters<{ engine_id: string }>(read, counted, { engine_id: "text" }, marked.own);
  const ofAll = await valuesInCounters(read, counted, {}, marked.joint);
  return toRankedValues(marked, ofEngines, ofAll);
}

/** The share of all values in the counters of wanted ranks above which they are counted more finely. */
export const maxKeptShare = 0.25;
/** Each is named in the statement. */
const maxKeptEngines = 1_000;

/** As `countRanks`, with counters that are kept: SQL of `engine_id`, `counter` and `n`. @returns null where counting the bins of all rows is faster. */
export async function countRanksKept(read: ReadRows, latencies: Latencies, ranks: string, kept: Counted): Promise<RankedValues | null> {
  if (latencies.engines > maxKeptEngines) return null;
  const histogram = { ...kept, sql: `SELECT engine_id, counter, sum(n)::BIGINT AS n FROM (${kept.sql}) GROUP BY ALL` };
  const marked = await markCounters(read, histogram, ranks, maxKeptShare * latencies.n);
  if (marked === null) return null;
  const { ofKeys, ofAll } = await valuesNear<{ engine_id: string }>(read, latencies, { engine_id: "text" }, marked.own, {
    counters: marked.joint,
    keys: marked.engines.map((engine) => [engine]),
  });
  return toRankedValues(marked, ofKeys, ofAll);
}

interface Marked {
  own: (Counter & MarkedCounter)[];
  joint: (Counter & MarkedCounter)[];
  /** All of them, also those of which no rank is wanted. */
  engines: string[];
}

/** The counters of wanted ranks: besides, the last one of each engine is read, which names it. @param maxValues in them; @returns null with more. */
async function markCounters(read: ReadRows, histogram: Counted, ranks: string, maxValues: number): Promise<Marked | null> {
  const marked = await read<Counter>(
    `WITH histogram AS MATERIALIZED (${histogram.sql}),
       all_too AS (SELECT false AS overall, engine_id, counter, n FROM histogram
         UNION ALL SELECT true, '', counter, sum(n)::BIGINT FROM histogram GROUP BY counter),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY overall, engine_id ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY overall, engine_id))::BIGINT AS total FROM all_too),
       found AS (SELECT overall, engine_id, counter, n, upto - n AS below, upto, total, ${ranksInside(ranks)} AS inside FROM placed)
     SELECT * EXCLUDE (inside, upto), ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0 OR upto = total`,
    histogram.values,
  );
  const own = marked.filter(({ overall }) => !overall).map((counter) => ({ ...counter, key: [counter.engine_id] }));
  const joint = marked.filter(({ overall }) => overall).map((counter) => ({ ...counter, key: [] }));
  const isWanted = (counter: Counter) => counter.ranks !== "";
  const wanted = { own: own.filter(isWanted), joint: joint.filter(isWanted), engines: [...new Set(own.map((one) => one.engine_id))] };
  return wanted.own.reduce((sum, { n }) => sum + n, 0) > maxValues ? null : wanted;
}

function toRankedValues(
  { own, joint }: Marked,
  ofEngines: readonly { engine_id: string; latency: number; ranks: string }[],
  ofAll: readonly { latency: number; ranks: string }[],
): RankedValues {
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
