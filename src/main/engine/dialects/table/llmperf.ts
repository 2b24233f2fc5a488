import { isObject } from "../../base/json-value.ts";
import type { Companion, Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, emitSkip, openProofs, prove, shareOf } from "../executions.ts";
import { readTime } from "../times.ts";
import { readCount, readNumber, readText } from "../values.ts";

/**
 * llmperf's individual responses: an array of requests. Engine and time stand only in the summary of the same run, a file of the same name in
 * another folder, or `…_summary.json` beside `…_individual_responses.json`.
 * @see https://github.com/ray-project/llmperf, token_benchmark_ray.py; llmperf-leaderboard, raw_data
 */
export const llmperf: Dialect = {
  name: "llmperf",
  title: "llmperf responses",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  joins: true,
  fields: [
    { from: "summary: framework, model", to: "engine_id", note: "framework/model where both are given" },
    { from: "summary: timestamp", to: "timestamp", unit: "Unix seconds", note: "of the run: requests have no time of their own" },
    { from: "end_to_end_latency_s", to: "metrics.latency_ms", unit: "seconds", note: "absent on an error, where it is 0" },
    { from: "ttft_s", to: "metrics.ttft_ms", unit: "seconds", note: "0 is unknown" },
    {
      from: "number_input_tokens, number_output_tokens",
      to: "metrics.input_tokens, metrics.output_tokens",
      note: "output not on an error, where 1 is a guess",
    },
    { from: "error_code, error_msg", to: "metrics.success, status", note: "success where the code is null" },
  ],
  detect: (sample) => Math.max(0.97 * shareOf(sample, isRequest), 0.9 * shareOf(sample, isSummary)),
  open: (context, emit) => {
    const summary = findSummary(context);
    // The name only where nothing else tells runs apart: a renamed file is not new.
    const run = digest(summary.model === undefined ? context.name : [summary.framework, summary.model, summary.timestamp]);
    return eachObject(emit, (value, row) => map(value, row, { summary, run }, context, emit));
  },
};

const isRequest = (row: Record<string, unknown>) =>
  "end_to_end_latency_s" in row && "error_code" in row && ("ttft_s" in row || "number_output_tokens" in row);

const isSummary = (row: Record<string, unknown>) => "results_num_requests_started" in row || "results_num_completed_requests" in row;

const stemOf = (name: string) => (name.split("/").at(-1) ?? name).replace(/(_individual_responses|_summary)?\.\w+$/, "");

function findSummary({ name, companions }: MappingContext): Record<string, unknown> {
  const summaries = companions.flatMap(({ name: of, rows }) =>
    rows
      .filter(isObject)
      .filter(isSummary)
      .map((summary) => ({ of, summary })),
  );
  const own = summaries.filter(({ of }) => stemOf(of) === stemOf(name));
  const others = companions.some(({ rows }: Companion) => rows.some((row) => isObject(row) && isRequest(row)));
  const found = own.length === 1 ? own[0] : summaries.length === 1 && !others ? summaries[0] : undefined;
  return found?.summary ?? {};
}

interface Run {
  summary: Record<string, unknown>;
  run: string;
}

function map(
  value: Record<string, unknown>,
  row: Row,
  { summary, run }: Run,
  context: MappingContext,
  emit: (outcome: Outcome) => void,
): void {
  if (!isRequest(value)) {
    emitSkip(emit, row, isSummary(value) ? "summary of a run" : "no request");
    return;
  }
  const proofs = openProofs(context);
  const failed = readText(value.error_code) !== undefined;
  const ms = (name: string) => {
    const seconds = readNumber(value[name]);
    return seconds !== undefined && seconds > 0 && !failed ? seconds * 1000 : undefined;
  };
  const [latency_ms, ttft_ms] = [ms("end_to_end_latency_s"), ms("ttft_s")];
  prove(proofs, "end_to_end_latency_s", value.end_to_end_latency_s, "metrics.latency_ms", latency_ms, "its name says seconds");
  prove(proofs, "ttft_s", value.ttft_s, "metrics.ttft_ms", ttft_ms, "its name says seconds");
  const model = readText(summary.model);
  const id = `${run}/${row.number}`;
  emitExecution(
    context,
    emit,
    { rows: [row.number], id, proofs },
    {
      trace_id: id,
      engine_id: model === undefined ? undefined : [readText(summary.framework), model].filter((part) => part !== undefined).join("/"),
      timestamp: readTime(summary.timestamp, "seconds"),
      input: "",
      output: "",
      status: failed ? [`error ${value.error_code}`, readText(value.error_msg)].filter((part) => part !== undefined).join(": ") : undefined,
      success: !failed,
      metrics: {
        latency_ms,
        ttft_ms,
        input_tokens: readCount(value.number_input_tokens),
        output_tokens: failed ? undefined : readCount(value.number_output_tokens),
      },
    },
  );
}
