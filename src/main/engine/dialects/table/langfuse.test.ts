import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { langfuse } from "./langfuse.ts";

const generation = {
  id: "g1",
  traceId: "t1",
  type: "GENERATION",
  name: "chat",
  level: "DEFAULT",
  parentObservationId: null,
  startTime: "2025-12-04T14:51:24.423Z",
  endTime: "2025-12-04T14:51:26.130Z",
  completionStartTime: "2025-12-04T14:51:24.923Z",
  latency: 1.707,
  model: "gpt-4o-mini-2024-07-18",
  usageDetails: { input: 417, output: 53, total: 470 },
  costDetails: { total: 0.00009435 },
  input: [{ role: "user", parts: [{ type: "text", content: "A joke?" }] }],
  output: [{ role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "pun", arguments: { topic: "code" } }] }],
};

describe("Langfuse", () => {
  it("reads an observation, whatever unit its latency has", () => {
    const [seconds, milliseconds] = mapValues(langfuse, [generation, { ...generation, latency: 1707 }]).drafts;
    expect(seconds).toMatchObject({
      trace_id: "g1",
      task_id: "t1",
      engine_id: "gpt-4o-mini-2024-07-18",
      timestamp: 1764859884,
      input: "A joke?",
      output: "",
      metrics: { success: true, latency_ms: 1707, ttft_ms: 500, input_tokens: 417, output_tokens: 53, cost_usd: 0.00009435 },
    });
    expect(seconds?.messages).toEqual([
      { role: "user", content: "A joke?" },
      { role: "assistant", tool_calls: [{ id: "c1", type: "function", function: { name: "pun", arguments: '{"topic":"code"}' } }] },
    ]);
    expect(milliseconds?.metrics).toEqual(seconds?.metrics);
  });

  it("counts the generations of a trace, not the agents around them", () => {
    const trace = { trace: { id: "t1", tags: ["joke"] }, observations: [{ ...generation, id: "a1", type: "AGENT" }, generation] };
    const { drafts, records } = mapValues(langfuse, [trace]);
    expect(drafts).toMatchObject([{ trace_id: "g1", tags: ["joke"] }]);
    expect(records[0]?.record.source).toMatchObject({ id: "g1", line: 1 });
    expect(mapValues(langfuse, [{ ...generation, type: "SPAN" }]).skipped).toMatchObject([{ why: "observation of type SPAN" }]);
  });

  it.each([
    ["a trace of the API", { id: "t1", tags: ["joke"], observations: [generation] }],
    ["a page of the API", { data: [generation], meta: { page: 1 } }],
  ])("reads %s", (_, row) => {
    expect(langfuse.detect({ name: "r.json", rows: [row] })).toBeGreaterThan(0.9);
    expect(mapValues(langfuse, [row]).drafts).toMatchObject([{ trace_id: "g1", metrics: { latency_ms: 1707 } }]);
  });

  it("reads events of version 4, with milliseconds in their names", () => {
    const { model: _, endTime: __, completionStartTime: ___, ...rest } = generation;
    const event = { ...rest, providedModelName: "gpt-5", latencyMs: 1707, timeToFirstTokenMs: 400, latency: undefined };
    expect(mapValues(langfuse, [event]).drafts[0]).toMatchObject({
      engine_id: "gpt-5",
      metrics: { success: true, latency_ms: 1707, ttft_ms: 400 },
    });
  });

  it("reads the blob export in snake case, and CSV where all is text", () => {
    const row = {
      id: "g1",
      trace_id: "t1",
      type: "GENERATION",
      level: "ERROR",
      start_time: "2025-12-04 14:51:24.423000",
      end_time: "2025-12-04 14:51:26.130000",
      latency: "1.707",
      provided_model_name: "gpt-5",
      usage_details: '{"input": "417", "output": 53}',
      cost_details: "{}",
      status_message: "overloaded",
      input: '"A joke?"',
      output: "",
    };
    expect(langfuse.detect({ name: "observations.csv", rows: [row] })).toBeGreaterThan(0.9);
    expect(mapValues(langfuse, [row]).drafts[0]).toMatchObject({
      engine_id: "gpt-5",
      input: "A joke?",
      status: "overloaded",
      metrics: { success: false, latency_ms: 1707, input_tokens: 417, output_tokens: 53 },
    });
  });

  it("knows no latency where there is no end, and takes it for a failure", () => {
    const [execution] = mapValues(langfuse, [{ ...generation, endTime: null }]).drafts;
    expect(execution?.metrics).not.toHaveProperty("latency_ms");
    expect(execution?.metrics.success).toBe(false);
  });

  it("adds cached tokens to the input where the total says that they stand apart", () => {
    const usageDetails = { input: 100, input_cached_tokens: 300, output: 50, output_reasoning_tokens: 20, total: 470 };
    expect(mapValues(langfuse, [{ ...generation, usageDetails }]).drafts[0]?.metrics).toMatchObject({
      input_tokens: 400,
      output_tokens: 70,
      cached_input_tokens: 300,
      reasoning_tokens: 20,
    });
  });

  it.each([
    ["a score that says how good", { helpfulness: [0.5, 1] }, 0.75],
    ["a score in CSV", { correctness: "[true]" }, 1],
    ["a score that says how bad", { toxicity: [0.9] }, undefined],
    ["a score that says nothing", { length: [0.9] }, undefined],
    ["a score beyond 1", { quality: [7] }, undefined],
    ["words", { quality: ["good"] }, undefined],
  ])("has a quality from %s", (_, columns, quality) => {
    expect(mapValues(langfuse, [{ ...generation, ...columns }]).drafts[0]?.metrics.quality_score).toBe(quality);
  });
});
