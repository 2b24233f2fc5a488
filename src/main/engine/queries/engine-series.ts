import type { EngineSeries, Input, Interval, Signal } from "../../../contract/index.ts";
import type { Database, ReadRows } from "../store/duckdb.ts";
import { ranksAround } from "./engine-intervals.ts";
import { fractions, inScope, latencyIn, percentileValues } from "./scope.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that are readable on an axis, in seconds. The last ones cover any timestamp a record can have. */
export const bucketWidthsS = [
  ...[1, 5, 10, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 7, 30, 90, 365, 3_650, 36_500, 365_000, 3_650_000].map((days) => days * day),
];

interface Point {
  width: number;
  engine_id: string;
  start_s: number;
  n: number;
  percentiles: (number | null)[];
  intervals?: Interval[];
}

/** SQL of the latencies in scope by bucket of time: `s` and `bucket` of a WITH clause, and its parameters. */
function bucketed(input: Input<"engines.series">) {
  const where = inScope(input)
    .and(`${latencyIn(input)} IS NOT NULL`)
    .and("ts >= 0");
  const sql = `s AS NOT MATERIALIZED (SELECT engine_id, ts, latency_ms FROM executions ${where.sql}),
       span AS (SELECT min(ts) AS first, max(ts) AS last FROM s),
       bucket AS (SELECT min(w) AS width FROM span, (SELECT unnest([${bucketWidthsS.join(", ")}]) AS w)
                  WHERE last // w - first // w < ?::BIGINT)`;
  return { sql, values: [...where.values, input.maxBuckets] };
}

const place = "width, engine_id, (ts // width) * width AS start_s";

/**
 * Exact percentiles per time bucket and engine. The width is the narrowest of `bucketWidthsS` that gives at most `maxBuckets` for the data in
 * scope; buckets start at whole multiples of it since 1970. Buckets without a known latency are omitted.
 */
export async function engineSeries(db: Database, input: Input<"engines.series">, signal?: Signal): Promise<EngineSeries> {
  const rows = await db.snapshot((read) => (input.intervals ? sortedPoints(read, input) : points(read, input)), signal);
  const engines = new Map<string, { total: number; points: EngineSeries["series"][number]["points"] }>();
  for (const { engine_id, start_s, n, percentiles, intervals } of rows) {
    const engine = engines.get(engine_id) ?? { total: 0, points: [] };
    engines.set(engine_id, engine);
    engine.total += n;
    engine.points.push({ startS: start_s, n, percentiles, ...(intervals === undefined ? {} : { intervals }) });
  }
  // Rows are ordered by engine id and sorting is stable, so engines of equal size stay in that order.
  const largestFirst = [...engines].sort(([, a], [, b]) => b.total - a.total);
  return {
    bucketSeconds: rows[0]?.width ?? bucketWidthsS[0] ?? 1,
    percentiles: [...input.percentiles],
    series: largestFirst.map(([engineId, { points: ofEngine }]) => ({ engineId, points: ofEngine })),
  };
}

async function points(read: ReadRows, input: Input<"engines.series">): Promise<Point[]> {
  const { sql, values } = bucketed(input);
  const rows = await read<Point>(
    `WITH ${sql} SELECT ${place}, count(*) AS n, quantile_cont(latency_ms, ${fractions(input.percentiles)}) AS percentiles
     FROM s, bucket GROUP BY ALL ORDER BY engine_id, start_s`,
    values,
  );
  return rows.map((row) => ({ ...row, percentiles: percentileValues(row.percentiles, input.percentiles) }));
}

/** The same with intervals. Which values a bucket's percentiles and intervals are follows from how many it has. */
async function sortedPoints(read: ReadRows, input: Input<"engines.series">): Promise<Point[]> {
  const { sql, values } = bucketed(input);
  const sizes = await read<{ n: number }>(
    `WITH ${sql} SELECT DISTINCT n FROM (SELECT ${place}, count(*) AS n FROM s, bucket GROUP BY ALL)`,
    values,
  );
  if (sizes.length === 0) return [];
  const wanted = sizes.map(({ n }) => `${n}: [${input.percentiles.flatMap((one) => positions(one, n)).join(", ")}]`);
  const rows = await read<Omit<Point, "percentiles"> & { picked: (number | null)[] }>(
    `WITH ${sql}, sorted AS (SELECT ${place}, list_sort(list(latency_ms)) AS all_of FROM s, bucket GROUP BY ALL)
     SELECT * EXCLUDE all_of, len(all_of) AS n,
       list_transform(MAP {${wanted.join(", ")}}[len(all_of)], lambda pos: all_of[pos]) AS picked
     FROM sorted ORDER BY engine_id, start_s`,
    values,
  );
  return rows.map(({ picked, ...row }) => ({
    ...row,
    percentiles: input.percentiles.map((one, i) => interpolate(one, row.n, picked[4 * i], picked[4 * i + 1])),
    intervals: input.percentiles.map((_, i) => ({ low: picked[4 * i + 2] ?? null, high: picked[4 * i + 3] ?? null })),
  }));
}

/** The values beside the percentile and the ends of its interval, by position from 1; 0 where there is none. */
function positions(percentile: number, n: number): number[] {
  const at = (n - 1) * (percentile / 100);
  const { low, high } = ranksAround(percentile, n);
  return [Math.floor(at) + 1, Math.ceil(at) + 1, low === null ? 0 : low + 1, high === null ? 0 : high + 1];
}

/** In the order of DuckDB's quantile_cont, so that both ways agree to the last bit. */
function interpolate(percentile: number, n: number, below: number | null | undefined, above: number | null | undefined): number | null {
  if (typeof below !== "number" || typeof above !== "number") return null;
  const at = (n - 1) * (percentile / 100);
  const part = at - Math.floor(at);
  return below * (1 - part) + above * part;
}
