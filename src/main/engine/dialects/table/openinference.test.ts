import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { openinference } from "./openinference.ts";

const attributes = {
  "openinference.span.kind": "LLM",
  "llm.model_name": "gpt-4-0613",
  "llm.token_count.prompt": 97,
  "llm.token_count.completion": 52,
  "llm.token_count.prompt_details.cache_read": 10,
  "llm.cost.total": 0.01,
  "llm.input_messages.0.message.role": "user",
  "llm.input_messages.0.message.contents.0.message_content.type": "text",
  "llm.input_messages.0.message.contents.0.message_content.text": "Weather?",
  "llm.input_messages.1.message.role": "assistant",
  "llm.input_messages.1.message.tool_calls.0.tool_call.id": "c1",
  "llm.input_messages.1.message.tool_calls.0.tool_call.function.name": "weather",
  "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments": '{"city":"Paris"}',
  "llm.input_messages.2.message.role": "tool",
  "llm.input_messages.2.message.content": "rainy",
  "llm.input_messages.2.message.tool_call_id": "c1",
  "llm.output_messages.0.message.role": "assistant",
  "llm.output_messages.0.message.content": "It rains.",
};
const times = { start_time: "2025-01-01T00:00:00.000500+00:00", end_time: "2025-01-01T00:00:01.000750+00:00" };
const expected = {
  engine_id: "gpt-4-0613",
  input: "Weather?",
  output: "It rains.",
  messages: [
    { role: "user", content: "Weather?" },
    { role: "assistant", tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } }] },
    { role: "tool", content: "rainy", tool_call_id: "c1" },
    { role: "assistant", content: "It rains." },
  ],
  metrics: { input_tokens: 97, output_tokens: 52, cached_input_tokens: 10, cost_usd: 0.01 },
};

describe("OpenInference", () => {
  it("reads bare attributes, and asks when it was", () => {
    expect(mapValues(openinference, [attributes]).asks).toMatchObject([{ asks: ["timestamp"] }]);
    const { drafts } = mapValues(openinference, [attributes], { answers: { timestamp: 1 } });
    expect(drafts).toMatchObject([expected]);
    expect(drafts[0]?.metrics).not.toHaveProperty("latency_ms");
  });

  it("reads Phoenix's JSON lines, nested or flat", () => {
    const span = { name: "llm", context: { trace_id: "t1", span_id: "s1" }, span_kind: "LLM", ...times, status_code: "OK", attributes };
    expect(mapValues(openinference, [span]).drafts).toMatchObject([
      {
        ...expected,
        trace_id: "s1",
        task_id: "t1",
        timestamp: 1735689600,
        metrics: { ...expected.metrics, success: true, latency_ms: 1000.25 },
      },
    ]);
  });

  it("reads a table with a column an attribute", () => {
    const columns = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`attributes.${name}`, String(value)]));
    const row = { "context.span_id": "s1", "context.trace_id": "t1", ...times, status_code: "ERROR", status_message: "reset", ...columns };
    expect(openinference.detect({ name: "spans.csv", rows: [row] })).toBeGreaterThan(0.9);
    expect(mapValues(openinference, [row]).drafts).toMatchObject([
      { trace_id: "s1", status: "reset", input: "Weather?", metrics: { success: false, latency_ms: 1000.25, input_tokens: 97 } },
    ]);
  });

  it("leaves chains and tools out", () => {
    expect(mapValues(openinference, [{ ...attributes, "openinference.span.kind": "CHAIN" }]).skipped).toMatchObject([
      { why: "no span of an LLM" },
    ]);
  });

  it.each([
    ["correctness", 0.5],
    ["hallucination", undefined],
  ])("takes a score of %s for %j", (name, quality) => {
    const scored = { ...attributes, "annotation.name": name, "annotation.score": 0.5 };
    expect(mapValues(openinference, [scored], { answers: { timestamp: 1 } }).drafts[0]?.metrics.quality_score).toBe(quality);
  });
});
