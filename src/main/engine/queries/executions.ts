import { AssayError, type ExecutionFilter, type ExecutionPage, type Input, type Signal, weekdays } from "../../../contract/index.ts";
import { splitTags } from "../records/common-fields.ts";
import { type ExecutionHead, executionHead } from "../records/execution-head.ts";
import type { Database } from "../store/duckdb.ts";
import { decodeCursor, encodeCursor, toPosition } from "./cursor.ts";
import { executionHeads, type HeadPlace } from "./execution-heads.ts";
import { ExecutionMatches } from "./execution-matches.ts";
import { nextPositions } from "./execution-order.ts";
import { type CachedTotal, throughCache } from "./query-cache.ts";
import { rowsAt } from "./rows-by-offset.ts";
import { asksLines, type ExecutionSearch } from "./search/execution-search.ts";
import { hourSql, weekdaySql } from "./time-of-day.ts";
import { toUsage, usageSql } from "./usage.ts";
import { Where } from "./where.ts";

type Row = HeadPlace & {
  engine_id: string | null;
  ts: number | null;
  success: boolean | null;
  latency_ms: number | null;
  quality: number | null;
  tags: string | null;
} & Parameters<typeof toUsage>[0];

const columns = `off, len, engine_id, ts, success, latency_ms, quality, ${usageSql}, tags, head`;

/** What executions are read from. */
export interface ExecutionParts {
  db: Database;
  /** null: texts and ids are not searched. */
  search: ExecutionSearch | null;
  /** Path of events.jsonl; null when the channel is switched off. */
  journal: string | null;
}

/**
 * One page of executions in the order of a sort (execution-order.ts); `arrival` is by position in the journal, which also breaks ties. Keyset paging: pages neither repeat nor skip rows while others arrive. `total` is counted with the same
 * filter. Texts are searched and read in the journal.
 * @throws AssayError invalid_argument for a cursor that is not one of this sort's; cancelled; damaged, io … when the journal cannot be read.
 */
export async function listExecutions(
  parts: ExecutionParts,
  { filter, sort, cursor, limit }: Input<"executions.list">,
  signal?: Signal,
  cached?: CachedTotal,
): Promise<ExecutionPage> {
  const order = `executions ${sort}`;
  const after = decodeCursor(order, cursor, toPosition);
  const { db } = parts;
  const [found, total] = await Promise.all([
    // One row more tells whether there is a next page.
    matching(parts, filter, (matches) => nextPositions(db, sort, matches, after, limit + 1, signal), signal),
    throughCache(
      cached,
      "executions.total",
      filter,
      (stop) => matching(parts, filter, (matches) => count(db, matches, stop), stop),
      signal,
    ),
  ]);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const rows = await rowsAt<Row>(
    db,
    "executions",
    columns,
    page.map(({ off }) => off),
    signal,
  );
  const byOffset = new Map(rows.map((row) => [row.off, row]));
  const heads = await executionHeads(parts.journal, rows, filter.text);
  return {
    rows: page.flatMap(({ off }) => {
      const row = byOffset.get(off);
      return row === undefined ? [] : [toRow(row, heads.get(off) ?? executionHead({}))];
    }),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor(order, last.key, last.off) : null,
    total,
  };
}

/**
 * Runs a query of the executions that match.
 * @throws AssayError invalid_argument when the filter asks for a text or an id and nothing can be searched; what the search and `query` throw.
 */
export function matching<T>(
  { search }: Pick<ExecutionParts, "search">,
  filter: ExecutionFilter,
  query: (matches: ExecutionMatches) => Promise<T>,
  signal: Signal | undefined,
): Promise<T> {
  const indexed = indexedConditions(filter);
  if (!asksLines(filter)) return query(new ExecutionMatches(indexed, []));
  if (search === null) throw new AssayError("invalid_argument", "Texts and ids of executions are searched in an open workspace only.");
  return search.matching(filter, (lines) => query(new ExecutionMatches(indexed, lines)), signal);
}

/** What of the filter the index knows. Executions that do not report a number match no bound on it. */
function indexedConditions(filter: ExecutionFilter): Where {
  return new Where()
    .oneOf("engine_id", filter.engines)
    .and("success = ?", filter.success)
    .and("ts >= ?::BIGINT", filter.fromS)
    .and("ts < ?::BIGINT", filter.toS)
    .oneOf(`(${hourSql})`, filter.hours)
    .oneOf(
      `(${weekdaySql})`,
      filter.weekdays?.map((day) => weekdays.indexOf(day)),
    )
    .and("latency_ms >= ?::DOUBLE", filter.minLatencyMs)
    .and("latency_ms <= ?::DOUBLE", filter.maxLatencyMs)
    .and("cost_usd >= ?::DOUBLE", filter.minCostUsd)
    .and("cost_usd <= ?::DOUBLE", filter.maxCostUsd)
    .and("quality >= ?::DOUBLE", filter.minQuality)
    .and("quality <= ?::DOUBLE", filter.maxQuality)
    .and("input_tokens >= ?::BIGINT", filter.minInputTokens)
    .and("input_tokens <= ?::BIGINT", filter.maxInputTokens)
    .and("output_tokens >= ?::BIGINT", filter.minOutputTokens)
    .and("output_tokens <= ?::BIGINT", filter.maxOutputTokens)
    .and("memory_mb >= ?::DOUBLE", filter.minMemoryMb)
    .and("memory_mb <= ?::DOUBLE", filter.maxMemoryMb)
    .and("cpu_percent >= ?::DOUBLE", filter.minCpuPercent)
    .and("cpu_percent <= ?::DOUBLE", filter.maxCpuPercent)
    .oneOfOrNone("status", filter.statuses, filter.noStatus)
    .and("source_dialect = ?", filter.dialect)
    .and("source_file = ?", filter.sourceFile)
    .and("(cache_hit IS TRUE) = ?", filter.cached)
    .hasTag(filter.tag);
}

async function count(db: Database, matches: ExecutionMatches, signal: Signal | undefined): Promise<number> {
  const counted = await matches.counted(db, signal);
  if (counted !== undefined) return counted;
  const where = matches.where();
  const row = await db.get<{ n: number }>(`SELECT count(*) AS n FROM executions ${where.sql}`, where.values, signal);
  return row?.n ?? 0;
}

/** A line kept although invalid may lack any of these; it is listed all the same, so that it can be opened. */
function toRow(row: Row, head: ExecutionHead): ExecutionPage["rows"][number] {
  const usage = toUsage(row);
  return {
    offset: row.off,
    sizeBytes: row.len,
    engineId: row.engine_id ?? "",
    timestampS: Math.max(0, row.ts ?? 0),
    success: row.success ?? false,
    latencyMs: row.latency_ms,
    quality: row.quality,
    ...(usage === undefined ? {} : { usage }),
    ...(row.tags === null ? {} : { tags: splitTags(row.tags) }),
    ...head,
  };
}
