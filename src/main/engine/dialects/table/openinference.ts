import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { toAnyConversation } from "../messages/any.ts";
import { toConversation } from "../messages/conversation.ts";
import { mergeTurns } from "../messages/openai.ts";
import { fromOpeninference, positions } from "../messages/openinference.ts";
import { isQualityName } from "../quality.ts";
import { readSpans, type Span } from "../spans.ts";
import { msBetween } from "../times.ts";
import { firstText, readCount, readNumber } from "../values.ts";

/**
 * Spans by OpenInference, the conventions of Phoenix and Arize: OTLP/JSON, Phoenix's own exports (JSONL, or a table with a column an
 * attribute), or bare attributes.
 * @see https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
 */
export const openinference: Dialect = {
  name: "openinference",
  title: "OpenInference spans (Phoenix)",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "openinference.span.kind", to: "", note: "LLM is a record; chains, agents, tools around it would count twice" },
    { from: "spanId, context.span_id", to: "trace_id" },
    { from: "session.id, traceId", to: "task_id" },
    { from: "llm.response.model_name, llm.model_name, llm.request.model_name", to: "engine_id" },
    { from: "start_time, startTimeUnixNano", to: "timestamp", unit: "ISO 8601, or nanoseconds since 1970" },
    { from: "end_time − start_time", to: "metrics.latency_ms", unit: "as start_time" },
    { from: "status_code, error.type", to: "metrics.success, status", note: "ERROR or not" },
    { from: "llm.token_count.prompt, .completion, .prompt_details.cache_read, .completion_details.reasoning", to: "metrics.*_tokens" },
    { from: "llm.cost.total", to: "metrics.cost_usd", unit: "US dollars" },
    { from: "annotation.score", to: "metrics.quality_score", unit: "0 to 1", note: "where annotation.name says that more is better" },
    {
      from: "llm.input_messages.N.message.…, llm.output_messages.N.message.…",
      to: "input, output, messages",
      note: "else input.value, output.value",
    },
  ],
  detect: (sample) => 0.98 * shareOf(sample, (row) => readSpans(row).some(isOpeninference)),
  open: (context, emit) => eachObject(emit, (value, row) => mapSpans(value, row, context, emit)),
};

const kindOf = ({ attributes }: Span) => firstText(attributes["openinference.span.kind"], attributes.span_kind);

const isOpeninference = (span: Span) =>
  span.attributes["openinference.span.kind"] !== undefined ||
  Object.keys(span.attributes).some((name) => name.startsWith("llm.input_messages.") || name.startsWith("llm.token_count."));

/** A span whose kind is not kept is a call where it names the model. */
function isCall(span: Span, row: Record<string, unknown>): boolean {
  const kind = kindOf(span) ?? firstText(row.span_kind);
  return kind === undefined ? span.attributes["llm.model_name"] !== undefined : kind === "LLM";
}

function mapSpans(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const calls = readSpans(value).filter((span) => isCall(span, value));
  for (const span of calls) mapSpan(span, row, context, emit);
  if (calls.length === 0) emitSkip(emit, row, "no span of an LLM");
}

function mapSpan(span: Span, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const { attributes } = span;
  const get = (name: string) => attributes[name];
  const proofs = openProofs(context);
  const latency_ms = msBetween(span.start, span.end);
  prove(proofs, "end_time", span.givenEnd, "metrics.latency_ms", latency_ms, "a span has a start and an end, so their difference is used");
  const error = firstText(get("error.type"), get("exception.type"));
  const id = span.id;
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(attributes),
      task_id: firstText(get("session.id"), span.traceId),
      engine_id: firstText(get("llm.response.model_name"), get("llm.model_name"), get("llm.request.model_name")),
      timestamp: span.start,
      ...readConversation(attributes),
      status: firstText(error, span.failed ? (span.message ?? "error") : undefined),
      success: error === undefined && !span.failed,
      metrics: {
        latency_ms,
        input_tokens: readCount(get("llm.token_count.prompt")),
        output_tokens: readCount(get("llm.token_count.completion")),
        cached_input_tokens: readCount(get("llm.token_count.prompt_details.cache_read")),
        reasoning_tokens: readCount(get("llm.token_count.completion_details.reasoning")),
        cost_usd: readNumber(get("llm.cost.total")),
        quality_score: isQualityName(String(get("annotation.name") ?? "")) ? readNumber(get("annotation.score")) : undefined,
      },
    },
  );
}

function readConversation(attributes: Record<string, unknown>) {
  const has = (prefix: string) => positions(attributes, prefix).length > 0;
  if (!has("llm.input_messages.") && !has("llm.output_messages."))
    return toAnyConversation(attributes["input.value"], attributes["output.value"]);
  const before = fromOpeninference(attributes, "llm.input_messages");
  return toConversation(before, mergeTurns(fromOpeninference(attributes, "llm.output_messages")));
}
