import { describe, expect, it } from "vitest";
import { mapValues } from "../../testing/map-rows.ts";
import { claudeCode } from "./claude-code.ts";

const line = (uuid: string, parentUuid: string | null, seconds: number, rest: object) => ({
  sessionId: "s1",
  uuid,
  parentUuid,
  timestamp: `2025-06-14T10:00:${String(seconds).padStart(2, "0")}Z`,
  ...rest,
});
const user = (content: unknown) => ({ type: "user", message: { role: "user", content } });
const assistant = (id: string, block: object, output_tokens: number, rest: object = {}) => ({
  type: "assistant",
  message: {
    id,
    role: "assistant",
    model: "claude-sonnet-4",
    content: [block],
    usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens },
  },
  ...rest,
});

const session = [
  line("u1", null, 0, user("Add tests.")),
  line("a1", "u1", 3, assistant("m1", { type: "thinking", thinking: "Hm." }, 1)),
  line("a2", "a1", 5, assistant("m1", { type: "tool_use", id: "c1", name: "Write", input: { path: "t" } }, 40)),
  line("u2", "a2", 6, user([{ type: "tool_result", tool_use_id: "c1", content: "written" }])),
  line("a3", "u2", 10, assistant("m2", { type: "text", text: "Done." }, 7)),
  { type: "summary", summary: "Tests", leafUuid: "a3" },
];

describe("Claude Code", () => {
  it("takes the lines of one message for one answer, with its latency as an estimate", () => {
    const { drafts, records, skipped } = mapValues(claudeCode, session, { explain: true });
    expect(records[0]?.proofs?.[0]).toMatchObject({ value: ["2025-06-14T10:00:00Z", "2025-06-14T10:00:05Z"], became: 5000 });
    expect(drafts[0]).toMatchObject({
      trace_id: "m1",
      task_id: "s1",
      engine_id: "claude-sonnet-4",
      input: "Add tests.",
      output: "",
      tags: ["latency: estimate"],
      metrics: { success: true, latency_ms: 5000, input_tokens: 100, output_tokens: 40, cached_input_tokens: 90 },
    });
    expect(records[0]?.rows).toEqual([2, 3]);
    expect(drafts[1]).toMatchObject({ input: "Add tests.", output: "Done.", metrics: { latency_ms: 4000 } });
    expect(drafts[1]?.messages).toEqual([
      { role: "user", content: "Add tests." },
      {
        role: "assistant",
        reasoning: "Hm.",
        tool_calls: [{ id: "c1", type: "function", function: { name: "Write", arguments: '{"path":"t"}' } }],
      },
      { role: "tool", content: "written", tool_call_id: "c1" },
      { role: "assistant", content: "Done." },
    ]);
    expect(skipped.map(({ why }) => why)).toEqual(["line of type user", "line of type user", "line of type summary"]);
  });

  it("follows a branch by its parents, not by the order of lines", () => {
    const other = [
      line("u3", "a3", 20, user("More.")),
      line("u4", "u1", 21, user("No, stop.")),
      line("a4", "u4", 25, assistant("m3", { type: "text", text: "Stopped." }, 3)),
    ];
    const last = mapValues(claudeCode, [...session, ...other]).drafts.at(-1);
    expect(last?.messages).toEqual([
      { role: "user", content: "Add tests." },
      { role: "user", content: "No, stop." },
      { role: "assistant", content: "Stopped." },
    ]);
  });

  it("has no latency where the parent is not in the file, or is later, and no circle", () => {
    const lost = line("a9", "gone", 30, assistant("m9", { type: "text", text: "?" }, 1));
    const circle = [
      line("x", "y", 1, assistant("mx", { type: "text", text: "x" }, 1)),
      line("y", "x", 2, assistant("my", { type: "text", text: "y" }, 1)),
    ];
    const [first, second, third] = mapValues(claudeCode, [lost, ...circle]).drafts;
    for (const draft of [first, second]) expect(draft?.metrics).not.toHaveProperty("latency_ms");
    expect(third?.metrics.latency_ms).toBe(1000);
    expect(first).not.toHaveProperty("tags");
  });

  it("takes an error of the API for a failure of the model that was asked", () => {
    const error = assistant("m4", { type: "text", text: "API Error: 529" }, 0, { isApiErrorMessage: true });
    const failed = line("a4", "a3", 12, { ...error, message: { ...error.message, model: "<synthetic>" } });
    expect(mapValues(claudeCode, [...session, failed]).drafts.at(-1)).toMatchObject({
      engine_id: "claude-sonnet-4",
      status: "API error",
      metrics: { success: false },
    });
  });

  it("reads the web client's sessions, and asks for the engine", () => {
    const loglines = [
      { type: "user", timestamp: "2025-12-24T10:00:00.000Z", message: { role: "user", content: "Hi" } },
      {
        type: "assistant",
        timestamp: "2025-12-24T10:00:05.000Z",
        message: { role: "assistant", content: [{ type: "text", text: "Hello" }] },
      },
    ];
    expect(mapValues(claudeCode, [{ loglines }]).asks).toMatchObject([{ rows: [1], asks: ["engine_id"] }]);
    expect(mapValues(claudeCode, [{ loglines }], { answers: { engine_id: "m" } }).drafts).toMatchObject([
      { input: "Hi", output: "Hello", metrics: { latency_ms: 5000 } },
    ]);
  });

  it("carries a bounded part of a long session", () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      line(
        `l${i}`,
        i === 0 ? null : `l${i - 1}`,
        i % 60,
        i === 0 ? user("Go.") : assistant(`m${i}`, { type: "text", text: `${i}`.padEnd(1000, ".") }, 1),
      ),
    );
    const sizes = mapValues(claudeCode, long).drafts.map((draft) => JSON.stringify(draft).length);
    expect(Math.max(...sizes)).toBeLessThan(80_000);
  });
});
