import { toObject } from "../../base/json-value.ts";
import { hasDetails, mapRun } from "../bench-arrays.ts";
import type { Dialect } from "../dialect.ts";
import { eachObject, shareOf } from "../executions.ts";
import { firstText } from "../values.ts";

/**
 * Results of `sglang.bench_serving`, one run a line; single requests only with --output-details.
 * @see https://github.com/sgl-project/sglang, python/sglang/bench_serving.py
 */
export const sglangBench: Dialect = {
  name: "sglang-bench",
  title: "SGLang serving benchmark",
  version: "1",
  kinds: ["engine_execution"],
  scope: "row",
  fields: [
    { from: "server_info.served_model_name, .model_path", to: "engine_id" },
    {
      from: "ttfts[i] + Σ itls[i]",
      to: "metrics.latency_ms",
      unit: "seconds",
      note: "absent on an error, and where nothing came (0.0 without gaps)",
    },
    { from: "ttfts[i]", to: "metrics.ttft_ms", unit: "seconds" },
    { from: "input_lens[i], output_lens[i]", to: "metrics.input_tokens, metrics.output_tokens" },
    { from: "errors[i]", to: "metrics.success, status", note: "success where it is empty" },
    { from: "generated_texts[i]", to: "output" },
    { from: "mean_e2e_latency_ms", to: "", unit: "milliseconds", note: "never: a mean of many requests is no record" },
  ],
  detect: (sample) => 0.97 * shareOf(sample, isSglangRun),
  open: (context, emit) =>
    eachObject(emit, (value, row) => {
      const server = toObject(value.server_info);
      const engine_id = firstText(server.served_model_name, server.model_path, value.model_id, value.model);
      const identity = [value.tag, value.backend, value.dataset_name, value.request_rate, value.max_concurrency, value.duration];
      mapRun(value, { engine_id, timestamp: undefined, identity }, row, context, emit);
    }),
};

export const isSglangRun = (row: Record<string, unknown>) =>
  "backend" in row &&
  "completed" in row &&
  ("mean_e2e_latency_ms" in row || "server_info" in row || "sharegpt_output_len" in row || "random_input_len" in row) &&
  ("request_throughput" in row || hasDetails(row));
