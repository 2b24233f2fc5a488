import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { llmperfBench } from "./llmperf-bench.ts";

describe("llmperf-bench", () => {
  it("makes no record of runs of many requests", () => {
    const run = { results_num_requests_started: 100, results_end_to_end_latency_s_mean: 5.08 };
    const file = { "1": run, "128": run };
    expect(llmperfBench.detect({ name: "r.json", rows: [file] })).toBe(0.9);
    expect(llmperfBench.detect({ name: "r.json", rows: [{}] })).toBe(0);
    expect(mapValues(llmperfBench, [file])).toMatchObject({
      drafts: [],
      skipped: [{ why: "summaries of runs: means and quantiles, no single request" }],
    });
  });
});
