import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Turn } from "../drafts.ts";
import { fromAnthropicMessages } from "./anthropic.ts";
import { fromAnyAnswer, fromAnyMessages } from "./any.ts";
import { latestTurns, toConversation } from "./conversation.ts";
import { fromGeminiAnswer, fromGeminiContents } from "./gemini.ts";
import { fromOpenaiAnswer, fromOpenaiMessages } from "./openai.ts";
import { fromOtelInstructions, fromOtelMessages } from "./otel.ts";
import { fromVercelMessages } from "./vercel.ts";

const call = { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } };
const system: Turn = { role: "system", content: "Be brief." };
const user: Turn = { role: "user", content: "Weather?" };
const result: Turn = { role: "tool", content: "rainy", tool_call_id: "c1" };
const withName: Turn = { ...result, name: "weather" };
const answer: Turn = { role: "assistant", content: "It rains.", reasoning: "It said rainy." };
const calling = { role: "assistant", tool_calls: [call] } as Turn;
/** The same conversation, as each format writes it, comes out the same. */
const conversation = [system, user, calling, result, answer];

describe("messages of each format become the same turns", () => {
  it("OpenAI, Chat Completions", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Weather?" }] },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "rainy" },
      { role: "assistant", content: "It rains.", reasoning_content: "It said rainy." },
    ];
    expect(fromOpenaiMessages(messages)).toEqual(conversation);
    expect(fromAnyMessages(JSON.stringify({ messages }))).toEqual(conversation);
    expect(fromOpenaiAnswer({ choices: [{ message: messages[4] }] })).toEqual(answer);
  });

  it("Inspect, whose calls have the name as function", () => {
    const messages = [
      { role: "assistant", content: "", tool_calls: [{ id: "c1", type: "function", function: "weather", arguments: { city: "Paris" } }] },
      { role: "tool", content: "rainy", tool_call_id: "c1", function: "weather" },
    ];
    expect(fromOpenaiMessages(messages)).toEqual([calling, withName]);
  });

  it("Bedrock, Converse", () => {
    const messages = [
      { role: "system", content: [{ text: "Be brief." }] },
      { role: "user", content: [{ text: "Weather?" }] },
      { role: "assistant", content: [{ toolUse: { toolUseId: "c1", name: "weather", input: { city: "Paris" } } }] },
      { role: "user", content: [{ toolResult: { toolUseId: "c1", content: [{ text: "rainy" }] } }] },
      { role: "assistant", content: [{ reasoningContent: { reasoningText: { text: "It said rainy." } } }, { text: "It rains." }] },
    ];
    expect(fromAnyMessages(messages)).toEqual(conversation);
  });

  it("OpenAI, Responses", () => {
    const items = [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "input_text", text: "Weather?" }] },
      { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Paris"}' },
      { type: "function_call_output", call_id: "c1", output: "rainy" },
    ];
    const output = [
      { type: "reasoning", summary: [{ type: "summary_text", text: "It said rainy." }] },
      { type: "message", role: "assistant", content: [{ type: "output_text", text: "It rains." }] },
    ];
    expect([...fromOpenaiMessages(items), fromOpenaiAnswer({ output })]).toEqual(conversation);
  });

  it("Anthropic", () => {
    const messages = [
      { role: "user", content: "Weather?" },
      { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "weather", input: { city: "Paris" } }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "rainy" }] }] },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "It said rainy.", signature: "x" },
          { type: "text", text: "It rains." },
        ],
      },
    ];
    expect(fromAnthropicMessages(messages, "Be brief.")).toEqual(conversation);
    expect(fromAnyMessages({ system: [{ type: "text", text: "Be brief." }], messages })).toEqual(conversation);
  });

  it("OpenTelemetry", () => {
    const messages = [
      { role: "user", parts: [{ type: "text", content: "Weather?" }] },
      { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: { city: "Paris" } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: "rainy" }] },
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "It said rainy." },
          { type: "text", content: "It rains." },
        ],
        finish_reason: "stop",
      },
    ];
    expect([...fromOtelInstructions('[{"type":"text","content":"Be brief."}]'), ...fromOtelMessages(JSON.stringify(messages))]).toEqual(
      conversation,
    );
    expect(fromAnyMessages(messages)).toEqual(conversation.slice(1));
  });

  it("Gemini", () => {
    const contents = [
      { role: "user", parts: [{ text: "Weather?" }] },
      { role: "model", parts: [{ functionCall: { id: "c1", name: "weather", args: { city: "Paris" } } }] },
      { role: "user", parts: [{ functionResponse: { id: "c1", name: "weather", response: { output: "rainy" } } }] },
    ];
    const content = { role: "model", parts: [{ text: "It said rainy.", thought: true }, { text: "It rains." }] };
    const expected = [system, user, calling, withName, answer];
    expect([...fromGeminiContents(contents, { parts: [{ text: "Be brief." }] }), fromGeminiAnswer({ candidates: [{ content }] })]).toEqual(
      expected,
    );
    expect(fromAnyMessages([...contents, content])).toEqual(expected.slice(1));
  });

  it("Vercel AI SDK", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Weather?" }] },
      { role: "assistant", content: [{ type: "tool-call", toolCallId: "c1", toolName: "weather", input: { city: "Paris" } }] },
      { role: "tool", content: [{ type: "tool-result", toolCallId: "c1", toolName: "weather", output: { type: "text", value: "rainy" } }] },
      {
        role: "assistant",
        content: [
          { type: "reasoning", text: "It said rainy." },
          { type: "text", text: "It rains." },
        ],
      },
    ];
    expect(fromVercelMessages(JSON.stringify(messages))).toEqual([system, user, calling, withName, answer]);
    expect(fromAnyMessages(messages)).toEqual([system, user, calling, withName, answer]);
  });

  it("LangChain, with the tools that were offered left out", () => {
    const messages = [
      { type: "human", content: "Weather?" },
      { role: "tool", content: { type: "function", function: { name: "weather" } } },
      { type: "ai", content: "", additional_kwargs: { tool_calls: [call] } },
    ];
    expect(fromAnyMessages({ messages })).toEqual([user, calling]);
  });
});

