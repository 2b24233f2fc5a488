import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { pi } from "./pi.ts";

const entry = (seconds: number, message: object) => ({
  type: "message",
  timestamp: `2025-01-15T10:00:${String(seconds).padStart(2, "0")}.000Z`,
  message,
});
const session = [
  { type: "session", id: "s1", timestamp: "2025-01-15T10:00:00.000Z", cwd: "/x" },
  entry(1, { role: "user", content: [{ type: "text", text: "Hello?" }] }),
  entry(5, {
    role: "assistant",
    model: "claude",
    content: [
      { type: "thinking", thinking: "Hm." },
      { type: "toolCall", id: "c1", name: "write", arguments: { path: "a" } },
    ],
    usage: { input: 100, output: 50, cacheRead: 20, cost: { total: 0.01 } },
  }),
  entry(6, { role: "toolResult", toolCallId: "c1", content: [{ type: "text", text: "written" }] }),
  entry(10, { role: "assistant", model: "gpt-4o", content: [{ type: "text", text: "Done." }], stopReason: "error", errorMessage: "cut" }),
];

describe("Pi", () => {
  it("reads answers, each of its own model", () => {
    const { drafts } = mapValues(pi, session);
    expect(drafts[0]).toMatchObject({
      trace_id: "s1/3",
      engine_id: "claude",
      input: "Hello?",
      output: "",
      metrics: { success: true, latency_ms: 4000, input_tokens: 120, output_tokens: 50, cached_input_tokens: 20, cost_usd: 0.01 },
    });
    expect(drafts[1]).toMatchObject({ engine_id: "gpt-4o", output: "Done.", status: "cut", metrics: { success: false, latency_ms: 4000 } });
    expect(drafts[1]?.messages).toEqual([
      { role: "user", content: "Hello?" },
      {
        role: "assistant",
        reasoning: "Hm.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "write", arguments: '{"path":"a"}' } }],
      },
      { role: "tool", content: "written", tool_call_id: "c1" },
      { role: "assistant", content: "Done." },
    ]);
  });

  it("reads sessions whose entries have no time, and asks for it", () => {
    const rows = [
      { type: "session", harness: "other", id: "s2" },
      { type: "message", message: { role: "user", content: "Hello?" } },
      { type: "message", message: { role: "assistant", model: "m", content: "Hi." } },
    ];
    expect(pi.detect({ name: "s.jsonl", rows })).toBe(0.97);
    expect(mapValues(pi, rows).asks).toMatchObject([{ rows: [3], asks: ["timestamp"] }]);
    const { drafts } = mapValues(pi, rows, { answers: { timestamp: 1 } });
    expect(drafts).toMatchObject([{ input: "Hello?", output: "Hi." }]);
    expect(drafts[0]?.metrics).toEqual({ success: true });
  });
});
