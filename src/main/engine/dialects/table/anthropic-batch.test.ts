import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { anthropicBatch } from "./anthropic-batch.ts";

const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [{ type: "text", text: "Hello" }],
  usage: { input_tokens: 10, cache_creation_input_tokens: 5, cache_read_input_tokens: 100, output_tokens: 12 },
};
const result = { custom_id: "first", result: { type: "succeeded", message } };
const request = {
  custom_id: "first",
  params: { model: "claude-sonnet-4-5", system: "Be brief.", messages: [{ role: "user", content: "Hi" }] },
};
const rest = { companions: [{ name: "in.jsonl", rows: [request] }], answers: { timestamp: 7 } };

describe("Anthropic batch", () => {
  it("asks when it was: no time is in the file", () => {
    expect(mapValues(anthropicBatch, [result]).asks).toMatchObject([{ asks: ["timestamp"] }]);
  });

  it("joins the input file, and counts what the cache read as input", () => {
    expect(mapValues(anthropicBatch, [result], rest).drafts).toMatchObject([
      {
        trace_id: "msg_1",
        task_id: "first",
        engine_id: "claude-sonnet-4-5",
        timestamp: 7,
        input: "Hi",
        output: "Hello",
        messages: [{ role: "system" }, { role: "user" }, { role: "assistant" }],
        metrics: { success: true, input_tokens: 115, output_tokens: 12, cached_input_tokens: 100 },
      },
    ]);
  });

  it.each(["errored", "canceled", "expired"])("takes %s for a failure of the engine asked", (type) => {
    const failed = { custom_id: "first", result: { type, error: { type: "error", error: { message: "overloaded" } } } };
    expect(mapValues(anthropicBatch, [failed], rest).drafts).toMatchObject([
      { engine_id: "claude-sonnet-4-5", status: `${type}: overloaded`, output: "", metrics: { success: false } },
    ]);
  });

  it("takes requests for context", () => {
    expect(mapValues(anthropicBatch, [request]).skipped).toHaveLength(1);
  });
});
