import { expect, it } from "vitest";
import { isConversation } from "../../../contract/index.ts";
import { drawnTurns, toBlocks, toTurns } from "./turns.ts";

const draw = (messages: Parameters<typeof toTurns>[0]) =>
  toTurns(messages).map(({ message, ...turn }) => ({ ...turn, blocks: toBlocks(message, 100).blocks }));

it("lists what a turn thinks, says and calls, in that order", () => {
  const call = { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } };
  const turns = draw([
    { role: "system", content: "Be brief." },
    { role: "assistant", content: null, reasoning: "Ask first.", tool_calls: [call] },
    { role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "9 °C" }] },
    { role: "assistant", content: "" },
  ]);
  expect(turns).toEqual([
    { number: 1, role: "system", name: null, blocks: [{ kind: "text", text: "Be brief." }] },
    {
      number: 2,
      role: "assistant",
      name: null,
      blocks: [
        { kind: "reasoning", text: "Ask first." },
        { kind: "call", name: "weather", text: '{\n  "city": "Bern"\n}' },
      ],
    },
    { number: 3, role: "tool", name: "weather", blocks: [{ kind: "text", text: "9 °C" }] },
    { number: 4, role: "assistant", name: null, blocks: [{ kind: "text", text: "" }] },
  ]);
});

it("reads the parts of other providers, and shows what it does not know as JSON", () => {
  const content = [
    { type: "thinking", thinking: "hm" },
    { type: "tool_use", id: "x", name: "ls", input: { path: "/" } },
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
    "plain",
  ];
  expect(draw([{ role: "assistant", content }])[0]?.blocks).toMatchObject([
    { kind: "reasoning", text: "hm" },
    { kind: "call", name: "ls", text: '{\n  "path": "/"\n}' },
    { kind: "other", name: "image_url" },
    { kind: "text", text: "plain" },
  ]);
});

it("indents arguments without changing what is written", () => {
  const written = (text: string) =>
    draw([{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: text } }] }])[0]?.blocks[0]?.text;
  expect(written('{"id":12345678901234567890}')).toBe('{\n  "id": 12345678901234567890\n}');
  expect(written("{not json")).toBe("{not json");
});

it("stays small whatever a stranger's turn holds", () => {
  const deep = JSON.parse(`${"[".repeat(190)}${"1,".repeat(40_000)}1${"]".repeat(190)}`) as unknown;
  const long = "n".repeat(100_000);
  const turn = { role: long, name: long, content: [{ type: long, deep }, ...Array.from({ length: 500 }, () => "part")] };
  const [{ role, name, blocks } = { role: "", name: "", blocks: [] }] = draw([turn]);
  expect([role.length, name?.length]).toEqual([201, 201]);
  expect(blocks).toHaveLength(100);
  expect(blocks[0]).toMatchObject({ kind: "other", name: `${"n".repeat(200)}…` });
  expect(blocks[0]?.text.length).toBeLessThan(25 * JSON.stringify(deep).length);
  const calls = Array.from({ length: 300 }, () => ({ function: { name: long, arguments: {} } }));
  expect(toBlocks({ role: "assistant", reasoning: "hm", content: ["a"], tool_calls: calls }, 100)).toMatchObject({ left: 202 });
  expect(toBlocks({ role: "assistant", reasoning: "hm", content: ["a"], tool_calls: calls }, 1)).toMatchObject({ left: 301 });
});

it("draws a long conversation from both ends, and all of it in the end", () => {
  expect(drawnTurns(40, 0)).toEqual({ first: 40, hidden: 0 });
  expect(drawnTurns(500, 0)).toEqual({ first: 10, hidden: 460 });
  expect(drawnTurns(500, 400)).toEqual({ first: 10, hidden: 60 });
  expect(drawnTurns(500, 500)).toEqual({ first: 500, hidden: 0 });
});

it.each([
  ["text", "hello"],
  ["no turn", []],
  ["a turn without a role", [{ content: "hi" }]],
  ["content of a number", [{ role: "user", content: 1 }]],
  ["parts of numbers", [{ role: "user", content: [1] }]],
  ["calls without a function", [{ role: "assistant", tool_calls: [{}] }]],
  ["an object", { role: "user" }],
])("%s is no conversation", (_, value) => {
  expect(isConversation(value)).toBe(false);
});
