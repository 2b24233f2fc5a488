import type { ExecutionFormat } from "../../../../contract/index.ts";
import { isObject } from "../../base/json-value.ts";
import { commonFields, splitTags, usageFields } from "../../records/common-fields.ts";
import { toCsvLine } from "../write/csv-line.ts";
import { toJson } from "../write/json-line.ts";

/** An execution as a table has it: one value a column, the same for CSV and Parquet. */
export const executionTable = [
  { name: "trace_id", type: "VARCHAR" },
  { name: "task_id", type: "VARCHAR" },
  { name: "engine_id", type: "VARCHAR" },
  { name: "timestamp", type: "BIGINT" },
  { name: "success", type: "BOOLEAN" },
  { name: "status", type: "VARCHAR" },
  { name: "latency_ms", type: "DOUBLE" },
  { name: "ttft_ms", type: "DOUBLE" },
  { name: "quality_score", type: "DOUBLE" },
  { name: "input_tokens", type: "BIGINT" },
  { name: "output_tokens", type: "BIGINT" },
  { name: "cached_input_tokens", type: "BIGINT" },
  { name: "reasoning_tokens", type: "BIGINT" },
  { name: "cost_usd", type: "DOUBLE" },
  { name: "cache_hit", type: "BOOLEAN" },
  { name: "memory_mb", type: "DOUBLE" },
  { name: "cpu_percent", type: "DOUBLE" },
  { name: "tags", type: "VARCHAR" },
  { name: "source_dialect", type: "VARCHAR" },
  { name: "source_file", type: "VARCHAR" },
  { name: "input", type: "VARCHAR" },
  { name: "output", type: "VARCHAR" },
  { name: "messages", type: "VARCHAR" },
] as const;

type Row = Record<(typeof executionTable)[number]["name"], string | number | boolean | null>;

const toText = (value: unknown) => (typeof value === "string" ? value : null);
const toNumber = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** @param line of events.jsonl; one kept although invalid may lack anything, and one that is no JSON has no column filled. */
export function toExecutionRow(line: string): Row {
  const record = parse(line);
  const metrics = isObject(record.metrics) ? record.metrics : {};
  const { tags, ...source } = commonFields(record);
  return {
    trace_id: toText(record.trace_id),
    task_id: toText(record.task_id),
    engine_id: toText(record.engine_id),
    timestamp: Number.isSafeInteger(record.timestamp) ? (record.timestamp as number) : null,
    success: typeof metrics.success === "boolean" ? metrics.success : null,
    status: toText(record.status),
    latency_ms: toNumber(metrics.latency_ms),
    quality_score: toNumber(metrics.quality_score),
    ...usageFields(metrics),
    memory_mb: toNumber(metrics.memory_mb),
    cpu_percent: toNumber(metrics.cpu_percent),
    tags: tags === null ? null : splitTags(tags).join(" "),
    ...source,
    input: toText(record.input),
    output: toText(record.output),
    messages: record.messages === undefined ? null : JSON.stringify(record.messages),
  };
}

function parse(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const names = executionTable.map(({ name }) => name);

/** What stands before the rows. */
export const tableHead = (format: ExecutionFormat): string => (format === "csv" ? toCsvLine(names) : "");

/** A line as the file has it: of Parquet the JSON that its converter reads. */
export function toFileLine(format: ExecutionFormat, line: Buffer): Buffer {
  if (format === "jsonl") return Buffer.concat([line, newline]);
  const row = toExecutionRow(line.toString("utf8"));
  return Buffer.from(format === "csv" ? toCsvLine(names.map((name) => row[name])) : `${toJson(row)}\n`);
}

const newline = Buffer.from("\n");
