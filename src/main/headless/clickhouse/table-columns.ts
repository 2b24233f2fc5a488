import { AssayError } from "../../../contract/index.ts";
import { ask } from "./ask.ts";
import type { ClickHouseConnection, Settings } from "./client.ts";
import { quoteTable } from "./quote.ts";

/** Columns of a table, with their types. */
export type TableColumns = ReadonlyMap<string, string>;

/** @throws ServerFailure 60 when there is no such table. */
export async function readColumns(
  connection: ClickHouseConnection,
  table: string,
  settings: Settings,
  signal: AbortSignal,
): Promise<TableColumns> {
  const { columns, rows } = await ask(connection, `DESCRIBE TABLE ${quoteTable(table)}`, { maxRows: 10_000, settings, signal });
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  return new Map(rows.map((row) => [String(row[at("name")]), String(row[at("type")])]));
}

const spanColumns = ["Timestamp", "TraceId", "SpanId", "ParentSpanId", "SpanName", "SpanAttributes", "Duration", "StatusCode"] as const;
const lakeColumns = ["engine_id", "latency_ms", "success", "timestamp"] as const;

/** What a table is: spans as OpenTelemetry's exporter writes them, or executions as Assay's lake has them. @throws AssayError refused for others. */
export function findKind(columns: TableColumns, table: string): "spans" | "lake" {
  if (lakeColumns.every((name) => columns.has(name))) return "lake";
  checkSpans(columns, table);
  return "spans";
}

/** @throws AssayError refused when the table is not as OpenTelemetry's exporter makes it. */
export function checkSpans(columns: TableColumns, table: string): void {
  const missing = spanColumns.filter((name) => !columns.has(name));
  const fix = "Name a table that the OpenTelemetry collector's ClickHouse exporter made, with --table; it is otel_traces there.";
  if (missing.length > 0)
    throw new AssayError("refused", `The table ${table} has no ${missing.join(", ")}: it is no table of spans.`, { fix, where: table });
  const type = columns.get("SpanAttributes") ?? "";
  if (!type.startsWith("Map("))
    throw new AssayError("refused", `SpanAttributes of ${table} is ${type.slice(0, 100)}, and only Map(String, String) is read.`, {
      fix: "Switch the exporter's JSON columns off, or name a view that has the attributes as a Map.",
      where: table,
    });
}
