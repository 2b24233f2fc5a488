import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { geminiCli } from "./gemini-cli.ts";

const messages = [
  { id: "1", timestamp: "2026-02-03T04:09:57.000Z", type: "user", content: "List files." },
  {
    id: "2",
    timestamp: "2026-02-03T04:10:00.500Z",
    type: "gemini",
    content: "",
    model: "gemini-3-pro",
    thoughts: [{ subject: "Look", description: "I list." }],
    tokens: { input: 100, output: 20, cached: 50, thoughts: 7 },
    toolCalls: [
      {
        id: "c1",
        name: "ls",
        args: { path: "." },
        result: [{ functionResponse: { id: "c1", name: "ls", response: { output: "a.txt" } } }],
      },
    ],
  },
  { id: "3", timestamp: "2026-02-03T04:10:02.000Z", type: "gemini", content: "a.txt", model: "gemini-3-pro" },
  { id: "4", timestamp: "2026-02-03T04:10:03.000Z", type: "warning", content: "Hook failed" },
];
const header = { sessionId: "s1", projectHash: "h", startTime: "2026-02-03T04:09:57.000Z" };

describe("Gemini CLI", () => {
  it.each([
    ["one object", [{ ...header, messages }]],
    ["a header and a message a line", [header, ...messages]],
  ])("reads %s", (_, rows) => {
    expect(geminiCli.detect({ name: "s", rows })).toBe(0.97);
    const { drafts } = mapValues(geminiCli, rows);
    expect(drafts).toMatchObject([
      {
        trace_id: "2",
        task_id: "s1",
        engine_id: "gemini-3-pro",
        input: "List files.",
        output: "",
        metrics: { latency_ms: 3500, input_tokens: 100, output_tokens: 27, cached_input_tokens: 50, reasoning_tokens: 7 },
      },
      { trace_id: "3", output: "a.txt", metrics: { latency_ms: 1500 } },
    ]);
    expect(drafts[1]?.messages).toEqual([
      { role: "user", content: "List files." },
      {
        role: "assistant",
        reasoning: "Look: I list.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "ls", arguments: '{"path":"."}' } }],
      },
      { role: "tool", content: "a.txt", name: "ls", tool_call_id: "c1" },
      { role: "assistant", content: "a.txt" },
    ]);
  });

  it("takes a message that is written again for one, as it was last", () => {
    const grown = { ...messages[2], tokens: { input: 9, output: 1 } };
    const { drafts, records } = mapValues(geminiCli, [header, ...messages, { $set: { lastUpdated: "x" } }, grown]);
    expect(drafts).toHaveLength(2);
    expect(drafts[1]?.metrics).toMatchObject({ latency_ms: 1500, input_tokens: 9 });
    expect(records[1]?.rows).toEqual([4, 7]);
  });

  it("says that a session has no answer", () => {
    expect(mapValues(geminiCli, [{ ...header, messages: messages.slice(3) }]).skipped).toMatchObject([
      { why: "session without an answer of a model" },
    ]);
  });
});
