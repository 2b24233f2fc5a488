import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { sglangBench } from "./sglang-bench.ts";
import { vllmBench } from "./vllm-bench.ts";

const run = {
  tag: null,
  backend: "sglang",
  dataset_name: "random",
  request_rate: null,
  server_info: { model_path: "Qwen/Qwen2.5-3B-Instruct", served_model_name: null },
  completed: 2,
  request_throughput: 13.2,
  mean_e2e_latency_ms: 1491.21,
  mean_ttft_ms: 20,
};

describe("SGLang's benchmark", () => {
  it("is not taken for vLLM's", () => {
    expect(sglangBench.detect({ name: "r.jsonl", rows: [run] })).toBeGreaterThan(0.9);
    expect(vllmBench.detect({ name: "r.jsonl", rows: [run] })).toBe(0);
  });

  it("makes no record of a mean", () => {
    expect(mapValues(sglangBench, [run])).toMatchObject({ drafts: [], skipped: [{ rows: [1] }] });
  });

  it("reads single requests, and asks when it was", () => {
    const detailed = { ...run, ttfts: [0.5], itls: [[0.25]], input_lens: [7], output_lens: [2], errors: [""], generated_texts: ["hi"] };
    expect(mapValues(sglangBench, [detailed]).asks).toEqual([{ type: "ask", rows: [1], asks: ["timestamp"] }]);
    expect(mapValues(sglangBench, [detailed], { answers: { timestamp: 5 } }).drafts).toMatchObject([
      { engine_id: "Qwen/Qwen2.5-3B-Instruct", timestamp: 5, output: "hi", metrics: { latency_ms: 750, ttft_ms: 500 } },
    ]);
  });
});
