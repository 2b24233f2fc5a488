import type { EngineSeries, Input, Interval, Signal } from "../../../contract/index.ts";
import { type RankInterval, valueBetween, wholeRanks } from "../statistics/percentile-ranks.ts";
import type { Database, ReadRows, SqlValue } from "../store/duckdb.ts";
import { chooseBucketWidth, narrowestS } from "../store/time-widths.ts";
import { type Counted, counterSql, listRanks, ranksInside, toRanks, valuesInCounters } from "./counted-ranks.ts";
import { ranksAround } from "./engine-intervals.ts";
import { findKept, type KeptScope } from "./kept-scope.ts";
import { bucketsKept, countBucketsKept, spanKept } from "./kept-series.ts";
import { ranksBeside } from "./percentiles.ts";
import { fractions, percentileValues, withLatency } from "./scope.ts";
import { chooseWidth } from "./time-buckets.ts";

interface Point {
  engine_id: string;
  start_s: number;
  n: number;
  percentiles: (number | null)[];
  intervals?: Interval[];
}

/** The latencies in scope as SQL of `engine_id`, `start_s` of their bucket, `latency` and `bin`, and its parameters. */
interface Bucketed {
  sql: string;
  values: readonly SqlValue[];
}

/** Below this many values, sorting those of each bucket is faster than counting. */
const minToCount = 200_000;
/** Of a histogram, over all engines and buckets. */
const maxCounters = 100_000;
/** About as many are in use where latencies spread over two powers of ten. */
const usedBins = 4_096;

/**
 * Exact percentiles per time bucket and engine. The width is the narrowest (time-buckets.ts) that gives at most `maxBuckets` for the data in
 * scope; buckets start at whole multiples of it since 1970. Buckets without a known latency are omitted.
 */
export async function engineSeries(db: Database, input: Input<"engines.series">, signal?: Signal): Promise<EngineSeries> {
  const where = withLatency(input).and("ts >= 0");
  const { width, rows } = await db.snapshot(async (read) => {
    const kept = await findKept(read, input);
    const width = kept === null ? await chooseWidth(read, where, input.maxBuckets) : await chooseWidthKept(read, input, kept);
    if (width === null) return { width, rows: [] };
    const sql = `SELECT engine_id, (ts // ${width}) * ${width} AS start_s, latency_ms AS latency, latency_bin AS bin FROM executions ${where.sql}`;
    const bucketed = { sql, values: where.values };
    const counters = kept === null ? null : bucketsKept(input, kept, width);
    const found = counters === null ? null : await pointsKept(read, bucketed, counters, input);
    return { width, rows: found ?? (await (input.intervals ? pointsWithIntervals : points)(read, bucketed, input.percentiles)) };
  }, signal);
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
    bucketSeconds: width ?? narrowestS,
    percentiles: [...input.percentiles],
    series: largestFirst.map(([engineId, { points: ofEngine }]) => ({ engineId, points: ofEngine })),
  };
}

async function chooseWidthKept(read: ReadRows, input: Input<"engines.series">, kept: KeptScope): Promise<number | null> {
  const span = await spanKept(read, input, kept);
  return span === null ? null : chooseBucketWidth(span.firstS, span.lastS, input.maxBuckets);
}

/** From counters that are kept; null where that is not faster. */
async function pointsKept(
  read: ReadRows,
  bucketed: Bucketed,
  counters: Counted,
  { percentiles, intervals }: Input<"engines.series">,
): Promise<Point[] | null> {
  const wanted = intervals ? ranksOfSize(await ranksOfBuckets(read, counters, percentiles), "total") : ranksBeside(percentiles);
  const buckets = await countBucketsKept(read, bucketed, counters, wanted);
  return buckets?.map(({ at, ...bucket }) => toPoint(bucket, percentiles, intervals === true, (rank) => at.get(rank))) ?? null;
}

/** The wanted ranks of each size that a bucket has. @param counters SQL of `engine_id`, `start_s` and `n`. */
async function ranksOfBuckets(read: ReadRows, counters: Counted, percentiles: readonly number[]): Promise<RanksBySize> {
  const sizes = await read<{ n: number }>(
    `SELECT DISTINCT n FROM (SELECT sum(n)::BIGINT AS n FROM (${counters.sql}) GROUP BY engine_id, start_s)`,
    counters.values,
  );
  return new Map(sizes.map(({ n }) => [n, percentiles.flatMap((one) => ranksAndEnds(one, n))]));
}

/** @param find the value at a rank. */
function toPoint(
  bucket: Omit<Point, "percentiles" | "intervals">,
  percentiles: readonly number[],
  withIntervals: boolean,
  find: (rank: number) => number | undefined,
): Point {
  const at = (rank: number) => find(rank) ?? Number.NaN;
  const toValue = (place: number | null) => {
    const value = place === null ? Number.NaN : valueBetween(place, at);
    return Number.isNaN(value) ? null : value;
  };
  const toInterval = ({ low, high }: RankInterval) => ({ low: toValue(low), high: toValue(high) });
  return {
    ...bucket,
    percentiles: percentiles.map((one) => toValue(placeOf(one, bucket.n))),
    ...(withIntervals ? { intervals: percentiles.map((one) => toInterval(ranksAround(one, bucket.n))) } : {}),
  };
}

