import { isObject, toObject } from "../../base/json-value.ts";
import { eachAnswer } from "../batch-requests.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { emitExecution, shareOf } from "../executions.ts";
import { fromAnthropicMessage, fromAnthropicMessages } from "../messages/anthropic.ts";
import { readAnthropicUsage } from "../messages/anthropic-usage.ts";
import { toConversation } from "../messages/conversation.ts";
import { firstText, readText } from "../values.ts";

/**
 * Results of Anthropic's message batches. The requests are in the input file, which is joined by `custom_id` when it is imported with them.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/batch-processing
 */
export const anthropicBatch: Dialect = {
  name: "anthropic-batch",
  title: "Anthropic batch",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  joins: true,
  fields: [
    { from: "result.message.id", to: "trace_id" },
    { from: "custom_id", to: "task_id", note: "joins the request of the input file" },
    { from: "result.message.model, request params.model", to: "engine_id" },
    { from: "–", to: "timestamp", note: "never in the file: asked for" },
    { from: "–", to: "metrics.latency_ms", note: "never: a batch has no time a request" },
    { from: "result.type", to: "metrics.success, status", note: "succeeded, or errored, canceled, expired" },
    { from: "result.message.usage", to: "metrics.*_tokens", note: "input with what the cache read and wrote" },
    { from: "request params.system, .messages", to: "input, messages" },
    { from: "result.message.content", to: "output, messages" },
  ],
  detect: (sample) => Math.max(0.97 * shareOf(sample, isResult), 0.9 * shareOf(sample, isRequest)),
  open: (context, emit) =>
    eachAnswer(context, emit, { field: "params", isRequest, isAnswer: isResult, other: "no result of a batch" }, (value, request, row) =>
      map(value, request, row, context, emit),
    ),
};

const isResult = (row: Record<string, unknown>) =>
  typeof row.custom_id === "string" && isObject(row.result) && resultTypes.has(String(row.result.type));

const resultTypes = new Set(["succeeded", "errored", "canceled", "expired"]);

const isRequest = (row: Record<string, unknown>) => typeof row.custom_id === "string" && isObject(row.params) && "messages" in row.params;

function map(
  value: Record<string, unknown>,
  request: Record<string, unknown>,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  const result = toObject(value.result);
  const message = toObject(result.message);
  const error = toObject(toObject(result.error).error ?? result.error);
  const id = readText(message.id);
  const success = result.type === "succeeded";
  emitExecution(
    context,
    emit,
    { rows: [row.number], id },
    {
      trace_id: id ?? String(value.custom_id),
      task_id: readText(value.custom_id),
      engine_id: firstText(message.model, request.model),
      timestamp: undefined,
      ...toConversation(fromAnthropicMessages(request.messages, request.system), fromAnthropicMessage(message).at(-1)),
      status: success ? undefined : [readText(result.type), firstText(error.message)].filter((part) => part !== undefined).join(": "),
      success,
      metrics: readAnthropicUsage(message.usage),
    },
  );
}
