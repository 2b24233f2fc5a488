import type { ReadRows } from "../store/duckdb.ts";
import { chooseBucketWidth } from "../store/time-widths.ts";
import { findKept } from "./kept-scope.ts";
import { inScope, latencyIn, type Scope } from "./scope.ts";
import { addStats, type StatsPart, type StatsRow, statsColumns } from "./stats-parts.ts";
import type { Where } from "./where.ts";

/**
 * Counts and sums of each engine in buckets of time. With them a range is answered from whole buckets, and from the rows of the two that it cuts: of ten
 * million rows that is a fiftieth. They hold for the rows they were made of; cached-queries.ts drops them when those change.
 */
export interface StatsSummary {
  /** Of the rows they were made of. */
  rows: number;
  successfulOnly: boolean;
  includeCached: boolean;
  widthS: number;
  /** Whole buckets, from inclusive, to exclusive. */
  fromS: number;
  toS: number;
  parts: readonly (StatsPart & { start_s: number })[];
}

const maxBuckets = 100;
/** More would be a burden on memory, and slow to add up. */
const maxParts = 100_000;

type Latency = Pick<Scope, "successfulOnly" | "includeCached">;

/** @returns null without rows of a known time, where engines and buckets are too many, and where an import has kept as much (kept-scope.ts). */
export async function summarizeStats(read: ReadRows, latency: Latency): Promise<StatsSummary | null> {
  if ((await findKept(read, latency)) !== null) return null;
  const [all] = await read<{ rows: number; first: number | null; last: number | null }>(
    "SELECT count(*) AS rows, min(ts) FILTER (ts >= 0) AS first, max(ts) FILTER (ts >= 0) AS last FROM executions",
  );
  if (typeof all?.first !== "number" || typeof all.last !== "number") return null;
  const { rows, first, last } = all;
  const widthS = chooseBucketWidth(first, last, maxBuckets);
  if (widthS === null) return null;
  const where = inScope(latency as Scope).and("ts >= 0");
  const parts = await read<StatsPart & { start_s: number }>(
    `SELECT (ts // ${widthS}) * ${widthS} AS start_s, engine_id, ${statsColumns}
     FROM (SELECT ts, engine_id, success, ${latencyIn(latency as Scope)} AS latency, quality FROM executions ${where.sql})
     GROUP BY 1, 2 ORDER BY 1 LIMIT ${maxParts + 1}`,
    where.values,
  );
  if (parts.length > maxParts) return null;
  const fromS = Math.floor(first / widthS) * widthS;
  return {
    rows,
    successfulOnly: latency.successfulOnly,
    includeCached: latency.includeCached === true,
    widthS,
    fromS,
    toS: Math.floor(last / widthS) * widthS + widthS,
    parts,
  };
}

/** The whole buckets in a scope, and the condition of the rows that are not in them. */
export interface FromSummary {
  parts: readonly StatsPart[];
  rest: Where;
}

/**
 * @param rows that the index has now.
 * @returns null where the summary is of other rows or latencies, or no whole bucket is in scope.
 */
export function findBuckets(summary: StatsSummary, scope: Scope, rows: number): FromSummary | null {
  const { successfulOnly, includeCached, widthS } = summary;
  if (summary.rows !== rows || scope.successfulOnly !== successfulOnly || (scope.includeCached === true) !== includeCached) return null;
  const fromS = Math.max(summary.fromS, Math.ceil((scope.fromS ?? summary.fromS) / widthS) * widthS);
  const toS = Math.min(summary.toS, Math.floor((scope.toS ?? summary.toS) / widthS) * widthS);
  if (fromS >= toS) return null;
  const engines = scope.engines === undefined || scope.engines.length === 0 ? null : new Set(scope.engines);
  const parts = summary.parts.filter(
    ({ start_s, engine_id }) => start_s >= fromS && start_s < toS && (engines === null || engines.has(engine_id)),
  );
  return { parts, rest: inScope(scope).and("ts < ?::BIGINT OR ts >= ?::BIGINT OR ts IS NULL", fromS, toS) };
}

/** As `statsRows`, from a summary and the rows that are not in its buckets. */
export async function statsRowsFrom(read: ReadRows, scope: Scope, { parts, rest }: FromSummary): Promise<StatsRow[]> {
  const others = await read<StatsPart>(
    `SELECT engine_id, ${statsColumns} FROM (SELECT engine_id, success, ${latencyIn(scope)} AS latency, quality FROM executions ${rest.sql}) GROUP BY engine_id`,
    rest.values,
  );
  return addStats([...parts, ...others]);
}
