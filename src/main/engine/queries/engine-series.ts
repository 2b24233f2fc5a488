import type { EngineSeries, Input, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { fractions, inScope, latencyIn, percentileValues } from "./scope.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that are readable on an axis, in seconds. The last ones cover any timestamp a record can have. */
const bucketWidthsS = [
  ...[1, 5, 10, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 7, 30, 90, 365, 3_650, 36_500, 365_000, 3_650_000].map((days) => days * day),
];

interface PointRow {
  width: number;
  engine_id: string;
  start_s: number;
  n: number;
  percentiles: number[];
}

/**
 * Exact percentiles per time bucket and engine. The width is the narrowest of `bucketWidthsS` that gives at most `maxBuckets` for the data in
 * scope; buckets start at whole multiples of it since 1970. Buckets without a known latency are omitted.
 */
export async function engineSeries(db: Database, input: Input<"engines.series">, signal?: Signal): Promise<EngineSeries> {
  const where = inScope(input)
    .and(`${latencyIn(input)} IS NOT NULL`)
    .and("ts >= 0");
  const rows = await db.all<PointRow>(
    `WITH s AS NOT MATERIALIZED (SELECT engine_id, ts, latency_ms FROM executions ${where.sql}),
       span AS (SELECT min(ts) AS first, max(ts) AS last FROM s),
       bucket AS (SELECT min(w) AS width FROM span, (SELECT unnest([${bucketWidthsS.join(", ")}]) AS w)
                  WHERE last // w - first // w < ?::BIGINT)
     SELECT width, engine_id, (ts // width) * width AS start_s, count(*) AS n,
       quantile_cont(latency_ms, ${fractions(input.percentiles)}) AS percentiles
     FROM s, bucket GROUP BY ALL ORDER BY engine_id, start_s`,
    [...where.values, input.maxBuckets],
    signal,
  );
  const engines = new Map<string, { total: number; points: EngineSeries["series"][number]["points"] }>();
  for (const row of rows) {
    const engine = engines.get(row.engine_id) ?? { total: 0, points: [] };
    engines.set(row.engine_id, engine);
    engine.total += row.n;
    engine.points.push({ startS: row.start_s, n: row.n, percentiles: percentileValues(row.percentiles, input.percentiles) });
  }
  // Rows are ordered by engine id and sorting is stable, so engines of equal size stay in that order.
  const largestFirst = [...engines].sort(([, a], [, b]) => b.total - a.total);
  return {
    bucketSeconds: rows[0]?.width ?? bucketWidthsS[0] ?? 1,
    percentiles: [...input.percentiles],
    series: largestFirst.map(([engineId, { points }]) => ({ engineId, points })),
  };
}
