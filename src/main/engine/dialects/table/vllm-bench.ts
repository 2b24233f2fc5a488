import { hasDetails, mapRun } from "../bench-arrays.ts";
import type { Dialect } from "../dialect.ts";
import { eachObject, shareOf } from "../executions.ts";
import { type Instant, readTime } from "../times.ts";
import { firstText } from "../values.ts";
import { isSglangRun } from "./sglang-bench.ts";

/**
 * Result of `vllm bench serve` (before: benchmark_serving.py) with --save-result, and --save-detailed for single requests.
 * @see https://github.com/vllm-project/vllm, vllm/benchmarks/serve.py
 */
export const vllmBench: Dialect = {
  name: "vllm-bench",
  title: "vLLM serving benchmark",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "model_id", to: "engine_id" },
    { from: "date", to: "timestamp", unit: "YYYYMMDD-HHMMSS, read as UTC", note: "of the run: requests have no time of their own" },
    {
      from: "ttfts[i] + Σ itls[i]",
      to: "metrics.latency_ms",
      unit: "seconds",
      note: "absent on an error, and where nothing came (0.0 without gaps)",
    },
    { from: "ttfts[i]", to: "metrics.ttft_ms", unit: "seconds", note: "0.0 without gaps is unknown" },
    { from: "input_lens[i], output_lens[i]", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "errors[i]", to: "metrics.success, status", note: "success where it is empty" },
    { from: "generated_texts[i]", to: "output" },
  ],
  detect: (sample) => 0.96 * shareOf(sample, isVllmRun),
  open: (context, emit) =>
    eachObject(emit, (value, row) => {
      const identity = [value.date, value.model_id, value.request_rate, value.max_concurrency, value.duration];
      mapRun(
        value,
        { engine_id: firstText(value.model_id, value.tokenizer_id), timestamp: readDate(value.date), identity },
        row,
        context,
        emit,
      );
    }),
};

const isVllmRun = (row: Record<string, unknown>) =>
  !isSglangRun(row) &&
  "model_id" in row &&
  "num_prompts" in row &&
  "completed" in row &&
  (hasDetails(row) || ("request_throughput" in row && ("mean_ttft_ms" in row || "mean_e2el_ms" in row)));

function readDate(date: unknown): Instant | undefined {
  if (typeof date !== "string" || !/^\d{8}-\d{6}$/.test(date)) return undefined;
  return readTime(date.replace(/(....)(..)(..)-(..)(..)(..)/, "$1-$2-$3T$4:$5:$6"));
}
