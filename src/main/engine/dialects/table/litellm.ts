import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { toAnyConversation } from "../messages/any.ts";
import { msBetween, readTime } from "../times.ts";
import { firstText, readBoolean, readCount, readNumber, readTags, readText, unwrapJson } from "../values.ts";
import { readPlainUses } from "./litellm-plain.ts";

const toReads = (names: string): Record<string, true> => Object.fromEntries(names.split(" ").map((name) => [name, true]));

/** Half of a row is the price list of its model, which no record has. */
const reads = {
  ...toReads("call_type startTime endTime completionStartTime request_duration_ms stream cache_hit status total_tokens request_id id"),
  ...toReads("session_id trace_id model_group model model_id prompt_tokens completion_tokens response_cost spend request_tags"),
  ...toReads("messages proxy_server_request response error_information error_str"),
  metadata: ["cached_tokens", "cache_read_input_tokens", "reasoning_tokens", "error_class", "error_message"],
};

/**
 * Logs of the LiteLLM proxy: StandardLoggingPayload, as callbacks write it, and dumps of the table LiteLLM_SpendLogs (JSON or CSV), where
 * whole objects are texts.
 * @see https://docs.litellm.ai/docs/proxy/logging_spec, litellm/proxy/schema.prisma
 */
export const litellm: Dialect = {
  name: "litellm",
  title: "LiteLLM log",
  version: "2",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "model_group, model", to: "engine_id" },
    { from: "id, request_id", to: "trace_id" },
    { from: "session_id, trace_id", to: "task_id" },
    { from: "startTime", to: "timestamp", unit: "ISO 8601 or Unix seconds; UTC where no zone is given" },
    {
      from: "endTime − startTime",
      to: "metrics.latency_ms",
      unit: "as startTime",
      note: "request_duration_ms (milliseconds) where a time is missing; response_time never",
    },
    { from: "completionStartTime − startTime", to: "metrics.ttft_ms", unit: "as startTime", note: "not where stream is false" },
    { from: "status", to: "metrics.success", note: '"success" or not' },
    {
      from: "prompt_tokens, completion_tokens",
      to: "metrics.input_tokens, metrics.output_tokens",
      note: "unknown where total_tokens is 0",
    },
    { from: "response_cost, spend", to: "metrics.cost_usd", unit: "US dollars" },
    { from: "cache_hit", to: "metrics.cache_hit", note: '"True" counts, "None" does not' },
    {
      from: "messages, proxy_server_request.messages",
      to: "input, messages",
      note: "JSON or JSON text; empty unless the proxy stores prompts",
    },
    { from: "response", to: "output, messages" },
    { from: "request_tags", to: "tags" },
  ],
  reads,
  plain: readPlainUses,
  detect: (sample) => 0.97 * shareOf(sample, isCall),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

const isCall = (row: Record<string, unknown>) =>
  "call_type" in row &&
  "startTime" in row &&
  "endTime" in row &&
  ("prompt_tokens" in row || "completion_tokens" in row) &&
  ("custom_llm_provider" in row || "model_group" in row || "cache_key" in row || "api_base" in row);

