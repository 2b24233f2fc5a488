import { isObject, toObject } from "../../base/json-value.ts";
import type { Companion, Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { durationMs, readTime } from "../times.ts";
import { firstText, readCount, readNumber } from "../values.ts";

/**
 * AIPerf's `profile_export.jsonl`: one request a line, each metric with its unit. The engine stands only in the summary of the same run,
 * `profile_export_aiperf.json`, which is read as a companion.
 * @see https://github.com/ai-dynamo/aiperf, docs/working-with-profile-exports.md
 */
export const aiperf: Dialect = {
  name: "aiperf",
  title: "AIPerf profile",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  joins: true,
  fields: [
    { from: "profile_export_aiperf.json: input_config.endpoint.model_names[0]", to: "engine_id", note: "in the summary of the same run" },
    { from: "metadata.x_request_id", to: "trace_id" },
    { from: "metadata.conversation_id", to: "task_id" },
    { from: "metadata.request_start_ns, .timestamp_ns", to: "timestamp", unit: "nanoseconds since 1970" },
    { from: "metrics.request_latency", to: "metrics.latency_ms", unit: "the metric's own", note: "absent on an error" },
    { from: "metrics.time_to_first_token, .ttft", to: "metrics.ttft_ms", unit: "the metric's own" },
    { from: "metrics.input_sequence_length, .output_sequence_length", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "metrics.reasoning_token_count", to: "metrics.reasoning_tokens" },
    { from: "error", to: "metrics.success, status", note: "success where it is null, and metadata.was_cancelled is not true" },
  ],
  detect: (sample) => Math.max(0.97 * shareOf(sample, isRequest), 0.9 * shareOf(sample, isSummary)),
  open: (context, emit) => {
    const engine = findEngine(context.companions);
    return eachObject(emit, (value, row) => map(value, engine, row, context, emit));
  },
};

const isRequest = ({ metadata, metrics }: Record<string, unknown>) =>
  isObject(metadata) &&
  isObject(metrics) &&
  ("x_request_id" in metadata || "request_start_ns" in metadata || "timestamp_ns" in metadata) &&
  Object.values(metrics).every((metric) => isObject(metric) && "value" in metric && "unit" in metric);

const isSummary = (row: Record<string, unknown>) =>
  isObject(row.input_config) && isObject(row.input_config.endpoint) && Array.isArray(row.input_config.endpoint.model_names);

function findEngine(companions: readonly Companion[]): string | undefined {
  const names = companions.flatMap(({ rows }) =>
    rows
      .filter(isObject)
      .filter(isSummary)
      .map(({ input_config }) => toObject(toObject(input_config).endpoint).model_names),
  );
  const models = new Set(names.map((name) => firstText(Array.isArray(name) ? name[0] : undefined)));
  // Summaries of several runs: no telling which is this one's.
  return models.size === 1 ? [...models][0] : undefined;
}

function map(
  value: Record<string, unknown>,
  engine: string | undefined,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  if (!isRequest(value)) {
    emitSkip(emit, row, isSummary(value) ? "summary of a run" : "no request");
    return;
  }
  const [metadata, metrics, error] = [toObject(value.metadata), toObject(value.metrics), toObject(value.error)];
  const proofs = openProofs(context);
  const read = (name: string) => readNumber(toObject(metrics[name]).value);
  const readMs = (name: string, to: string) => {
    const { value: given, unit } = toObject(metrics[name]);
    const ms = durationMs(readNumber(given), unit);
    prove(proofs, `metrics.${name}.value`, given, to, ms, `its \`unit\` is "${unit}"`);
    return ms;
  };
  const latency_ms = readMs("request_latency", "metrics.latency_ms");
  const ttft_ms = readMs("time_to_first_token", "metrics.ttft_ms") ?? readMs("ttft", "metrics.ttft_ms");
  const start = metadata.request_start_ns ?? metadata.timestamp_ns;
  const timestamp = readTime(start, "nanoseconds");
  prove(proofs, "metadata.timestamp_ns", start, "timestamp", timestamp?.seconds, "its name says nanoseconds");
  const id = firstText(metadata.x_request_id);
  const cancelled = metadata.was_cancelled === true;
  const success = (value.error === null || value.error === undefined) && !cancelled;
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(value),
      task_id: firstText(metadata.conversation_id),
      engine_id: engine,
      timestamp,
      input: "",
      output: "",
      status: success ? undefined : readError(error) || (cancelled ? "cancelled" : "error"),
      success,
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(read("input_sequence_length")),
        output_tokens: readCount(read("output_sequence_length")),
        reasoning_tokens: readCount(read("reasoning_token_count")),
      },
    },
  );
}

/** "499 RequestCancellationError …". */
const readError = ({ code, type, message }: Record<string, unknown>): string =>
  [firstText(code), firstText(type), firstText(message)].filter((part) => part !== undefined).join(" ");
