import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { eachObject, emitExecution, openProofs, prove, shareOf } from "../executions.ts";
import { firstText, readCount, readNumber, readText } from "../values.ts";

/**
 * Results of ollama-bench, a script over Ollama: one answer a row.
 * @see https://github.com/heldigard/ollama-bench
 */
export const ollamaBench: Dialect = {
  name: "ollama-bench",
  title: "ollama-bench results",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "model", to: "engine_id" },
    { from: "test_id", to: "task_id" },
    { from: "–", to: "timestamp", note: "never in the file: asked for" },
    { from: "total_s", to: "metrics.latency_ms", unit: "seconds" },
    { from: "ttft_s", to: "metrics.ttft_ms", unit: "seconds" },
    { from: "status, error", to: "metrics.success, status", note: '"ok" or not' },
    { from: "prompt_tokens, eval_tokens", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "output", to: "output" },
  ],
  detect: (sample) => 0.95 * shareOf(sample, isResult),
  open: (context, emit) => eachObject(emit, (value, row) => map(value, row, context, emit)),
};

const isResult = (row: Record<string, unknown>) =>
  typeof row.model === "string" &&
  typeof row.test_id === "string" &&
  typeof row.status === "string" &&
  ("total_s" in row || "error" in row);

function map(value: Record<string, unknown>, row: Row, context: MappingContext, emit: (outcome: Outcome) => void): void {
  const proofs = openProofs(context);
  const readMs = (name: string, to: string) => {
    const seconds = readNumber(value[name]);
    const ms = seconds === undefined ? undefined : seconds * 1000;
    prove(proofs, name, value[name], to, ms, "its name says seconds");
    return ms;
  };
  const status = readText(value.status);
  emitExecution(
    context,
    emit,
    { rows: [row.number], proofs },
    {
      trace_id: digest(value),
      task_id: readText(value.test_id),
      engine_id: readText(value.model),
      timestamp: undefined,
      input: readText(value.prompt) ?? "",
      output: readText(value.output) ?? "",
      status: status === "ok" ? status : firstText(value.error, status),
      success: status === undefined ? undefined : status === "ok",
      metrics: {
        latency_ms: readMs("total_s", "metrics.latency_ms"),
        ttft_ms: readMs("ttft_s", "metrics.ttft_ms"),
        input_tokens: readCount(value.prompt_tokens),
        output_tokens: readCount(value.eval_tokens),
      },
    },
  );
}
