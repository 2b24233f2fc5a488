import { isObject, toObject } from "../../base/json-value.ts";
import { eachAnswer } from "../batch-requests.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { fromAnyMessages } from "../messages/any.ts";
import { toConversation } from "../messages/conversation.ts";
import { fromOpenaiAnswer, fromOpenaiMessages } from "../messages/openai.ts";
import { readTime } from "../times.ts";
import { firstText, readCount, readNumber, readText } from "../values.ts";

/**
 * Output and error files of OpenAI's batches. The requests are in the input file, which is joined by `custom_id` when it is imported with them.
 * @see https://platform.openai.com/docs/api-reference/batch/request-output
 */
export const openaiBatch: Dialect = {
  name: "openai-batch",
  title: "OpenAI batch",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  joins: true,
  fields: [
    { from: "id", to: "trace_id" },
    { from: "custom_id", to: "task_id", note: "joins the request of the input file" },
    { from: "response.body.model, request body.model", to: "engine_id" },
    { from: "response.body.created, .created_at", to: "timestamp", unit: "Unix seconds", note: "a failed request has none: asked for" },
    { from: "–", to: "metrics.latency_ms", note: "never: a batch has no time a request" },
    { from: "error, response.status_code", to: "metrics.success, status", note: "no error, and 200 to 299" },
    { from: "response.body.usage", to: "metrics.*_tokens" },
    { from: "request body.messages, .input, .prompt", to: "input, messages" },
    { from: "response.body.choices[0], .output", to: "output, messages" },
  ],
  detect: (sample) => Math.max(0.97 * shareOf(sample, isAnswer), 0.9 * shareOf(sample, isRequest)),
  open: (context, emit) =>
    eachAnswer(context, emit, { field: "body", isRequest, isAnswer, other: "no answer of a batch" }, (value, request, row) =>
      map(value, request, row, context, emit),
    ),
};

const isAnswer = (row: Record<string, unknown>) =>
  typeof row.custom_id === "string" &&
  "response" in row &&
  // Other services that have such batches leave it out where there is none.
  (isObject(row.response) ? "status_code" in row.response : row.response === null && isObject(row.error));

const isRequest = (row: Record<string, unknown>) =>
  typeof row.custom_id === "string" && "method" in row && "url" in row && isObject(row.body);

function map(
  value: Record<string, unknown>,
  request: Record<string, unknown>,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  const response = toObject(value.response);
  const body = toObject(response.body);
  if (body.object === "list") {
    emitSkip(emit, row, "embedding, no generation");
    return;
  }
  if (Array.isArray(body.results) && body.choices === undefined) {
    emitSkip(emit, row, "moderation, no generation");
    return;
  }
  const code = readNumber(response.status_code);
  const error = toObject(value.error ?? body.error);
  const created = body.created ?? body.created_at;
  const timestamp = readTime(created, "seconds");
  const proofs = openProofs(context);
  prove(
    proofs,
    "response.body.created",
    created,
    "timestamp",
    timestamp?.seconds,
    "the API counts seconds since 1970; a batch has no other time, so there is no latency",
  );
  const usage = toObject(body.usage);
  const id = readText(value.id);
  const success = (value.error === null || value.error === undefined) && code !== undefined && code >= 200 && code < 300;
  emitExecution(
    context,
    emit,
    { rows: [row.number], id: id ?? firstText(response.request_id), proofs },
    {
      trace_id: id ?? String(value.custom_id),
      task_id: readText(value.custom_id),
      engine_id: firstText(body.model, request.model),
      timestamp,
      ...toConversation(readPrompt(request), fromOpenaiAnswer(body)),
      status: success
        ? undefined
        : firstText([firstText(error.code), firstText(error.message)].filter((part) => part !== undefined).join(": "), code),
      success,
      metrics: {
        input_tokens: readCount(usage.prompt_tokens ?? usage.input_tokens),
        output_tokens: readCount(usage.completion_tokens ?? usage.output_tokens),
        cached_input_tokens: readCount(toObject(usage.prompt_tokens_details ?? usage.input_tokens_details).cached_tokens),
        reasoning_tokens: readCount(toObject(usage.completion_tokens_details ?? usage.output_tokens_details).reasoning_tokens),
      },
    },
  );
}

function readPrompt(body: Record<string, unknown>) {
  const instructions = typeof body.instructions === "string" ? [{ role: "system", content: body.instructions }] : [];
  return [
    ...instructions,
    ...(Array.isArray(body.messages) ? fromOpenaiMessages(body.messages) : fromAnyMessages(body.input ?? body.prompt)),
  ];
}