async function points(read: ReadRows, { sql, values }: Bucketed, percentiles: readonly number[]): Promise<Point[]> {
  const rows = await read<Point>(
    `SELECT engine_id, start_s, count(*) AS n, quantile_cont(latency, ${fractions(percentiles)}) AS percentiles
     FROM (${sql}) GROUP BY engine_id, start_s ORDER BY engine_id, start_s`,
    values,
  );
  return rows.map((row) => ({ ...row, percentiles: percentileValues(row.percentiles, percentiles) }));
}

/** The same with intervals. Which values a bucket's percentiles and intervals are follows from how many it has. */
async function pointsWithIntervals(read: ReadRows, bucketed: Bucketed, percentiles: readonly number[]): Promise<Point[]> {
  const buckets = await read<{ engine_id: string; start_s: number; n: number }>(
    `SELECT engine_id, start_s, count(*) AS n FROM (${bucketed.sql}) GROUP BY engine_id, start_s ORDER BY engine_id, start_s`,
    bucketed.values,
  );
  if (buckets.length === 0) return [];
  const ranks = new Map(buckets.map(({ n }) => [n, percentiles.flatMap((one) => ranksAndEnds(one, n))]));
  const n = buckets.reduce((sum, bucket) => sum + bucket.n, 0);
  const found = await (n < minToCount ? sortBuckets : countBuckets)(read, bucketed, ranks, buckets.length);
  return buckets.map((bucket) => toPoint(bucket, percentiles, true, (rank) => found.get(keyOf(bucket))?.get(rank)));
}

/** Values by rank, by bucket. */
type RankedBuckets = ReadonlyMap<string, ReadonlyMap<number, number>>;
/** The wanted ranks of a bucket by how many values it has. */
type RanksBySize = ReadonlyMap<number, readonly number[]>;

const keyOf = ({ engine_id, start_s }: Pick<Point, "engine_id" | "start_s">) => `${start_s} ${engine_id}`;

const ranksOfSize = (ranks: RanksBySize, size: string) =>
  `MAP {${[...ranks].map(([n, some]) => `${n}: [${[...new Set(some)].join(", ")}]::BIGINT[]`).join(", ")}}[${size}]`;

async function sortBuckets(read: ReadRows, { sql, values }: Bucketed, ranks: RanksBySize): Promise<RankedBuckets> {
  const rows = await read<Pick<Point, "engine_id" | "start_s"> & { ranks: number[]; picked: number[] }>(
    `WITH sorted AS (SELECT engine_id, start_s, list_sort(list(latency)) AS all_of FROM (${sql}) GROUP BY engine_id, start_s),
       asked AS (SELECT *, ${ranksOfSize(ranks, "len(all_of)")} AS ranks FROM sorted)
     SELECT engine_id, start_s, ranks, list_transform(ranks, lambda rank: all_of[rank + 1]) AS picked FROM asked`,
    values,
  );
  return new Map(rows.map((row) => [keyOf(row), new Map(row.ranks.map((rank, i) => [Number(rank), row.picked[i] ?? Number.NaN]))]));
}

/** However many values there are, in the memory of a histogram. */
async function countBuckets(read: ReadRows, { sql, values }: Bucketed, ranks: RanksBySize, buckets: number): Promise<RankedBuckets> {
  let shift = 0;
  while (buckets * (usedBins >> shift) > maxCounters && shift < 8) shift += 1;
  const counted = { sql: `SELECT engine_id, start_s, latency, ${counterSql(shift)} AS counter FROM (${sql})`, values };
  const marked = await read<{ engine_id: string; start_s: number; counter: number; below: number; ranks: string }>(
    `WITH histogram AS (SELECT engine_id, start_s, counter, count(*) AS n FROM (${counted.sql}) GROUP BY ALL),
       placed AS (SELECT *, (sum(n) OVER (PARTITION BY engine_id, start_s ORDER BY counter))::BIGINT AS upto,
         (sum(n) OVER (PARTITION BY engine_id, start_s))::BIGINT AS total FROM histogram),
       found AS (SELECT *, upto - n AS below, ${ranksInside(ranksOfSize(ranks, "total"))} AS inside FROM placed)
     SELECT engine_id, start_s, counter, below, ${listRanks("inside")} AS ranks FROM found WHERE len(inside) > 0`,
    values,
  );
  const rows = await valuesInCounters<Pick<Point, "engine_id" | "start_s">>(
    read,
    counted,
    { engine_id: "text", start_s: "number" },
    marked.map((counter) => ({ ...counter, key: [counter.engine_id, counter.start_s] })),
  );
  const found = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const ofBucket = found.get(keyOf(row)) ?? new Map<number, number>();
    found.set(keyOf(row), ofBucket);
    for (const rank of toRanks(row.ranks)) ofBucket.set(rank, row.latency);
  }
  return found;
}

/** Where the percentile is among `n` sorted values. */
const placeOf = (percentile: number, n: number) => (n - 1) * (percentile / 100);

/** The ranks beside the percentile and beside the ends of its interval. */
function ranksAndEnds(percentile: number, n: number): number[] {
  const { low, high } = ranksAround(percentile, n);
  return [placeOf(percentile, n), low, high].flatMap((place) => (place === null ? [] : wholeRanks(place)));
}
