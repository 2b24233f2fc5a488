import { isObject, toObject } from "../../base/json-value.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { type Conversation, toConversation } from "../messages/conversation.ts";
import { fromOpenaiMessage, fromOpenaiMessages } from "../messages/openai.ts";
import { msBetween, readTime } from "../times.ts";
import { firstText, readCount, readNumber, unwrapJson } from "../values.ts";

/**
 * Reports of GuideLLM: `benchmarks[].requests.successful|errored|incomplete[]`. Files of June 2025 have the timings in the request; later ones
 * below `info`. A report keeps a sample of its requests.
 * @see https://github.com/vllm-project/guidellm, src/guidellm/benchmark
 */
export const guidellm: Dialect = {
  name: "guidellm",
  title: "GuideLLM report",
  version: "2",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "benchmarks[].worker.backend_model", to: "engine_id", note: "later: config.backend.model" },
    { from: "requests.*[].request_id", to: "trace_id" },
    { from: "request_latency", to: "metrics.latency_ms", unit: "seconds", note: "else end_time − start_time" },
    {
      from: "time_to_first_token_ms",
      to: "metrics.ttft_ms",
      unit: "milliseconds",
      note: "else, in seconds, first_token_iteration − request_start",
    },
    { from: "start_time", to: "timestamp", unit: "Unix seconds" },
    {
      from: "prompt_tokens, output_tokens",
      to: "metrics.input_tokens, metrics.output_tokens",
      note: "later: input_metrics, output_metrics",
    },
    { from: "the list that it is in", to: "metrics.success", note: "successful or not" },
    { from: "prompt, output", to: "input, output" },
  ],
  detect: (sample) => 0.97 * shareOf(sample, isReport),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

const outcomes = ["successful", "errored", "incomplete"] as const;

const isReport = (row: Record<string, unknown>) =>
  Array.isArray(row.benchmarks) &&
  row.benchmarks.some((one) => isObject(one) && isObject(one.requests) && outcomes.some((kind) => kind in toObject(one.requests)));

function map(report: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  let found = 0;
  for (const benchmark of Array.isArray(report.benchmarks) ? report.benchmarks : []) {
    if (!isObject(benchmark)) continue;
    const requests = toObject(benchmark.requests);
    for (const kind of outcomes) {
      for (const request of Array.isArray(requests[kind]) ? requests[kind] : []) {
        if (!isObject(request)) continue;
        found++;
        mapRequest(request, kind, readEngine(benchmark, report), row, context, emit);
      }
    }
  }
  if (found === 0) emitSkip(emit, row, "report without its requests");
}

function readEngine(benchmark: Record<string, unknown>, report: Record<string, unknown>): string | undefined {
  const config = toObject(benchmark.config);
  const backends = [toObject(config.backend), toObject(benchmark.backend), toObject(toObject(benchmark.benchmarker).backend)];
  return firstText(toObject(benchmark.worker).backend_model, ...backends.map((backend) => backend.model), toObject(report.args).model);
}

function mapRequest(
  request: Record<string, unknown>,
  kind: (typeof outcomes)[number],
  engine_id: string | undefined,
  row: Row,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  const info = toObject(request.info);
  const timings = toObject(info.timings ?? request.scheduler_info);
  const start = readTime(request.start_time ?? timings.request_start, "seconds");
  const end = readTime(request.end_time ?? timings.request_end, "seconds");
  const proofs = openProofs(context);
  const seconds = readNumber(request.request_latency);
  // 0 or null for a request that never ended.
  const latency_ms = seconds !== undefined && seconds > 0 ? seconds * 1000 : kind === "successful" ? msBetween(start, end) : undefined;
  prove(
    proofs,
    "request_latency",
    request.request_latency,
    "metrics.latency_ms",
    latency_ms,
    "`request_latency` is in seconds, as end_time − start_time shows",
  );
  const first = readNumber(request.time_to_first_token_ms);
  const firstToken = readTime(request.first_token_time ?? timings.first_token_iteration, "seconds");
  const ttft_ms = first === undefined ? msBetween(start, firstToken) : first === 0 ? undefined : first;
  if (first !== undefined)
    prove(proofs, "time_to_first_token_ms", request.time_to_first_token_ms, "metrics.ttft_ms", ttft_ms, "its name says milliseconds");
  const [input, output] = [toObject(request.input_metrics), toObject(request.output_metrics)];
  const id = firstText(request.request_id, request.id);
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id ?? digest(request),
      engine_id,
      timestamp: start ?? readTime(timings.queued_time ?? timings.queued, "seconds"),
      ...readTexts(request),
      status: firstText(request.error, info.error) ?? (kind === "successful" ? undefined : kind),
      success: kind === "successful",
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(request.prompt_tokens ?? input.text_tokens ?? input.total_tokens),
        output_tokens: readCount(request.output_tokens ?? output.text_tokens ?? output.total_tokens),
      },
    },
  );
}

/** `prompt`, `output`; later `request_args`, the JSON text of the request's body, and reasoning and calls beside the output. */
function readTexts(request: Record<string, unknown>): Conversation {
  const body = toObject(toObject(unwrapJson(request.request_args)).body ?? unwrapJson(request.request_args));
  const before = fromOpenaiMessages(Array.isArray(body.messages) ? body.messages : (request.prompt ?? body.prompt));
  const answer = fromOpenaiMessage({
    role: "assistant",
    content: request.output,
    reasoning: request.reasoning_output,
    tool_calls: request.tool_calls,
  });
  const { input, output, messages } = toConversation(before, answer?.[0]);
  const flat = !Array.isArray(body.messages) && !answer?.[0]?.reasoning && !answer?.[0]?.tool_calls;
  return { input, output, messages: flat ? undefined : messages };
}
