import { isObject } from "../../base/json-value.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { rejectNoObject, skip } from "../fields.ts";
import { toExecutionOutcome } from "../outcomes.ts";
import { readTime } from "../times.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Results of Latitude's benchmark of coding agents: measurements without texts.
 * @see https://github.com/latitude-dev/coding-agent-benchmark
 */
export const latitude: Dialect = {
  name: "latitude",
  title: "Latitude coding-agent benchmark",
  version: "1",
  kinds: ["engine_execution"],
  fields: [
    { from: "model", to: "engine_id" },
    { from: "mode", to: "engine_instance_id" },
    { from: "task", to: "task_id" },
    { from: "finishedAt", to: "timestamp", unit: "ISO 8601" },
    { from: "(nothing)", to: "input, output", note: "The rows hold no texts: both are empty." },
    { from: "solved", to: "metrics.success", note: "Not `status`, which says that the run ended." },
    { from: "wallMs", to: "metrics.latency_ms", unit: "milliseconds", note: "Of the whole run with its tools." },
    { from: "inputTokens, outputTokens, cachedInputTokens", to: "metrics.input_tokens, output_tokens, cached_input_tokens" },
    { from: "costUsd", to: "metrics.cost_usd", unit: "US dollars" },
  ],
  scope: "row",
  detect: (sample) => 0.96 * shareOf(sample, isRun),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      if (!isRun(row.value)) return emit(skip(row, "no run of a benchmark"));
      const { runId, model, mode, task, trial, finishedAt, status, solved, wallMs, inputTokens, outputTokens, cachedInputTokens, costUsd } =
        row.value;
      const latency = readNumber(wallMs);
      const id = digest([runId, model, mode, task, trial]);
      emit(
        toExecutionOutcome(
          context,
          {
            rows: [row.number],
            proofs:
              latency === undefined
                ? []
                : [{ from: "wallMs", value: latency, to: "metrics.latency_ms", became: latency, because: "the field names its unit" }],
          },
          {
            trace_id: id,
            task_id: readText(task),
            engine_id: readText(model),
            engine_instance_id: readText(mode),
            timestamp: readTime(finishedAt),
            input: "",
            output: "",
            status: readText(status),
            success: solved === true,
            metrics: {
              latency_ms: latency,
              input_tokens: readNumber(inputTokens),
              output_tokens: readNumber(outputTokens),
              cached_input_tokens: readNumber(cachedInputTokens),
              cost_usd: readNumber(costUsd),
            },
          },
        ),
      );
    }),
};

const isRun = (row: Record<string, unknown>) => "runId" in row && "task" in row && "solved" in row && "wallMs" in row;
