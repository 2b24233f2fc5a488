import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sampleDir } from "../../e2e/hosts/paths.ts";

/** The table of the collector's ClickHouse exporter. @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/clickhouseexporter */
export const createTable = `CREATE TABLE otel_traces (
  Timestamp DateTime64(9), TraceId String, SpanId String, ParentSpanId String, TraceState String,
  SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
  ResourceAttributes Map(LowCardinality(String), String), ScopeName String, ScopeVersion String,
  SpanAttributes Map(LowCardinality(String), String), Duration UInt64, StatusCode LowCardinality(String), StatusMessage String,
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String))
) ENGINE = MergeTree ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))`;

const toHex = (number, digits) => number.toString(16).padStart(digits, "0");
/** Nanoseconds since 1970 as ClickHouse reads a DateTime64(9) in JSON: seconds with nine digits behind the point. */
const toMoment = (nanos) => `${nanos / 1_000_000_000n}.${(nanos % 1_000_000_000n).toString().padStart(9, "0")}`;

let spans = 0;
function toRow({ startNanos, durationNanos, attributes, parent = "", status = "Unset", message = "", events = [], name = "chat" }) {
  spans++;
  return {
    Timestamp: toMoment(startNanos),
    TraceId: toHex(spans, 32),
    SpanId: toHex(spans, 16),
    ParentSpanId: parent,
    SpanName: name,
    SpanKind: "Client",
    ServiceName: "service",
    SpanAttributes: attributes,
    Duration: String(durationNanos),
    StatusCode: status,
    StatusMessage: message,
    "Events.Timestamp": events.map(() => toMoment(startNanos)),
    "Events.Name": events.map((event) => event.name),
    "Events.Attributes": events.map((event) => event.attributes),
  };
}

/** Rows of the sample's executions that have a latency, as spans of all dialects in turn; and rows of every sort that are calls, or are none. */
export function makeRows() {
  const lines = readFileSync(join(sampleDir, "output", "events.jsonl"), "utf8")
    .trim()
    .split("\n");
  const rows = lines.flatMap((line, i) => {
    const { engine_id: engine, timestamp, input, output, metrics } = JSON.parse(line);
    if (metrics.latency_ms === undefined) return [];
    const times = {
      startNanos: BigInt(timestamp) * 1_000_000_000n + BigInt(i * 1009),
      durationNanos: BigInt(Math.round(metrics.latency_ms * 1e6)),
    };
    return [toRow({ ...times, ...toCall(i % 4, engine, input, output, metrics), status: metrics.success ? "Ok" : "Error" })];
  });
  return [...rows, ...makeOddRows()];
}

function toCall(way, engine, input, output, { output_tokens: tokens }) {
  const counted = tokens === undefined ? {} : { "gen_ai.usage.output_tokens": String(tokens) };
  const part = (role, content) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
  if (way === 0)
    return { attributes: { "openinference.span.kind": "LLM", "llm.model_name": engine, "input.value": input, "output.value": output } };
  if (way === 1)
    return {
      name: "ai.generateText.doGenerate",
      attributes: { "ai.operationId": "ai.generateText.doGenerate", "gen_ai.request.model": engine, "ai.response.text": output },
    };
  const attributes = { "gen_ai.operation.name": "chat", "gen_ai.request.model": engine, ...counted };
  if (way === 2) return { attributes: { ...attributes, "gen_ai.response.model": engine, "gen_ai.input.messages": part("user", input) } };
  return { attributes, events: [{ name: "gen_ai.content.prompt", attributes: { "gen_ai.prompt": part("user", input) } }] };
}

/** Calls that begin on 2026-11-26, an hour apart, and what is none of them. */
function makeOddRows() {
  let hour = 0n;
  const row = (attributes, more = {}) =>
    toRow({ startNanos: (1_795_651_200n + hour++ * 3600n) * 1_000_000_000n + 5n, durationNanos: 1_234_567_891n, attributes, ...more });
  const chat = (model, more = {}) => ({ "gen_ai.operation.name": "chat", "gen_ai.request.model": model, ...more });
  const outer = row(chat("outer-framework"));
  return [
    outer,
    row(chat("inner-client"), { parent: outer.SpanId }),
    row(chat('o\'hara \\ "x" 漢字')),
    row(chat("asked", { "gen_ai.response.model": "none" })),
    row(chat("asked", { "gen_ai.response.model": "answered" })),
    row(chat("failing", { "error.type": "timeout" })),
    row(chat("failing", { "error.type": "" })),
    row(chat("failing"), { status: "STATUS_CODE_ERROR", message: "it broke" }),
    row({ "gen_ai.request.model": "before-operations", "llm.request.type": "chat" }),
    row({ "gen_ai.request.model": "embedder", "llm.request.type": "embedding" }),
    row({ "gen_ai.operation.name": "embeddings", "gen_ai.request.model": "embedder" }),
    row({ "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "agent" }),
    row({ "gen_ai.operation.name": "chat" }),
    row({ "openinference.span.kind": "CHAIN", "llm.model_name": "chain" }),
    row({ "llm.token_count.prompt": "3", span_kind: "LLM", "llm.model_name": "phoenix", "exception.type": "X" }),
    row({ "ai.operationId": "ai.generateText", "ai.model.id": "outer" }),
    row({ "http.method": "GET" }),
  ];
}
