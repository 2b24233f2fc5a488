import { groupBy } from "../base/group-by.ts";
import type { Latencies } from "../queries/ranked-values.ts";
import type { ReadRows } from "../store/duckdb.ts";

/** Below this many values all are sorted. */
const maxSorted = 200_000;
const counters = 65_536;

/** The values at ranks (from 0), by engine. */
export type ValuesAtRanks = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * The values at many ranks, a thousand of each engine, of however many values. Unlike `valuesAtRanks`, which reads the values near a few ranks into this
 * process, it sorts the counters of a histogram that hold a wanted rank in the database, and reads nothing but the wanted values.
 * @param read of one snapshot. @param ranks by engine, each below its count.
 */
export async function readManyRanks(
  read: ReadRows,
  latencies: Latencies,
  ranks: ReadonlyMap<string, readonly number[]>,
): Promise<ValuesAtRanks> {
  const engines = [...ranks].filter(([, some]) => some.length > 0);
  if (engines.length === 0) return new Map();
  const lists = engines.map(([, some]) => [...new Set(some)].join(","));
  const wanted = engines.map(() => "SELECT ? AS engine_id, unnest(string_split(?, ','))::BIGINT AS rank").join(" UNION ALL ");
  const parameters = engines.flatMap(([engine], i) => [engine, lists[i] ?? ""]);
  const rows = await (latencies.n <= maxSorted ? sortAll : sortCounters)(read, latencies, wanted, parameters);
  return new Map(
    [...groupBy(rows, ({ engine_id }) => engine_id)].map(([engine, some]) => [
      engine,
      new Map(some.map(({ rank, latency }) => [rank, latency])),
    ]),
  );
}

interface RankedRow {
  engine_id: string;
  rank: number;
  latency: number;
}

function sortAll(read: ReadRows, { sql, values }: Latencies, wanted: string, parameters: readonly string[]): Promise<RankedRow[]> {
  return read<RankedRow>(
    `WITH wanted AS (${wanted}), ranked AS (
       SELECT engine_id, latency, row_number() OVER (PARTITION BY engine_id ORDER BY latency) - 1 AS rank FROM (${sql}))
     SELECT engine_id, rank, latency FROM ranked JOIN wanted USING (engine_id, rank)`,
    [...parameters, ...values],
  );
}

/** In two statements: of one, the planner would keep the whole scan to use it twice (docs/decisions/0015-percentiles-by-counting.md). */
async function sortCounters(read: ReadRows, latencies: Latencies, wanted: string, parameters: readonly string[]): Promise<RankedRow[]> {
  const counted = withCounter(latencies);
  const found = await read<{ engine_id: string; rank: number; counter: number; below: number }>(
    `WITH wanted AS (${wanted}),
       histogram AS MATERIALIZED (SELECT engine_id, counter, count(*) AS n FROM (${counted}) GROUP BY ALL),
       placed AS (SELECT engine_id, counter, ((sum(n) OVER (PARTITION BY engine_id ORDER BY counter)) - n)::BIGINT AS below FROM histogram)
     SELECT wanted.engine_id, rank, counter, below
     FROM wanted ASOF JOIN placed ON wanted.engine_id = placed.engine_id AND wanted.rank >= placed.below`,
    [...parameters, ...latencies.values],
  );
  const names = [...new Set(found.map(({ engine_id }) => engine_id))];
  const numbers = (some: readonly number[]) => some.join(",");
  return read<RankedRow>(
    `WITH wanted AS MATERIALIZED (
       SELECT ([${names.map(() => "?").join(", ")}])[name] AS engine_id, rank, counter, place FROM (SELECT ${[
         "name",
         "rank",
         "counter",
         "place",
       ]
         .map((column) => `unnest(string_split(?, ',')::BIGINT[]) AS ${column}`)
         .join(", ")})),
       marked AS (SELECT DISTINCT engine_id, counter FROM wanted),
       sorted AS (SELECT engine_id, counter, latency, row_number() OVER (PARTITION BY engine_id, counter ORDER BY latency) - 1 AS place
         FROM (${counted}) SEMI JOIN marked USING (engine_id, counter))
     SELECT engine_id, rank, latency FROM sorted JOIN wanted USING (engine_id, counter, place)`,
    [
      ...names,
      numbers(found.map(({ engine_id }) => names.indexOf(engine_id) + 1)),
      numbers(found.map(({ rank }) => rank)),
      numbers(found.map(({ counter }) => counter)),
      numbers(found.map(({ rank, below }) => rank - below)),
      ...latencies.values,
    ],
  );
}

/** Assigns each value to a counter. Monotonic: each step is rounded correctly, so a larger value never gets a lower counter. */
function withCounter({ sql, min, max }: Latencies): string {
  // The fourth root spreads small and large latencies evenly. Not ln, which may be off by an ulp either way; sqrt is rounded correctly.
  const root = (x: number) => Math.sqrt(Math.sqrt(Math.max(0, x)));
  const width = root(max) - root(min);
  const scale = width > 0 ? (counters - 1) / width : 0;
  const position = `(sqrt(sqrt(greatest(latency, 0e0))) - ${root(min).toExponential()}) * ${scale.toExponential()}`;
  return `SELECT engine_id, latency, floor(${position})::INTEGER AS counter FROM (${sql})`;
}
