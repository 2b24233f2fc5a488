import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { vercelAiSdk } from "./vercel-ai-sdk.ts";

const inner = {
  name: "ai.streamText.doStream",
  spanContext: { traceId: "t1", spanId: "s1" },
  attributes: {
    "ai.operationId": "ai.streamText.doStream",
    "ai.prompt.messages": '[{"role":"user","content":[{"type":"text","text":"A poem?"}]}]',
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "ai.response.msToFirstChunk": 426.8535,
    "ai.response.text": "In code",
    "ai.response.finishReason": "stop",
    "gen_ai.usage.input_tokens": 15,
    "ai.usage.completionTokens": 112,
  },
  status: { code: 0 },
  startTime: [1770132000, 598000000],
  endTime: [1770132005, 984307375],
  events: [],
};
const outer = { ...inner, name: "ai.streamText", attributes: { "ai.operationId": "ai.streamText", "ai.response.text": "In code" } };

describe("Vercel AI SDK", () => {
  it("reads pairs of seconds and nanoseconds, of the inner span only", () => {
    const { drafts, skipped } = mapValues(vercelAiSdk, [inner, outer]);
    expect(drafts).toMatchObject([
      {
        trace_id: "s1",
        engine_id: "gpt-4o-mini-2024-07-18",
        timestamp: 1770132000,
        input: "A poem?",
        output: "In code",
        status: "stop",
        metrics: { success: true, latency_ms: 5386.307375, ttft_ms: 426.8535, input_tokens: 15, output_tokens: 112 },
      },
    ]);
    expect(skipped).toMatchObject([{ rows: [2], why: "outer span: the call is in the inner one" }]);
  });

  it("reads spans by operation, and answers that call tools", () => {
    const { "ai.response.text": _, ...rest } = inner.attributes;
    const calling = {
      ...inner,
      attributes: { ...rest, "ai.response.toolCalls": '[{"toolCallId":"c1","toolName":"weather","input":{"city":"Paris"}}]' },
    };
    const { drafts } = mapValues(vercelAiSdk, [{ "ai.streamText": [outer, calling] }]);
    expect(drafts).toMatchObject([
      { output: "", messages: [{}, { tool_calls: [{ id: "c1", function: { name: "weather", arguments: '{"city":"Paris"}' } }] }] },
    ]);
  });

  it("takes status code 2 for a failure", () => {
    expect(mapValues(vercelAiSdk, [{ ...inner, status: { code: 2, message: "reset" } }]).drafts).toMatchObject([
      { status: "reset", metrics: { success: false } },
    ]);
  });

  it("leaves embeddings out", () => {
    expect(mapValues(vercelAiSdk, [{ ...outer, name: "ai.embed.doEmbed" }]).skipped).toMatchObject([{ why: "embedding, no generation" }]);
  });
});