describe("what conversations hold", () => {
  it("takes one coat off arguments that are JSON twice", () => {
    const [turn] = fromOpenaiMessages([{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: '"{\\"a\\":1}"' } }] }]);
    expect(turn?.tool_calls?.[0]?.function.arguments).toBe('{"a":1}');
  });

  it("keeps what is no text as a part", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
    expect(fromOpenaiMessages([{ role: "user", content: [{ type: "text", text: "What is it?" }, image] }])).toEqual([
      { role: "user", content: [{ type: "text", text: "What is it?" }, image] },
    ]);
  });

  it("has the last prompt as input, and no output where the answer only calls", () => {
    expect(toConversation([system, user], calling)).toEqual({ input: "Weather?", output: "", messages: [system, user, calling] });
    expect(toConversation([system, user, calling, result], answer).input).toBe("Weather?");
    expect(toConversation([], undefined)).toEqual({ input: "", output: "", messages: undefined });
  });

  it("carries the latest turns of a long session with the prompt they belong to", () => {
    const long = Array.from({ length: 40 }, (_, i): Turn => ({ role: "assistant", content: `${i}`.padEnd(5000, ".") }));
    const kept = latestTurns([user, { role: "user", content: "Go on." }, ...long]);
    expect(kept).toEqual([{ role: "user", content: "Go on." }, ...long.slice(-12)]);
    expect(latestTurns(conversation)).toBe(conversation);
  });

  it("takes any JSON value, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const given of [
          value,
          JSON.stringify(value),
          { messages: value },
          [{ role: "user", content: value }],
          [{ role: "user", parts: value }],
        ]) {
          for (const turn of [...fromAnyMessages(given), ...[fromAnyAnswer(given) ?? user]]) expect(typeof turn.role).toBe("string");
          fromAnthropicMessages(given, given);
          fromGeminiContents(given, given);
          fromVercelMessages(given);
          fromOtelInstructions(given);
        }
      }),
    );
  });
});
