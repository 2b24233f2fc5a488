import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { ollamaBench } from "./ollama-bench.ts";

const ok = {
  model: "gemma4:12b",
  test_id: "improve_simple",
  domain: "improve",
  status: "ok",
  total_s: 11.955,
  ttft_s: 0.121,
  eval_tokens: 505,
  prompt_tokens: 39,
  output: "To turn",
};

describe("ollama-bench", () => {
  it("reads seconds, and asks when it was", () => {
    expect(mapValues(ollamaBench, [ok]).asks).toMatchObject([{ asks: ["timestamp"] }]);
    expect(mapValues(ollamaBench, [ok], { answers: { timestamp: 1 } }).drafts).toMatchObject([
      {
        engine_id: "gemma4:12b",
        task_id: "improve_simple",
        output: "To turn",
        metrics: { success: true, latency_ms: 11955, ttft_ms: 121, input_tokens: 39, output_tokens: 505 },
      },
    ]);
  });

  it("has nothing but the error of a failure", () => {
    const failed = { model: "m", test_id: "t", status: "error", error: "HTTP 404" };
    const { drafts } = mapValues(ollamaBench, [failed], { answers: { timestamp: 1 } });
    expect(drafts).toMatchObject([{ status: "HTTP 404" }]);
    expect(drafts[0]?.metrics).toEqual({ success: false });
  });
});
