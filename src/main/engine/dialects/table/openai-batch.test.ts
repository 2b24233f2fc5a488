import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { openaiBatch } from "./openai-batch.ts";

const body = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1729730156,
  model: "gpt-4o-2024-08-06",
  choices: [{ message: { role: "assistant", content: "Hello" } }],
  usage: { prompt_tokens: 390, completion_tokens: 223, prompt_tokens_details: { cached_tokens: 0 } },
};
const answer = { id: "batch_req_1", custom_id: "request-0", response: { status_code: 200, request_id: "q", body }, error: null };
const request = {
  custom_id: "request-0",
  method: "POST",
  url: "/v1/chat/completions",
  body: {
    model: "gpt-4o",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi" },
    ],
  },
};

describe("OpenAI batch", () => {
  it("joins the input file by custom_id, and knows no latency", () => {
    const { drafts } = mapValues(openaiBatch, [answer], { companions: [{ name: "in.jsonl", rows: [request] }] });
    expect(drafts).toMatchObject([
      {
        trace_id: "batch_req_1",
        task_id: "request-0",
        engine_id: "gpt-4o-2024-08-06",
        timestamp: 1729730156,
        input: "Hi",
        output: "Hello",
        metrics: { success: true, input_tokens: 390, output_tokens: 223, cached_input_tokens: 0 },
      },
    ]);
    expect(drafts[0]?.messages).toHaveLength(3);
    expect(drafts[0]?.metrics).not.toHaveProperty("latency_ms");
  });

  it("joins nothing where an id stands for two requests", () => {
    const other = { ...request, body: { ...request.body, messages: [{ role: "user", content: "Bye" }] } };
    expect(
      mapValues(openaiBatch, [answer], {
        companions: [
          { name: "a", rows: [request] },
          { name: "b", rows: [other] },
        ],
      }).drafts[0]?.input,
    ).toBe("");
  });

  it("takes requests for context", () => {
    expect(openaiBatch.detect({ name: "in.jsonl", rows: [request] })).toBe(0.9);
    expect(mapValues(openaiBatch, [request]).skipped).toMatchObject([{ why: "request: the input of the answer with its custom_id" }]);
  });

  it("asks when a failed request was, and says how it failed", () => {
    const failed = { ...answer, response: { status_code: 429, body: { error: { code: "rate_limit", message: "slow down" } } } };
    const companions = [{ name: "in.jsonl", rows: [request] }];
    expect(mapValues(openaiBatch, [failed], { companions }).asks).toMatchObject([{ asks: ["timestamp"] }]);
    expect(mapValues(openaiBatch, [failed], { companions, answers: { timestamp: 1 } }).drafts).toMatchObject([
      { engine_id: "gpt-4o", status: "rate_limit: slow down", metrics: { success: false } },
    ]);
  });

  it("reads bodies of Responses", () => {
    const responses = {
      object: "response",
      created_at: 5,
      model: "gpt-5",
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello" }] }],
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    const asked = { ...request, url: "/v1/responses", body: { model: "gpt-5", instructions: "Be brief.", input: "Hi" } };
    const { drafts } = mapValues(openaiBatch, [{ ...answer, response: { status_code: 200, body: responses } }], {
      companions: [{ name: "in.jsonl", rows: [asked] }],
    });
    expect(drafts).toMatchObject([{ timestamp: 5, input: "Hi", output: "Hello", metrics: { input_tokens: 3, output_tokens: 4 } }]);
  });
});
