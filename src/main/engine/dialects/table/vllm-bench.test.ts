import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { vllmBench } from "./vllm-bench.ts";

const run = {
  date: "20241109-150547",
  backend: "vllm",
  model_id: "llama",
  tokenizer_id: "llama",
  num_prompts: 1000,
  completed: 1000,
  input_lens: [13, 25, 27],
  output_lens: [3, 0, 0],
  ttfts: [0.15, 0, 21],
  itls: [[0.05, 0.1], [], []],
  generated_texts: ["a b c", "", ""],
  errors: ["", "", "Traceback: timed out"],
  mean_ttft_ms: 1486.39,
};

describe("vLLM's benchmark", () => {
  it("reads arrays in seconds beside summaries in milliseconds", () => {
    const { drafts, records } = mapValues(vllmBench, [run], { explain: true });
    expect(drafts[0]).toMatchObject({
      engine_id: "llama",
      timestamp: 1731164747,
      output: "a b c",
      metrics: { success: true, ttft_ms: 150, input_tokens: 13, output_tokens: 3 },
    });
    expect(drafts[0]?.metrics.latency_ms).toBeCloseTo(300, 9);
    expect(records[0]?.proofs?.map(({ from }) => from)).toEqual(["ttfts[0]", "ttfts[0] + Σ itls[0]"]);
  });

  it("knows no time where nothing came, and no latency of a failure", () => {
    const [, silent, failed] = mapValues(vllmBench, [run]).drafts;
    expect(silent?.metrics).toEqual({ input_tokens: 25, output_tokens: 0, success: true });
    expect(failed).toMatchObject({ status: "Traceback: timed out", metrics: { success: false, ttft_ms: 21000 } });
    expect(failed?.metrics).not.toHaveProperty("latency_ms");
  });

  it("makes no record of a summary", () => {
    const { ttfts: _, itls: __, ...summary } = run;
    expect(mapValues(vllmBench, [summary])).toMatchObject({ drafts: [], skipped: [{ why: "summary of a run, without its requests" }] });
  });

  it("asks for a time where the date is none", () => {
    expect(mapValues(vllmBench, [{ ...run, date: "yesterday" }]).asks).toHaveLength(3);
  });
});
