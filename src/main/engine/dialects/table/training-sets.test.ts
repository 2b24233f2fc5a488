import { describe, expect, it } from "vitest";
import { convertRows } from "../../testing/convert-foreign.ts";
import type { Dialect } from "../dialect.ts";
import { detectDialects } from "../dialects.ts";
import { alpaca } from "./alpaca.ts";
import { chatMessages } from "./chat-messages.ts";
import { kto } from "./kto.ts";
import { preference } from "./preference.ts";
import { promptCompletion } from "./prompt-completion.ts";
import { shareGpt } from "./sharegpt.ts";

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });
const system = (content: string) => ({ role: "system", content });

/** Converts rows of one file, whose records have to be valid and whose rows have to be conserved. */
function convert(dialect: Dialect, ...rows: unknown[]) {
  const file = { name: "set.jsonl", rows };
  expect(detectDialects(file)[0]?.dialect.name).toBe(dialect.name);
  const conversion = convertRows(dialect, file, { fileTimeSeconds: 1_700_000_000 });
  return { ...conversion, first: conversion.records[0]?.record };
}

describe("preference pairs", () => {
  const whole = { query: "Why?", candidates: [{ output: "Good." }, { output: "Bad." }], winner: { score: 1 } };

  it.each([
    ["TRL, plain", { prompt: "Why?", chosen: "Good.", rejected: "Bad." }],
    ["TRL, conversational", { prompt: [user("Why?")], chosen: [assistant("Good.")], rejected: [assistant("Bad.")] }],
    ["TRL, implicit prompt", { chosen: [user("Why?"), assistant("Good.")], rejected: [user("Why?"), assistant("Bad.")] }],
    [
      "prompt beside whole conversations",
      { prompt: "Why?", chosen: [user("Why?"), assistant("Good.")], rejected: [user("Why?"), assistant("Bad.")] },
    ],
    ["OpenAI", { input: { messages: [user("Why?")] }, preferred_output: [assistant("Good.")], non_preferred_output: [assistant("Bad.")] }],
    [
      "OpenAI, older names",
      { input: { messages: [user("Why?")] }, preferred_completion: [assistant("Good.")], non_preferred_completion: [assistant("Bad.")] },
    ],
    [
      "LLaMA-Factory",
      {
        conversations: [{ from: "human", value: "Why?" }],
        chosen: { from: "gpt", value: "Good." },
        rejected: { from: "gpt", value: "Bad." },
      },
    ],
    ["LLaMA-Factory, alpaca", { instruction: "Why?", input: "", chosen: "Good.", rejected: "Bad." }],
    ["LLaMA-Factory v1", { chosen_messages: [user("Why?"), assistant("Good.")], rejected_messages: [user("Why?"), assistant("Bad.")] }],
    ["Axolotl", { messages: [user("Why?")], chosen: assistant("Good."), rejected: assistant("Bad.") }],
    ["OpenPipe", { messages: [user("Why?"), assistant("Good.")], rejected_message: assistant("Bad.") }],
    ["NeMo", { prompt: "Why?", chosen_response: "Good.", rejected_response: "Bad." }],
    ["Intel Orca", { system: "", question: "Why?", chosen: "Good.", rejected: "Bad." }],
  ])("%s", (_, row) => {
    expect(convert(preference, row).first).toMatchObject(whole);
  });

  it("names the models and keeps the scores where the set has them; equal scores are a tie", () => {
    const row = { instruction: "Why?", chosen_response: "Good.", rejected_response: "Bad.", chosen_model: "m1", rejected_model: "m2" };
    const { first } = convert(preference, { ...row, chosen_avg_rating: 5, rejected_avg_rating: 3 });
    expect(first).toMatchObject({ winner: { engine_id: "m1" }, metrics: { score_chosen: 5, score_rejected: 3 } });
    expect(convert(preference, { ...row, score_chosen: 0, score_rejected: 0 }).first).not.toHaveProperty("winner");
  });

  it("keeps the shared turns once and each side's own turns", () => {
    const before = [system("Be brief."), user("Hi."), assistant("Hello."), user("Why?")];
    const { first } = convert(preference, { chosen: [...before, assistant("Good.")], rejected: [...before, assistant("Bad.")] });
    expect(first).toMatchObject({ messages: before, candidates: [{ messages: [assistant("Good.")] }, { messages: [assistant("Bad.")] }] });
  });

  it.each([
    ["equal sides", { prompt: "Why?", chosen: "Same.", rejected: "Same." }, "equal"],
    ["an empty side", { prompt: "Why?", chosen: "Good.", rejected: " " }, "answer"],
    ["prompts that differ", { chosen: [user("A"), assistant("Good.")], rejected: [user("B"), assistant("Bad.")] }, "prompt"],
  ])("refuses %s", (_, row, rule) => {
    expect(convert(preference, row).rejected).toMatchObject([{ finding: { rule } }]);
  });
});

