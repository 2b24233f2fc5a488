import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { fromAnyAnswer, fromAnyMessages } from "../messages/any.ts";
import { toConversation } from "../messages/conversation.ts";
import { mergeTurns } from "../messages/openai.ts";
import { positions } from "../messages/openinference.ts";
import { fromOtelInstructions, fromOtelMessages } from "../messages/otel.ts";
import { TurnBuilder } from "../messages/turn-builder.ts";
import { isHarmName } from "../quality.ts";
import { readSpans, type Span } from "../spans.ts";
import { msBetween } from "../times.ts";
import { firstText, readCount, readNumber } from "../values.ts";

/**
 * Spans by OpenTelemetry's conventions for generative AI, in OTLP/JSON lines or as bare attributes. The conventions have changed their names
 * several times; old ones are read, too.
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export const otlpGenai: Dialect = {
  name: "otlp-genai",
  title: "OpenTelemetry GenAI spans",
  version: "2",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    {
      from: "gen_ai.operation.name",
      to: "",
      note: "chat, text_completion, generate_content are records: agents and tools around them would count twice",
    },
    { from: "spanId", to: "trace_id", unit: "hex, or base64 of the same bytes" },
    { from: "gen_ai.conversation.id, traceId", to: "task_id" },
    { from: "gen_ai.response.model, gen_ai.request.model", to: "engine_id" },
    { from: "startTimeUnixNano", to: "timestamp", unit: "nanoseconds since 1970, as digits" },
    { from: "endTimeUnixNano − startTimeUnixNano", to: "metrics.latency_ms", unit: "nanoseconds" },
    { from: "gen_ai.response.time_to_first_chunk", to: "metrics.ttft_ms", unit: "seconds" },
    { from: "error.type, status.code", to: "metrics.success, status", note: "no error.type, and the code is not 2 or STATUS_CODE_ERROR" },
    {
      from: "gen_ai.usage.input_tokens, .output_tokens, .cache_read.input_tokens, .reasoning.output_tokens",
      to: "metrics.*_tokens",
      note: "before: prompt_tokens, completion_tokens",
    },
    {
      from: "gen_ai.evaluation.result: gen_ai.evaluation.score.value",
      to: "metrics.quality_score",
      unit: "0 to 1",
      note: "not of a toxicity and others whose name says that less is better",
    },
    { from: "gen_ai.usage.cost", to: "metrics.cost_usd", unit: "US dollars", note: "of OpenLIT; the conventions have none" },
    {
      from: "gen_ai.system_instructions, gen_ai.input.messages, gen_ai.output.messages",
      to: "input, output, messages",
      note: "JSON text; also in events, and the older gen_ai.prompt, gen_ai.completion",
    },
  ],
  // OTLP without a gen_ai attribute is still OTLP, and says that it has no inference in it.
  detect: (sample) => Math.max(0.6 * shareOf(sample, isEnvelope), 0.95 * shareOf(sample, hasGenai)),
  open: (context, emit) => eachObject(emit, (value, row) => mapSpans(value, row, context, emit)),
};

const isEnvelope = (row: Record<string, unknown>) => Array.isArray(row.resourceSpans) || Array.isArray(row.resource_spans);

const hasGenai = (row: Record<string, unknown>) =>
  readSpans(row).some(({ attributes }) => Object.keys(attributes).some((name) => name.startsWith("gen_ai.")));

function mapSpans(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const calls = readSpans(value).filter(isInference);
  for (const span of calls) mapSpan(span, row, context, emit);
  if (calls.length === 0) emitSkip(emit, row, "no span of an inference");
}

const inferences = new Set(["chat", "text_completion", "generate_content"]);

function isInference({ attributes }: Span): boolean {
  const operation = attributes["gen_ai.operation.name"];
  if (operation !== undefined) return inferences.has(String(operation));
  // Before operations had names (OpenLLMetry, Vercel AI SDK): a span that names the model asked for.
  return attributes["gen_ai.request.model"] !== undefined && attributes["llm.request.type"] !== "embedding";
}

function mapSpan(span: Span, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const attributes = { ...span.attributes };
  for (const event of span.events)
    if (event.name === "gen_ai.client.inference.operation.details") Object.assign(attributes, event.attributes);
  const get = (...names: string[]) => names.map((name) => attributes[`gen_ai.${name}`]).find((value) => value !== undefined);
  const proofs = openProofs(context);
  const latency_ms = msBetween(span.start, span.end);
  prove(
    proofs,
    "endTimeUnixNano",
    span.givenEnd,
    "metrics.latency_ms",
    latency_ms,
    "a span's start and end are nanoseconds since 1970, so their difference is used",
  );
  const seconds = readNumber(get("response.time_to_first_chunk"));
  const ttft_ms = seconds === undefined ? undefined : seconds * 1000;
  prove(
    proofs,
    "gen_ai.response.time_to_first_chunk",
    seconds,
    "metrics.ttft_ms",
    ttft_ms,
    "the conventions have all durations in seconds",
  );
  const error = firstText(attributes["error.type"]);
  const id = span.id ?? firstText(get("response.id"));
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(attributes),
      task_id: firstText(get("conversation.id"), span.traceId),
      engine_id: firstText(get("response.model", "request.model"), get("request.model")),
      timestamp: span.start,
      ...readConversation(span, attributes),
      status: firstText(error, span.failed ? (span.message ?? "error") : undefined),
      success: error === undefined && !span.failed,
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(get("usage.input_tokens", "usage.prompt_tokens")),
        output_tokens: readCount(get("usage.output_tokens", "usage.completion_tokens")),
        cached_input_tokens: readCount(get("usage.cache_read.input_tokens", "usage.cache_read_input_tokens")),
        reasoning_tokens: readCount(get("usage.reasoning.output_tokens", "usage.reasoning_tokens")),
        cost_usd: readNumber(get("usage.cost", "usage.total_cost")),
        quality_score: readQuality(span),
      },
    },
  );
}

/** The first evaluation whose name does not say that less is better; one without a name counts. */
function readQuality({ events }: Span): number | undefined {
  const evaluations = events.filter(({ name }) => name === "gen_ai.evaluation.result").map(({ attributes }) => attributes);
  const good = evaluations.find((one) => !isHarmName(firstText(one["gen_ai.evaluation.name"]) ?? ""));
  return readNumber(good?.["gen_ai.evaluation.score.value"]);
}

