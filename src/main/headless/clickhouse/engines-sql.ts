import type { RowFilter } from "./messages.ts";
import { quoteTable, quoteText } from "./quote.ts";
import { selectCalls } from "./spans-sql.ts";
import { findKind, type TableColumns } from "./table-columns.ts";

/** Executions of a table that was made of a lake of Assay's. What a cache answered has no latency here, as in `assay stats`. */
function selectLake(table: string, columns: TableColumns, { fromS, toS, engines }: RowFilter): string {
  const isDate = /DateTime/.test(columns.get("timestamp") ?? "");
  const seconds = isDate ? "toUnixTimestamp(timestamp)" : "timestamp";
  const conditions = [
    "engine_id IS NOT NULL",
    ...(fromS === undefined ? [] : [`${seconds} >= ${Math.trunc(fromS)}`]),
    ...(toS === undefined ? [] : [`${seconds} < ${Math.trunc(toS)}`]),
    ...(engines.length === 0 ? [] : [`engine_id IN (${engines.map(quoteText).join(", ")})`]),
  ];
  const latency = columns.has("cache_hit") ? "if(ifNull(cache_hit, false), NULL, latency_ms)" : "latency_ms";
  return `SELECT engine_id, ifNull(success, false) AS success, ${latency} AS latency_ms
FROM ${quoteTable(table)}
WHERE ${conditions.join("\n  AND ")}`;
}

/**
 * Statistics by engine. Percentiles are exact, interpolated between the two nearest values (quantileExactInclusive: type 7 of Hyndman and Fan, R's default),
 * as everywhere in Assay. ClickHouse's `quantile` samples, and differs from run to run.
 * @throws AssayError refused for a table of another kind.
 */
export function selectEngines(table: string, columns: TableColumns, filter: RowFilter): string {
  const rows = findKind(columns, table) === "lake" ? selectLake(table, columns, filter) : selectCalls(table, filter);
  const percentile = (share: number) => `quantileExactInclusiveOrNull(${share})(latency_ms)`;
  return `SELECT engine_id, count() AS count, countIf(success) AS success_count, success_count / count AS success_rate,
  count(latency_ms) AS latency_n, minOrNull(latency_ms) AS min_ms, avgOrNull(latency_ms) AS avg_ms, ${percentile(0.5)} AS p50_ms,
  ${percentile(0.9)} AS p90_ms, ${percentile(0.95)} AS p95_ms, ${percentile(0.99)} AS p99_ms, maxOrNull(latency_ms) AS max_ms
FROM (
${rows}
)
GROUP BY engine_id
ORDER BY engine_id`;
}
