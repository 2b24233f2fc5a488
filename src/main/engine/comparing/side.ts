import type { ComparedSide, SideStats } from "../../../contract/index.ts";
import { costSumsSql, toCostMoments } from "../queries/cost-intervals.ts";
import { inScope, latencyIn } from "../queries/scope.ts";
import type { Where } from "../queries/where.ts";
import type { Moments } from "../statistics/welch.ts";
import { wilson } from "../statistics/wilson.ts";
import type { ReadRows } from "../store/duckdb.ts";

/** Which latencies count. */
export interface CountedLatencies {
  successfulOnly: boolean;
  includeCached?: boolean | undefined;
}

/** The rows of a side as SQL: `off`, `ts`, `success`, `latency` (NULL where it does not count), `quality`, `latency_ms`, `cache_hit` and `cost_usd`, and its parameters. */
export interface SideRows {
  sql: string;
  values: Where["values"];
}

export function sideRows({ engine, ...range }: ComparedSide, counted: CountedLatencies): SideRows {
  const where = inScope({ ...range, ...counted, engines: [engine] });
  return {
    sql: `SELECT off, ts, success, ${latencyIn(counted)} AS latency, quality, latency_ms, cache_hit, cost_usd FROM executions ${where.sql}`,
    values: where.values,
  };
}

/** A side's numbers, and what differences need besides. */
export interface MeasuredSide extends SideStats {
  successCount: number;
  qualityMoments: Moments;
  /** In USD. */
  costMoments: Moments;
  minMs: number;
  maxMs: number;
}

/** Scores are added up in whole millionths: unlike a sum of doubles, that gives the same digits however threads share the scan. */
const millionths = "TRY_CAST(round(quality * 1000000) AS HUGEINT)";

interface Row {
  count: number;
  first: number | null;
  last: number | null;
  hits: number;
  latency_n: number;
  cached_n: number;
  min: number | null;
  max: number | null;
  quality_n: number;
  quality_sum: number | null;
  /** n²·variance·(n - 1)/n, in square millionths: a whole number, so nothing cancels. */
  spread: number | null;
  cost_n: number;
  cost_sum: number;
  cost_squares: number;
  cost_highest: number | null;
}

export async function measureSide(read: ReadRows, side: ComparedSide, counted: CountedLatencies): Promise<MeasuredSide> {
  const { sql, values } = sideRows(side, counted);
  const [row] = await read<Row>(
    `SELECT count(*) AS count, min(ts) AS first, max(ts) AS last, count(*) FILTER (success) AS hits, count(latency) AS latency_n, min(latency) AS min, max(latency) AS max,
       count(quality) AS quality_n, sum(${millionths})::DOUBLE AS quality_sum,
       (count(quality) * sum(${millionths} * ${millionths}) - sum(${millionths}) * sum(${millionths}))::DOUBLE AS spread,
       count(${latencyIn({ ...counted, includeCached: true })}) FILTER (cache_hit) AS cached_n,
       count(cost_usd) AS cost_n, ${costSumsSql("cost_sum", "cost_squares", "cost_highest")}
     FROM (${sql})`,
    values,
  );
  if (row === undefined) throw new Error("A count has one row.");
  const { count, first: firstS, last: lastS, hits, latency_n: latencyN, cached_n: cachedN, quality_n: n } = row;
  const mean = n === 0 || row.quality_sum === null ? null : row.quality_sum / 1e6 / n;
  const variance = n < 2 || row.spread === null ? null : row.spread / 1e12 / n / (n - 1);
  const cost = toCostMoments({ n: row.cost_n, sum: row.cost_sum, squares: row.cost_squares, highest: row.cost_highest });
  return {
    ...side,
    count,
    firstS,
    lastS,
    success: wilson(hits, count),
    latencyN,
    cachedN,
    quality: { n, mean },
    costUsd: { n: cost.n, mean: cost.mean },
    successCount: hits,
    qualityMoments: { n, mean, variance },
    costMoments: cost,
    minMs: row.min ?? 0,
    maxMs: row.max ?? 0,
  };
}

/** What the contract says of a side. */
export function toSideStats(side: MeasuredSide): SideStats {
  const { successCount: _1, qualityMoments: _2, costMoments: _3, minMs: _4, maxMs: _5, ...stats } = side;
  return stats;
}