function readConversation({ events }: Span, attributes: Record<string, unknown>) {
  const system = fromOtelInstructions(attributes["gen_ai.system_instructions"]);
  const inEvents = (name: string) => events.find((event) => event.name === `gen_ai.content.${name}`)?.attributes[`gen_ai.${name}`];
  const asked = attributes["gen_ai.input.messages"] ?? attributes["gen_ai.prompt"] ?? inEvents("prompt");
  const answered = attributes["gen_ai.output.messages"] ?? attributes["gen_ai.completion"] ?? inEvents("completion");
  const before =
    asked === undefined ? fromFlat(attributes, "gen_ai.prompt.") : isTurns(asked) ? fromOtelMessages(asked) : fromAnyMessages(asked);
  const after =
    answered === undefined
      ? fromFlat(attributes, "gen_ai.completion.")
      : isTurns(answered)
        ? fromOtelMessages(answered)
        : [fromAnyAnswer(answered)];
  return toConversation([...system, ...before], mergeTurns(after.filter((turn) => turn !== undefined)));
}

const isTurns = (value: unknown) => typeof value !== "string" || value.trimStart().startsWith("[");

/** `gen_ai.prompt.0.role`, `….content`, `….tool_calls.0.name`, as OpenLLMetry writes them. A content of several parts is JSON text. */
function fromFlat(attributes: Record<string, unknown>, prefix: string): Turn[] {
  return positions(attributes, prefix).flatMap((at) => {
    const get = (name: string) => attributes[`${prefix}${at}.${name}`];
    const role = firstText(get("role")) ?? (prefix.includes("completion") ? "assistant" : "user");
    const turn = new TurnBuilder();
    if (role === "tool") {
      turn.result(get("tool_call_id"), get("content"));
      return turn.build(role);
    }
    turn.reasoning(get("reasoning"));
    turn.text(firstText(get("content")));
    for (const call of positions(attributes, `${prefix}${at}.tool_calls.`)) {
      const called = (name: string) => get(`tool_calls.${call}.${name}`);
      turn.call(called("id"), called("name"), called("arguments"));
    }
    return turn.build(role);
  });
}
