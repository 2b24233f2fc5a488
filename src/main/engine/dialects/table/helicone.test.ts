import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { helicone } from "./helicone.ts";

const request = {
  request_id: "r1",
  request_created_at: "2025-01-24 09:20:46.847",
  response_created_at: "2025-01-24 09:20:48.847",
  response_status: 200,
  response_model: "gpt-4o-2024-08-06",
  request_model: "gpt-4o",
  delay_ms: 1990,
  time_to_first_token: 300,
  prompt_tokens: 10,
  completion_tokens: 20,
  prompt_cache_read_tokens: 4,
  cost: 12345,
  costUSD: 0.01,
  cache_reference_id: "00000000-0000-0000-0000-000000000000",
  request_body: { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] },
  response_body: { choices: [{ message: { role: "assistant", content: "Hello" } }] },
};

describe("Helicone", () => {
  it("reads milliseconds and bodies", () => {
    expect(mapValues(helicone, [request]).drafts).toMatchObject([
      {
        trace_id: "r1",
        engine_id: "gpt-4o-2024-08-06",
        timestamp: 1737710446,
        input: "Hi",
        output: "Hello",
        metrics: {
          success: true,
          latency_ms: 1990,
          ttft_ms: 300,
          input_tokens: 10,
          output_tokens: 20,
          cached_input_tokens: 4,
          cost_usd: 0.01,
          cache_hit: false,
        },
      },
    ]);
  });

  it("reads CSV, where all is text, and counts from times where there is no delay", () => {
    const row = {
      ...Object.fromEntries(
        Object.entries(request).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
      ),
      delay_ms: "",
      time_to_first_token: "",
      response_status: "500",
      feedback_rating: "false",
    };
    expect(mapValues(helicone, [row]).drafts).toMatchObject([
      { input: "Hi", output: "Hello", status: "500", metrics: { success: false, latency_ms: 2000, input_tokens: 10, quality_score: 0 } },
    ]);
    expect(mapValues(helicone, [row]).drafts[0]?.metrics).not.toHaveProperty("ttft_ms");
  });

  it("marks an answer of the cache, and takes a thumb or a score for quality", () => {
    const [hit] = mapValues(helicone, [{ ...request, cache_reference_id: "6b1f", scores: { toxicity: 0.9, helpfulness: 0.5 } }]).drafts;
    expect(hit?.metrics).toMatchObject({ cache_hit: true, quality_score: 0.5 });
    expect(mapValues(helicone, [{ ...request, feedback_rating: true }]).drafts[0]?.metrics.quality_score).toBe(1);
  });
});
