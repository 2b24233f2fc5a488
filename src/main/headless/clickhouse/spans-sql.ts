import type { RowFilter } from "./messages.ts";
import { quoteTable, quoteText } from "./quote.ts";
import type { TableColumns } from "./table-columns.ts";

/**
 * Which spans of a table are calls of a model, of which engine, and whether they succeeded: what the dialects of spans say (src/main/engine/dialects/table),
 * in ClickHouse's SQL. `npm run clickhouse-python` holds the two against each other.
 */

/** Texts by which tools write that there is nothing. */
const nothing = ["", "none", "null", "nan", "undefined", "n/a", "nil"].map(quoteText).join(", ");

const attribute = (name: string) => `SpanAttributes[${quoteText(name)}]`;
const has = (name: string) => `mapContains(SpanAttributes, ${quoteText(name)})`;
const hasPrefix = (...prefixes: string[]) =>
  `arrayExists(name -> ${prefixes.map((prefix) => `startsWith(name, ${quoteText(prefix)})`).join(" OR ")}, mapKeys(SpanAttributes))`;
const says = (name: string) => `lower(trimBoth(${attribute(name)})) NOT IN (${nothing})`;
/** The first of several that says something; "" where none does. */
const first = (...names: string[]) => `multiIf(${names.map((name) => `${says(name)}, ${attribute(name)}`).join(", ")}, '')`;

const isVercel = has("ai.operationId");
const isOpeninference = `(${has("openinference.span.kind")} OR ${hasPrefix("llm.input_messages.", "llm.token_count.")})`;
const isGenai = hasPrefix("gen_ai.");
const operation = "gen_ai.operation.name";

const isCall = `multiIf(
    ${isVercel}, ${has("gen_ai.request.model")},
    ${isOpeninference}, ${first("openinference.span.kind", "span_kind")} = 'LLM',
    ${isGenai}, if(${has(operation)}, ${attribute(operation)} IN ('chat', 'text_completion', 'generate_content'),
      ${has("gen_ai.request.model")} AND ${attribute("llm.request.type")} != 'embedding'),
    false)`;

const engine = `multiIf(
    ${isVercel}, ${first("gen_ai.response.model", "gen_ai.request.model")},
    ${isOpeninference}, ${first("llm.response.model_name", "llm.model_name", "llm.request.model_name")},
    ${first("gen_ai.response.model", "gen_ai.request.model")})`;

const hasFailed = "StatusCode IN ('Error', 'ERROR', 'STATUS_CODE_ERROR', '2')";
const success = `NOT (${hasFailed}) AND multiIf(
    ${isVercel}, true,
    ${isOpeninference}, NOT (${says("error.type")}) AND NOT (${says("exception.type")}),
    NOT (${says("error.type")}))`;

/** A call inside another one begins after it, and perhaps after the end of the range. */
const childrenLaterS = 3600;

const moment = (seconds: number) => `toDateTime64(${Math.trunc(seconds)}, 9, 'UTC')`;

const within = (fromS: number | undefined, toS: number | undefined) => [
  ...(fromS === undefined ? [] : [`Timestamp >= ${moment(fromS)}`]),
  ...(toS === undefined ? [] : [`Timestamp < ${moment(toS)}`]),
];

/** The condition of the innermost calls: of a framework's span and the client library's span of the same call inside it, the inner one is the call. */
function isChosen(table: string, { fromS, toS, engines }: RowFilter): string {
  const children = [...within(fromS, toS === undefined ? undefined : toS + childrenLaterS), isCall];
  return [
    ...within(fromS, toS),
    isCall,
    ...(engines.length === 0 ? [] : [`${engine} IN (${engines.map(quoteText).join(", ")})`]),
    `SpanId NOT IN (SELECT ParentSpanId FROM ${quoteTable(table)} WHERE ${children.join("\n  AND ")})`,
  ].join("\n  AND ");
}

/** Executions of a table of spans: `engine_id`, `success`, `latency_ms`. Those that name no engine are left out, as no record is made of them. */
export const selectCalls = (table: string, filter: RowFilter): string =>
  `SELECT ${engine} AS engine_id, ${success} AS success, if(Duration >= 0, Duration / 1e6, NULL) AS latency_ms
FROM ${quoteTable(table)}
WHERE ${isChosen(table, filter)}
  AND ${engine} != ''`;

/** Spans of calls, the newest first: of two that began together the shorter, which is inside. Times are digits of nanoseconds since 1970. */
export function selectSpans(table: string, columns: TableColumns, filter: RowFilter, limit: number | null): string {
  const hasEvents = columns.has("Events.Name") && columns.has("Events.Attributes");
  const start = "toUnixTimestamp64Nano(toDateTime64(Timestamp, 9))";
  return `SELECT TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId, SpanName AS name,
  toString(${start}) AS startNanos, toString(${start} + toInt64(Duration)) AS endNanos, StatusCode AS statusCode,
  ${columns.has("StatusMessage") ? "StatusMessage" : "''"} AS statusMessage, SpanAttributes AS attributes,
  ${hasEvents ? "`Events.Name`" : "[]"} AS eventNames, ${hasEvents ? "`Events.Attributes`" : "[]"} AS eventAttributes
FROM ${quoteTable(table)}
WHERE ${isChosen(table, filter)}
ORDER BY Timestamp DESC, Duration ASC, SpanId ASC${limit === null ? "" : `\nLIMIT ${limit}`}`;
}
