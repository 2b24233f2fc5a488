import { expect, it } from "vitest";
import { isConversation } from "../../../contract/index.ts";
import { drawnTurns, toTurns } from "./turns.ts";

it("lists what a turn thinks, says and calls, in that order", () => {
  const call = { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } };
  const turns = toTurns([
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
  expect(toTurns([{ role: "assistant", content }])[0]?.blocks).toMatchObject([
    { kind: "reasoning", text: "hm" },
    { kind: "call", name: "ls", text: '{\n  "path": "/"\n}' },
    { kind: "other", name: "image_url" },
    { kind: "text", text: "plain" },
  ]);
});

it("keeps arguments as they were written where indenting would change them", () => {
  const written = (text: string) =>
    toTurns([{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: text } }] }])[0]?.blocks[0]?.text;
  expect(written('{"id":12345678901234567890}')).toBe('{"id":12345678901234567890}');
  expect(written("{not json")).toBe("{not json");
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
