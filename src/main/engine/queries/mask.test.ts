import { expect, it } from "vitest";
import { block, createMask, toSealedMessages } from "./mask.ts";

const mask = createMask(["judge-7b", "a"]);

it.each([
  ["As GPT-4, I cannot", `As ${block}, I cannot`],
  ["I am Claude, made by Anthropic.", `I am ${block}, made by ${block}.`],
  ["I'm ChatGPT, a model by OpenAI", `I'm ${block}, a model by ${block}`],
  ["Claude 3.5 Sonnet and claude-3-opus", `${block} and ${block}`],
  ["gpt-4o-mini, Llama-3.1-70B, Qwen2.5, DeepSeek-V3", `${block}, ${block}, ${block}, ${block}`],
  ["Gemini 1.5 Pro by Google DeepMind", `${block} by ${block}`],
  ["judge-7b said so, JUDGE-7B too", `${block} said so, ${block} too`],
])("blocks out %j", (text, expected) => expect(mask(text)).toBe(expected));

it.each(["a apple, and Claudette", "the gptfoo library", "open air", "judge-7bis"])("leaves %j", (text) => expect(mask(text)).toBe(text));

it("keeps of a conversation what a reader needs", () => {
  const sealed = toSealedMessages(
    [
      { role: "user", content: "hi", name: "gpt-4 fan" },
      {
        role: "assistant",
        content: "I am Claude",
        model: "claude-3",
        tool_calls: [{ id: "toolu_1", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "toolu_1", content: [{ type: "text", text: "by OpenAI" }] },
    ] as never,
    mask,
  );
  expect(sealed).toEqual([
    { role: "user", content: "hi" },
    { role: "assistant", content: `I am ${block}`, tool_calls: [{ id: "call 1", function: { name: "f", arguments: "{}" } }] },
    { role: "tool", tool_call_id: "call 1", content: [{ type: "text", text: `by ${block}` }] },
  ]);
});