function map(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const other = toOther(value);
  if (other !== undefined) {
    emitSkip(emit, row, other);
    return;
  }
  const proofs = openProofs(context);
  const [start, end, first] = [readTime(value.startTime), readTime(value.endTime), readTime(value.completionStartTime)];

  let latency_ms = msBetween(start, end);
  prove(
    proofs,
    "endTime",
    value.endTime,
    "metrics.latency_ms",
    latency_ms,
    "`startTime` and `endTime` are times, so their difference is used; `response_time` is the time to first token when streaming",
  );
  if (latency_ms === undefined) {
    latency_ms = readNumber(value.request_duration_ms);
    prove(
      proofs,
      "request_duration_ms",
      value.request_duration_ms,
      "metrics.latency_ms",
      latency_ms,
      "its name says milliseconds, and a start or an end is missing",
    );
  }
  const ttft_ms = readBoolean(value.stream) === false ? undefined : msBetween(start, first);
  prove(
    proofs,
    "completionStartTime",
    value.completionStartTime,
    "metrics.ttft_ms",
    ttft_ms,
    "the first token came at `completionStartTime`, counted from `startTime`",
  );
  prove(proofs, "startTime", value.startTime, "timestamp", start?.seconds, "a time without a zone is UTC in LiteLLM's tables");
  const cacheHit = readBoolean(value.cache_hit);
  prove(
    proofs,
    "cache_hit",
    value.cache_hit,
    "metrics.cache_hit",
    cacheHit,
    "the proxy says whether its cache answered; then the latency is not the model's",
  );

  const status = readText(value.status) ?? readOldStatus(value, row);
  // 0 tokens in all: nothing was counted, as in failed calls.
  const counted = readCount(value.total_tokens) !== 0;
  const details = counted ? readDetails(value) : {};
  const id = firstText(value.request_id, value.id);
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(row.whole?.() ?? value),
      task_id: firstText(value.session_id, value.trace_id),
      engine_id: firstText(value.model_group, value.model),
      engine_instance_id: readText(value.model_id),
      timestamp: start,
      ...readTexts(value),
      status: readStatus(status, value),
      success: status === undefined ? undefined : status === "success",
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: counted ? readCount(value.prompt_tokens) : undefined,
        output_tokens: counted ? readCount(value.completion_tokens) : undefined,
        ...details,
        cost_usd: counted ? readNumber(value.response_cost ?? value.spend) : undefined,
        cache_hit: cacheHit,
      },
      tags: readTags(value.request_tags),
    },
  );
}

/** What a row is that is no generation. */
function toOther({ call_type, startTime }: Record<string, unknown>): string | undefined {
  if (call_type === undefined && startTime === undefined) return "not a logged call";
  if (typeof call_type !== "string") return undefined;
  if (call_type.includes("embedding")) return "embedding, no generation";
  return /rerank|moderation/.test(call_type) ? "reranking or moderation, no generation" : undefined;
}

/** Tables of before 2025 have it among the metadata, which is an object or its text. */
function readOldStatus(value: Record<string, unknown>, row: Row): string | undefined {
  const metadata = value.metadata ?? toObject(row.whole?.()).metadata;
  return readText(toObject(unwrapJson(metadata)).status);
}

/** Texts that say that nothing was kept, not parsed a million times. */
const isEmptyText = (value: unknown) => value === "{}" || value === "[]" || value === "" || value === null || value === undefined;

function readTexts(value: Record<string, unknown>) {
  if (isEmptyText(value.response) && isEmptyText(value.messages) && isEmptyText(value.proxy_server_request))
    return { input: "", output: "" };
  const messages = isEmptyText(value.messages) ? undefined : unwrapJson(value.messages);
  const kept = messages !== undefined && !(isObject(messages) && Object.keys(messages).length === 0);
  return toAnyConversation(
    kept ? messages : isEmptyText(value.proxy_server_request) ? undefined : value.proxy_server_request,
    isEmptyText(value.response) ? undefined : value.response,
  );
}

/** "success", or "failure: RateLimitError: …". */
function readStatus(status: string | undefined, value: Record<string, unknown>): string | undefined {
  if (status === undefined || status === "success") return status;
  const error = toObject(value.error_information ?? toObject(unwrapJson(value.metadata)).error_information);
  const message = firstText(value.error_str, error.error_message);
  return [status, readText(error.error_class), message].filter((part) => part !== undefined).join(": ");
}

/** Cached and reasoning tokens, from the usage that the provider reported. */
function readDetails(value: Record<string, unknown>) {
  const usage = isObject(value.response) ? toObject(value.response.usage) : readUsage(value.metadata);
  const [input, output] = [
    toObject(usage.prompt_tokens_details ?? usage.input_tokens_details),
    toObject(usage.completion_tokens_details ?? usage.output_tokens_details),
  ];
  return {
    cached_input_tokens: readCount(input.cached_tokens ?? usage.cache_read_input_tokens),
    reasoning_tokens: readCount(output.reasoning_tokens),
  };
}

/** `metadata.usage_object`; the text of 4 kB is parsed only where it has what is looked for. */
function readUsage(metadata: unknown): Record<string, unknown> {
  if (typeof metadata === "string" && !metadata.includes("cached_tokens") && !metadata.includes("reasoning_tokens")) return {};
  return toObject(toObject(unwrapJson(metadata)).usage_object);
}
