import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { codex } from "./codex.ts";

const event = (type: string, seconds: number, payload: object) => ({
  timestamp: `2026-01-02T03:04:${String(seconds).padStart(2, "0")}.001Z`,
  type,
  payload,
});
const said = (role: string, text: string) => ({
  type: "message",
  role,
  content: [{ type: role === "user" ? "input_text" : "output_text", text }],
});
const session = [
  event("session_meta", 5, { id: "s1" }),
  event("turn_context", 6, { model: "gpt-5-codex" }),
  event("event_msg", 7, { type: "user_message", message: "List files." }),
  event("response_item", 7, said("user", "List files.")),
  event("response_item", 9, { type: "function_call", name: "exec", arguments: '{"cmd":"ls"}', call_id: "c1" }),
  event("response_item", 10, { type: "function_call_output", call_id: "c1", output: "a.txt" }),
  event("response_item", 11, { type: "reasoning", summary: [{ type: "summary_text", text: "One file." }] }),
  event("response_item", 15, said("assistant", "a.txt")),
  event("event_msg", 15, {
    type: "token_count",
    info: { last_token_usage: { input_tokens: 900, cached_input_tokens: 700, output_tokens: 30, reasoning_output_tokens: 10 } },
  }),
];

describe("Codex", () => {
  it("reads answers once, with the model of the turn and the tokens that follow", () => {
    const { drafts } = mapValues(codex, session);
    expect(drafts).toMatchObject([
      {
        task_id: "s1",
        engine_id: "gpt-5-codex",
        timestamp: 1767323055,
        input: "List files.",
        output: "a.txt",
        tags: ["latency: estimate"],
        metrics: { success: true, latency_ms: 8000, input_tokens: 900, cached_input_tokens: 700, output_tokens: 30, reasoning_tokens: 10 },
      },
    ]);
    expect(drafts[0]?.messages).toEqual([
      { role: "user", content: "List files." },
      { role: "assistant", tool_calls: [{ id: "c1", type: "function", function: { name: "exec", arguments: '{"cmd":"ls"}' } }] },
      { role: "tool", content: "a.txt", tool_call_id: "c1" },
      { role: "assistant", content: "a.txt", reasoning: "One file." },
    ]);
  });

  it("asks for the engine without a turn_context, and knows no tokens without a count", () => {
    expect(
      mapValues(
        codex,
        session.filter(({ type }) => type !== "turn_context"),
      ).asks,
    ).toMatchObject([{ rows: [7], asks: ["engine_id"] }]);
    expect(mapValues(codex, session.slice(0, -1)).drafts[0]?.metrics).toEqual({ success: true, latency_ms: 8000 });
  });
});

it("reads sessions of before August 2025, whose items have no times", () => {
  const rows = [
    { id: "s", timestamp: "2025-06-15T15:06:40.250Z", instructions: null, git: {} },
    { record_type: "state" },
    { type: "message", id: null, role: "user", content: [{ type: "input_text", text: "do" }] },
    { type: "message", id: null, role: "assistant", content: [{ type: "output_text", text: "done" }] },
  ];
  expect(codex.detect({ name: "rollout.jsonl", rows })).toBeGreaterThan(0.9);
  expect(codex.detect({ name: "x.jsonl", rows: rows.slice(2) })).toBe(0);
  const { drafts, skipped } = mapValues(codex, rows, { answers: { engine_id: "m" } });
  expect(drafts).toMatchObject([{ task_id: "s", timestamp: 1_750_000_000, input: "do", output: "done", metrics: { success: true } }]);
  expect(drafts[0]?.metrics).not.toHaveProperty("latency_ms");
  expect(skipped).toHaveLength(3);
});
