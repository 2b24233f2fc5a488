import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { ollama } from "./ollama.ts";

const chunk = (response: string, rest: object = {}) => ({
  model: "deepseek-r1:14b",
  created_at: "2025-08-01T15:55:49.3533422Z",
  response,
  done: false,
  ...rest,
});
const last = chunk("", {
  created_at: "2025-08-01T15:57:21.6909848Z",
  done: true,
  done_reason: "stop",
  total_duration: 92859586500,
  prompt_eval_count: 11,
  eval_count: 620,
});

describe("Ollama", () => {
  it("takes the chunks of a stream for one answer, in nanoseconds", () => {
    const { drafts, records } = mapValues(ollama, [chunk("A "), chunk("rabbit."), last, chunk("cut off")]);
    expect(drafts).toMatchObject([
      {
        engine_id: "deepseek-r1:14b",
        timestamp: 1754063841,
        input: "",
        output: "A rabbit.",
        status: "stop",
        metrics: { success: true, latency_ms: 92859.5865, input_tokens: 11, output_tokens: 620 },
      },
    ]);
    expect(records[0]?.rows).toEqual([1, 2, 3]);
  });

  it("makes no record of a stream without its end", () => {
    expect(mapValues(ollama, [chunk("A "), { ...last, model: "other" }])).toMatchObject({
      drafts: [{ engine_id: "other" }],
      skipped: [{ rows: [1], why: "chunk of a reply without its end" }],
    });
  });

  it("reads chat replies with thinking and calls", () => {
    const chat = {
      ...last,
      response: undefined,
      message: {
        role: "assistant",
        content: "",
        thinking: "Hm.",
        tool_calls: [{ function: { name: "weather", arguments: { city: "Paris" } } }],
      },
    };
    expect(mapValues(ollama, [chat]).drafts[0]?.messages).toEqual([
      {
        role: "assistant",
        reasoning: "Hm.",
        tool_calls: [{ type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } }],
      },
    ]);
  });

  it("knows no latency where no duration is", () => {
    expect(mapValues(ollama, [{ ...last, total_duration: undefined }]).drafts[0]?.metrics).not.toHaveProperty("latency_ms");
  });
});
