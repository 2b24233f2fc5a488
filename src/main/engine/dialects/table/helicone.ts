import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, openProofs, prove, shareOf } from "../executions.ts";
import { toAnyConversation } from "../messages/any.ts";
import { isQualityName } from "../quality.ts";
import { msBetween, readTime } from "../times.ts";
import { firstText, readBoolean, readCount, readNumber, readText, unwrapJson } from "../values.ts";

/**
 * Exports of Helicone's requests, JSONL or CSV. Bodies are there only when exported with them.
 * @see https://docs.helicone.ai/tools/export; Helicone/helicone, packages/llm-mapper/types.ts
 */
export const helicone: Dialect = {
  name: "helicone",
  title: "Helicone export",
  version: "2",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "request_id", to: "trace_id" },
    { from: "response_model, model, request_model", to: "engine_id" },
    { from: "request_created_at", to: "timestamp", unit: "ISO 8601; UTC where no zone is given" },
    { from: "delay_ms", to: "metrics.latency_ms", unit: "milliseconds", note: "else response_created_at − request_created_at" },
    { from: "time_to_first_token", to: "metrics.ttft_ms", unit: "milliseconds" },
    { from: "response_status", to: "metrics.success, status", note: "200 to 299" },
    { from: "prompt_tokens, completion_tokens, prompt_cache_read_tokens", to: "metrics.*_tokens" },
    { from: "costUSD, cost_usd", to: "metrics.cost_usd", unit: "US dollars", note: "`cost` never: its unit differs between exports" },
    {
      from: "feedback_rating, scores",
      to: "metrics.quality_score",
      note: "a thumb is 1 or 0; a score from 0 to 1 whose name says that more is better",
    },
    { from: "cache_reference_id", to: "metrics.cache_hit", note: "an id that is not all zeros" },
    { from: "request_body, response_body", to: "input, output, messages" },
  ],
  detect: (sample) => 0.97 * shareOf(sample, isRequest),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

const isRequest = (row: Record<string, unknown>) =>
  "request_id" in row && "request_created_at" in row && ("response_status" in row || "delay_ms" in row);

const noCache = "00000000-0000-0000-0000-000000000000";

function map(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const proofs = openProofs(context);
  const [start, end] = [readTime(value.request_created_at), readTime(value.response_created_at)];
  const delay = readNumber(value.delay_ms);
  const latency_ms = delay ?? msBetween(start, end);
  if (delay !== undefined) prove(proofs, "delay_ms", value.delay_ms, "metrics.latency_ms", latency_ms, "its name says milliseconds");
  else
    prove(
      proofs,
      "response_created_at",
      value.response_created_at,
      "metrics.latency_ms",
      latency_ms,
      "request and response have times, so their difference is used",
    );
  const first = readNumber(value.time_to_first_token);
  const ttft_ms = first === 0 ? undefined : first;
  prove(
    proofs,
    "time_to_first_token",
    value.time_to_first_token,
    "metrics.ttft_ms",
    ttft_ms,
    "Helicone counts it in milliseconds, as `delay_ms`",
  );
  const code = readNumber(value.response_status);
  const rating = readBoolean(value.feedback_rating);
  const cached = readText(value.cache_reference_id);
  const id = readText(value.request_id);
  const error = code === undefined || code < 400 ? undefined : readError(value.response_body);
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(value),
      task_id: firstText(toObject(unwrapJson(value.properties ?? value.request_properties))["Helicone-Session-Id"], value.prompt_id),
      engine_id: firstText(value.model_override, value.response_model, value.model, value.request_model),
      timestamp: start,
      ...toAnyConversation(value.request_body, error === undefined ? value.response_body : undefined),
      status: code === undefined ? undefined : [String(code), error].filter((part) => part !== undefined).join(": "),
      success: code === undefined ? undefined : code >= 200 && code < 300,
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(value.prompt_tokens),
        output_tokens: readCount(value.completion_tokens),
        cached_input_tokens: readCount(value.prompt_cache_read_tokens),
        cost_usd: readNumber(value.costUSD ?? value.cost_usd),
        cache_hit: cached === undefined ? undefined : cached !== noCache,
        quality_score: rating === undefined ? readScore(value.scores) : Number(rating),
      },
    },
  );
}

/** The message of a body that is an error and no answer. */
function readError(body: unknown): string | undefined {
  const { error } = toObject(unwrapJson(body));
  return error === undefined ? undefined : (firstText(error, toObject(error).message) ?? "error");
}

function readScore(scores: unknown): number | undefined {
  const found = unwrapJson(scores);
  if (!isObject(found)) return undefined;
  for (const [name, score] of Object.entries(found)) {
    const number = readNumber(isObject(score) ? score.value : score);
    if (isQualityName(name) && number !== undefined && number >= 0 && number <= 1) return number;
  }
  return undefined;
}
