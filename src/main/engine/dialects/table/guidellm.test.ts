import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { guidellm } from "./guidellm.ts";

const request = {
  request_id: "r1",
  prompt: "Hello",
  output: "Hi",
  prompt_tokens: 257,
  output_tokens: 128,
  start_time: 1749157168.1827004,
  end_time: 1749157168.871885,
  request_latency: 0.6891846656799316,
  time_to_first_token_ms: 21.281957626342773,
};
const report = (requests: object, benchmark: object = { worker: { backend_model: "m" } }) => ({
  benchmarks: [{ ...benchmark, request_totals: { total: 47 }, requests }],
});

describe("GuideLLM", () => {
  it("reads seconds beside milliseconds", () => {
    const { drafts } = mapValues(guidellm, [report({ successful: [request], errored: [], incomplete: [] })]);
    expect(drafts).toMatchObject([
      {
        trace_id: "r1",
        engine_id: "m",
        timestamp: 1749157168,
        input: "Hello",
        output: "Hi",
        metrics: { success: true, input_tokens: 257, output_tokens: 128 },
      },
    ]);
    expect(drafts[0]?.metrics.latency_ms).toBeCloseTo(689.1846656799316, 9);
    expect(drafts[0]?.metrics.ttft_ms).toBe(21.281957626342773);
  });

  it("takes requests that failed or were cut for what they are", () => {
    const errored = { ...request, request_latency: null, time_to_first_token_ms: null, error: "503" };
    const { drafts } = mapValues(guidellm, [report({ errored: [errored], incomplete: [{ ...request, request_latency: 0 }] })]);
    expect(drafts).toMatchObject([
      { status: "503", metrics: { success: false } },
      { status: "incomplete", metrics: { success: false } },
    ]);
    for (const { metrics } of drafts) expect(metrics).not.toHaveProperty("latency_ms");
  });

  it("reads later reports, with timings below info", () => {
    const later = {
      request_id: "r2",
      output: "Hi",
      reasoning_output: "Hm.",
      request_args: '{"body":{"messages":[{"role":"user","content":"Hello?"}]}}',
      info: { timings: { request_start: 10.5, request_end: 11 } },
      input_metrics: { text_tokens: 5 },
      output_metrics: { text_tokens: 6 },
    };
    expect(mapValues(guidellm, [report({ successful: [later] }, { config: { backend: { model: "n" } } })]).drafts).toMatchObject([
      {
        engine_id: "n",
        input: "Hello?",
        messages: [{ role: "user" }, { role: "assistant", content: "Hi", reasoning: "Hm." }],
        timestamp: 10,
        metrics: { latency_ms: 500, input_tokens: 5, output_tokens: 6 },
      },
    ]);
  });

  it("says that a report has no requests", () => {
    expect(mapValues(guidellm, [report({ successful: null })]).skipped).toMatchObject([{ why: "report without its requests" }]);
  });
});
