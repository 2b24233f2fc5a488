import type { ReadRows, SqlValue } from "../store/duckdb.ts";
import { fractions } from "./scope.ts";

/**
 * Exact percentiles of latencies, linearly interpolated (type 7 of Hyndman and Fan, numpy's default): by engine, and under `null` for all
 * engines together. There are two ways to the same numbers, bit for bit. DuckDB's `quantile_cont` holds every value in memory, and runs on
 * one thread for all engines together; counting uses a histogram to find the few values that matter, and reads only those.
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

export type Percentiles = Map<string | null, number[]>;

/** Below this many values, one statement is faster than two. */
const minToCount = 200_000;
/** Counters per engine; the second number is used when the first leaves too many candidates. */
const resolutions = [2_048, 65_536];
const maxCounters = 1_000_000;
/** Most distinct values examined one by one, so as not to block the event loop. */
const maxValues = 20_000;

/**
 * Counts where that is faster, selects otherwise.
 * @param read of one snapshot: both scans, and the query that counted `n`, must see the same rows.
 * @param percentiles 0 to 100. @returns in ms, in their order; no entry for an engine without latencies. Fails as `read` does.
 */
export async function exactPercentiles(read: ReadRows, latencies: Latencies, percentiles: readonly number[]): Promise<Percentiles> {
  if (latencies.n === 0) return new Map();
  if (latencies.n >= minToCount) {
    for (const counters of resolutions) {
      if (counters * latencies.engines > maxCounters) break;
      const found = await byCounting(read, latencies, percentiles, counters);
      if (found) return found;
    }
  }
  return bySelecting(read, latencies, percentiles);
}

/** With DuckDB's `quantile_cont`, which runs `sql` twice. */
export async function bySelecting(read: ReadRows, { sql, values }: Latencies, percentiles: readonly number[]): Promise<Percentiles> {
  const wanted = `quantile_cont(latency, ${fractions(percentiles)}) AS percentiles`;
  // Two branches of one statement run in parallel; GROUPING SETS would run one after the other.
  const rows = await read<{ engine_id: string | null; percentiles: number[] }>(
    `SELECT engine_id, ${wanted} FROM (${sql}) GROUP BY engine_id UNION ALL SELECT NULL, ${wanted} FROM (${sql})`,
    [...values, ...values],
  );
  return new Map(rows.map((row) => [row.engine_id, row.percentiles]));
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
 * @param counters per engine.
 * @returns null when too many distinct values share the counters of the requested ranks.
 */
export async function byCounting(
  read: ReadRows,
  latencies: Latencies,
  percentiles: readonly number[],
  counters: number,
): Promise<Percentiles | null> {
  const counted = withCounter(latencies, counters);
  const marked = await read<Counter>(
    `WITH histogram AS MATERIALIZED (SELECT engine_id, counter, count(*) AS n FROM (${counted}) GROUP BY ALL),
       all_too AS (SELECT false AS overall, engine_id, counter, n FROM histogram
         UNION ALL SELECT true, '', counter, sum(n)::BIGINT FROM histogram GROUP BY counter),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY overall, engine_id ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY overall, engine_id))::BIGINT AS total FROM all_too)
     SELECT overall, engine_id, counter, upto - n AS below, total FROM placed
     WHERE len(list_filter(${fractions(percentiles)},
       lambda f: ceil((total - 1) * f) >= below AND floor((total - 1) * f) < upto)) > 0
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
  return near.length > maxValues ? null : combine(marked, near, percentiles);
}

/** Assigns each value to a counter. Monotonic: each step is rounded correctly, so a larger value never gets a lower counter. */
function withCounter({ sql, min, max }: Latencies, counters: number): string {
  // The fourth root spreads small and large latencies evenly. Not ln, which may be off by an ulp either way; sqrt is rounded correctly.
  const root = (x: number) => Math.sqrt(Math.sqrt(Math.max(0, x)));
  const width = root(max) - root(min);
  const scale = width > 0 ? (counters - 1) / width : 0;
  const position = `(sqrt(sqrt(greatest(latency, 0e0))) - ${root(min).toExponential()}) * ${scale.toExponential()}`;
  return `SELECT engine_id, latency, floor(${position})::INTEGER AS counter FROM (${sql})`;
}

function combine(marked: readonly Counter[], near: readonly Value[], percentiles: readonly number[]): Percentiles {
  const values = near.toSorted((a, b) => a.latency - b.latency);
  const byCounter = groupBy(values, ({ counter }) => counter);
  const answer: Percentiles = new Map();
  for (const [engine, counters] of groupBy(marked, ({ overall, engine_id }) => (overall ? null : engine_id))) {
    const total = counters[0]?.total ?? 0;
    const ranked = counters.map(({ counter, below }) => {
      const ofEngine = (byCounter.get(counter) ?? []).filter(({ engine_id }) => engine === null || engine_id === engine);
      return { below, values: ofEngine };
    });
    const at = (rank: number) => valueAt(ranked, rank);
    answer.set(
      engine,
      percentiles.map((percentile) => {
        const position = (total - 1) * (Number(percentile) / 100);
        const part = position - Math.floor(position);
        // In the order of DuckDB's quantile_cont: another order of the same sum would differ in the last bit.
        return at(Math.floor(position)) * (1 - part) + at(Math.ceil(position)) * part;
      }),
    );
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
  throw new Error(`No value has rank ${rank}.`);
}

/** Values by key, in their order. `Map.groupBy` is missing in Node 20, which the package supports. */
function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
