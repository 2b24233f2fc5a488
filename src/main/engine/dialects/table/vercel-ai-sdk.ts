import { isObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { toConversation } from "../messages/conversation.ts";
import { TurnBuilder } from "../messages/turn-builder.ts";
import { fromVercelMessages, readVercelCalls } from "../messages/vercel.ts";
import { readSpans, type Span } from "../spans.ts";
import { msBetween } from "../times.ts";
import { firstText, readCount, readNumber } from "../values.ts";

/**
 * Spans of Vercel's AI SDK, dumped by a JavaScript exporter. Each call is two spans: the outer one (ai.generateText) may hold several calls, the
 * inner one (….doGenerate, ….doStream) is the call.
 * @see https://ai-sdk.dev/docs/ai-sdk-core/telemetry
 */
export const vercelAiSdk: Dialect = {
  name: "vercel-ai-sdk",
  title: "Vercel AI SDK spans",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "name", to: "", note: "a span with gen_ai.request.model is a record; outer spans and embeddings are not" },
    { from: "gen_ai.response.model, gen_ai.request.model", to: "engine_id" },
    { from: "spanContext.spanId", to: "trace_id" },
    { from: "spanContext.traceId", to: "task_id" },
    { from: "startTime", to: "timestamp", unit: "[seconds, nanoseconds]" },
    { from: "endTime − startTime", to: "metrics.latency_ms", unit: "[seconds, nanoseconds]" },
    { from: "ai.response.msToFirstChunk", to: "metrics.ttft_ms", unit: "milliseconds" },
    {
      from: "gen_ai.usage.input_tokens, .output_tokens",
      to: "metrics.input_tokens, metrics.output_tokens",
      note: "else ai.usage.promptTokens, .completionTokens",
    },
    { from: "ai.usage.cachedInputTokens, .reasoningTokens", to: "metrics.cached_input_tokens, metrics.reasoning_tokens" },
    { from: "status.code", to: "metrics.success", note: "2 is an error" },
    { from: "ai.prompt.messages, ai.response.text, .object, .reasoning, .toolCalls", to: "input, output, messages", note: "JSON text" },
  ],
  detect: (sample) => 0.98 * shareOf(sample, (row) => spansOf(row).some(isSdk)),
  open: (context, emit) => eachObject(emit, (value, row) => mapSpans(value, row, context, emit)),
};

/** A row is a span, or lists of them by operation; OTLP is read, too. */
const spansOf = (row: Record<string, unknown>): Span[] =>
  Object.values(row).every((value) => Array.isArray(value) && value.every(isObject)) && !("resourceSpans" in row)
    ? Object.values(row).flatMap((spans) => (spans as Record<string, unknown>[]).flatMap(readSpans))
    : readSpans(row);

const isSdk = ({ attributes }: Span) => attributes["ai.operationId"] !== undefined;

function mapSpans(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const spans = spansOf(value);
  const calls = spans.filter(({ attributes }) => attributes["gen_ai.request.model"] !== undefined);
  for (const span of calls) mapSpan(span, row, context, emit);
  if (calls.length === 0)
    emitSkip(
      emit,
      row,
      spans.some(({ name }) => name.includes("embed")) ? "embedding, no generation" : "outer span: the call is in the inner one",
    );
}

function mapSpan(span: Span, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const { attributes } = span;
  const get = (...names: string[]) => names.map((name) => attributes[name]).find((value) => value !== undefined);
  const proofs = openProofs(context);
  const latency_ms = msBetween(span.start, span.end);
  prove(
    proofs,
    "endTime",
    span.givenEnd,
    "metrics.latency_ms",
    latency_ms,
    "`startTime` and `endTime` are seconds and nanoseconds, so their difference is used",
  );
  const ttft_ms = readNumber(get("ai.response.msToFirstChunk"));
  prove(proofs, "ai.response.msToFirstChunk", ttft_ms, "metrics.ttft_ms", ttft_ms, "its name says milliseconds");
  emitExecution(
    context,
    emit,
    { rows: [row.number], id: span.id, proofs },
    {
      trace_id: span.id ?? digest(attributes),
      task_id: span.traceId,
      engine_id: firstText(get("gen_ai.response.model"), get("gen_ai.request.model")),
      timestamp: span.start,
      ...toConversation(readPrompt(attributes), readAnswer(attributes)),
      status: span.failed ? (span.message ?? "error") : firstText(get("ai.response.finishReason")),
      success: !span.failed,
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(get("gen_ai.usage.input_tokens", "ai.usage.inputTokens", "ai.usage.promptTokens")),
        output_tokens: readCount(get("gen_ai.usage.output_tokens", "ai.usage.outputTokens", "ai.usage.completionTokens")),
        cached_input_tokens: readCount(get("ai.usage.cachedInputTokens")),
        reasoning_tokens: readCount(get("ai.usage.reasoningTokens")),
      },
    },
  );
}

function readPrompt(attributes: Record<string, unknown>): Turn[] {
  const turns = fromVercelMessages(attributes["ai.prompt.messages"]);
  const prompt = attributes["ai.prompt"];
  return turns.length > 0 || typeof prompt !== "string" ? turns : [{ role: "user", content: prompt }];
}

function readAnswer(attributes: Record<string, unknown>): Turn | undefined {
  const turn = new TurnBuilder();
  turn.reasoning(attributes["ai.response.reasoning"]);
  turn.text(attributes["ai.response.text"] ?? attributes["ai.response.object"]);
  readVercelCalls(attributes["ai.response.toolCalls"], turn);
  return turn.build("assistant").at(-1);
}