describe("training sets", () => {
  it("takes calls as answers, and takes one coat of JSON off arguments that were encoded twice", () => {
    const calls = [{ id: "1", type: "function", function: { name: "land", arguments: JSON.stringify(JSON.stringify({ at: "here" })) } }];
    const { first } = convert(chatMessages, { messages: [user("Land."), { role: "assistant", tool_calls: calls }], tools: [] });
    expect(first).toMatchObject({
      input: "Land.",
      output: "",
      messages: [{}, { tool_calls: [{ function: { arguments: '{"at":"here"}' } }] }],
    });
  });

  it("reads parts with `value`: text, reasoning and calls", () => {
    const content = [
      { type: "reasoning", value: "Hm." },
      { type: "text", value: "Looking." },
      { type: "tool_call", value: '{"name": "find", "arguments": {"q": 1}}' },
    ];
    const { first } = convert(chatMessages, { messages: [user("Find."), { role: "assistant", content }] });
    expect(first).toMatchObject({
      output: "Looking.",
      messages: [{}, { content: "Looking.", reasoning: "Hm.", tool_calls: [{ function: { name: "find", arguments: '{"q":1}' } }] }],
    });
  });

  it("leaves a prompt without an answer out, and refuses an empty answer", () => {
    const { skipped, rejected } = convert(chatMessages, { messages: [user("?")] }, { messages: [user("?"), assistant(" ")] });
    expect(skipped).toEqual([{ type: "skip", rows: [1], why: "a prompt without an answer" }]);
    expect(rejected).toMatchObject([{ rows: [2], finding: { rule: "answer" } }]);
  });

  it("says that nobody rated a sample, and marks unfilled placeholders", () => {
    const { first } = convert(alpaca, { instruction: "Hi", input: "", output: "I am {{name}}." });
    expect(first).toMatchObject({
      created_at: 1_700_000_000,
      tier: "bronze",
      validation: { quality_score: 0.5, validated: false },
      tags: ["unrated", "unfilled_placeholders"],
    });
    expect(first).not.toHaveProperty("messages");
  });

  it("asks for the time only where the file has none either", () => {
    const file = { name: "set.json", rows: [{ instruction: "Hi", output: "Hello." }] };
    expect(convertRows(alpaca, file).asks).toEqual([{ type: "ask", rows: [1], asks: ["timestamp"] }]);
    expect(convertRows(alpaca, file, { answers: { timestamp: 5 }, fileTimeSeconds: 6 }).records[0]?.record).toMatchObject({
      created_at: 5,
    });
  });

  it("puts the input of an instruction on a line of its own, and earlier pairs before it", () => {
    const { first } = convert(alpaca, {
      instruction: "Add.",
      input: "1 + 1",
      output: "2",
      system: "Be brief.",
      history: [["Hi", "Hello"]],
    });
    expect(first).toMatchObject({
      input: "Add.\n1 + 1",
      messages: [system("Be brief."), user("Hi"), assistant("Hello"), user("Add.\n1 + 1"), assistant("2")],
    });
  });

  it("never takes an unwanted answer for a good one", () => {
    const { records } = convert(
      kto,
      { prompt: "Hi", completion: "Hello", label: true },
      { prompt: "Hi", completion: "Go away", label: false },
    );
    expect(records.map(({ record }) => record)).toMatchObject([
      { tier: "gold", validation: { quality_score: 1, validated: true } },
      { tier: "bronze", validation: { quality_score: 0, validated: true }, tags: ["unwanted"] },
    ]);
    const mixed = convertRows(kto, { name: "set", rows: [{ prompt: "Hi", completion: "Hello", label: "yes" }] });
    expect(mixed.rejected).toMatchObject([{ finding: { pointer: "/label" } }]);
  });

  it("reads calls and observations of ShareGPT", () => {
    const turn = (from: string, value: string) => ({ from, value });
    const { first } = convert(shareGpt, {
      conversations: [
        turn("human", "Find."),
        turn("function_call", '{"name": "find", "arguments": {"q": 1}}'),
        turn("observation", "{}"),
        turn("gpt", "Done."),
      ],
      tools: "[]",
    });
    expect(first).toMatchObject({
      input: "Find.",
      output: "Done.",
      messages: [
        user("Find."),
        { role: "assistant", tool_calls: [{ function: { name: "find" } }] },
        { role: "tool", content: "{}" },
        assistant("Done."),
      ],
    });
  });

  it.each([
    [{ prompt: "Hi", completion: "Hello" }],
    [{ input: "Hi", output: "Hello" }],
    [{ instruction: "Hi", response: "Hello", category: "chat" }],
    [{ question: "Hi", answer: "Hello" }],
    [{ prompt: [user("Hi")], completion: [assistant("Hello")] }],
  ])("takes %j for a prompt with its completion", (row) => {
    expect(convert(promptCompletion, row).first).toMatchObject({ input: "Hi", output: "Hello" });
  });
});
