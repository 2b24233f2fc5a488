import { describe, expect, it } from "vitest";
import { assistant, convertDetected as convert, user } from "../../testing/convert-detected.ts";
import type { Companion } from "../dialect.ts";
import { alpacaEval } from "./alpaca-eval.ts";
import { arena } from "./arena.ts";
import { arenaHard } from "./arena-hard.ts";
import { fastchatReviews } from "./fastchat-reviews.ts";
import { mtBench } from "./mt-bench.ts";

describe("Chatbot Arena", () => {
  const vote = (winner: string, more: object = {}) => ({
    question_id: "q",
    model_a: "m1",
    model_b: "m2",
    winner,
    conversation_a: [user("Hi"), assistant("A"), user("More a"), assistant("AA")],
    conversation_b: [user("Hi"), assistant("B"), user("More b"), assistant("BB")],
    anony: true,
    ...more,
  });

  it.each(["tie", "tie (bothbad)", "both_bad"])("names no winner for %s", (winner) => {
    const { comparisons } = convert(arena, [vote(winner)]);
    expect(comparisons[0]).not.toHaveProperty("winner");
    expect(comparisons[0]?.tags).toEqual(winner === "tie" ? undefined : ["both_bad"]);
  });

  it("shares the first question alone, and keeps each side's own turns", () => {
    expect(convert(arena, [vote("model_b", { anony: false })]).comparisons).toMatchObject([
      {
        query: "Hi",
        messages: [user("Hi")],
        candidates: [{ output: "AA", messages: [assistant("A"), {}, {}] }, { output: "BB" }],
        winner: { engine_id: "m2", score: 1 },
        tags: ["not_blind"],
      },
    ]);
  });

  it("reads conversations that are JSON in a text, and Kaggle's columns", () => {
    const text = vote("model_a", {
      conversation_a: JSON.stringify([user("Hi"), assistant("A")]),
      conversation_b: JSON.stringify([user("Hi"), assistant("B")]),
    });
    expect(convert(arena, [text]).comparisons).toMatchObject([{ query: "Hi", candidates: [{ output: "A" }, { output: "B" }] }]);
    const kaggle = {
      id: "1",
      model_a: "m1",
      model_b: "m2",
      prompt: '["Hi"]',
      response_a: '["A"]',
      response_b: '["B"]',
      winner_model_a: "0",
      winner_model_b: "1",
      winner_tie: "0",
    };
    expect(convert(arena, [kaggle]).comparisons).toMatchObject([
      { query: "Hi", candidates: [{ output: "A" }, { output: "B" }], winner: { engine_id: "m2" } },
    ]);
  });

  it("leaves turns out that came after the vote", () => {
    expect(convert(arena, [vote("model_a", { turn: 1 })]).comparisons).toMatchObject([
      { candidates: [{ output: "A", messages: [assistant("A")] }, { output: "B" }] },
    ]);
  });

  it("tells one engine against itself apart, and refuses a winner that it does not know", () => {
    expect(convert(arena, [vote("model_b", { model_b: "m1" })]).comparisons).toMatchObject([{ winner: { engine_id: "m1#2" } }]);
    expect(convert(arena, [vote("neither")]).rejected).toMatchObject([{ finding: { pointer: "/winner" } }]);
  });
});

describe("AlpacaEval", () => {
  const annotation = (preference: unknown) => ({
    instruction: "Hi",
    output_1: "A",
    generator_1: "m1",
    output_2: "B",
    generator_2: "m2",
    annotator: "gpt4",
    preference,
    time_per_example: 1.2,
  });

  it.each([
    [1, "m1", 1],
    [2, "m2", 1],
    [1.25, "m1", 0.75],
    [1.9, "m2", 0.9],
  ])("takes a preference of %d for a win of %s", (preference, engine_id, score) => {
    expect(convert(alpacaEval, [annotation(preference)]).comparisons).toMatchObject([{ winner: { engine_id, score } }]);
  });

  it("names no winner for 1.5 and the 0 of old, skips null, and refuses what is no preference", () => {
    const { comparisons, skipped, rejected } = convert(alpacaEval, [annotation(1.5), annotation(0), annotation(null), annotation(7)]);
    expect(comparisons).toHaveLength(2);
    for (const comparison of comparisons) expect(comparison).not.toHaveProperty("winner");
    expect([skipped[0]?.rows, rejected[0]?.rows]).toEqual([[3], [4]]);
  });

  it("takes outputs for executions without a latency", () => {
    expect(convert(alpacaEval, [{ instruction: "Hi", output: "A", generator: "m1" }]).executions[0]).toMatchObject({
      engine_id: "m1",
      metrics: { success: true },
    });
  });
});

describe("MT-Bench", () => {
  const shown = (a: string, b: string) =>
    `[User Question]\nWhy?\n\n[The Start of Assistant A's Answer]\n${a}\n[The End of Assistant A's Answer]\n\n[The Start of Assistant B's Answer]\n${b}\n[The End of Assistant B's Answer]`;
  const pair = (g1_winner: string, g2_winner: string) => ({
    question_id: 81,
    model_1: "m1",
    model_2: "m2",
    g1_winner,
    g2_winner,
    judge: ["gpt-4", "pair-v2"],
    g1_user_prompt: shown("One", "Two"),
    g2_user_prompt: shown("Two", "One"),
    turn: 1,
    tstamp: 1.5e9,
  });
  const single = (model: string, score: unknown, answer = "One") => ({
    question_id: 81,
    model,
    judge: ["gpt-4", "single-v1"],
    user_prompt: `[Instruction]\nRate.\n\n[Question]\nWhy?\n\n[The Start of Assistant's Answer]\n${answer}\n[The End of Assistant's Answer]`,
    judgment: "…",
    score,
    turn: 1,
    tstamp: 1_717_231_244.6,
  });

  it("names a winner only where both games do", () => {
    const { comparisons, skipped } = convert(mtBench, [
      pair("model_2", "model_2"),
      pair("model_1", "model_2"),
      pair("tie", "model_1"),
      pair("tie", "tie"),
      pair("model_1", "error"),
    ]);
    expect(comparisons[0]).toMatchObject({
      query: "Why?",
      candidates: [
        { engine_id: "m1", output: "One" },
        { engine_id: "m2", output: "Two" },
      ],
      winner: { engine_id: "m2", score: 1 },
    });
    expect(comparisons.slice(1).map(({ winner, tags }) => [winner, tags])).toEqual([
      [undefined, ["position_bias"]],
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(skipped).toMatchObject([{ rows: [5] }]);
  });

  it("skips a judge that failed and a second judgement, and compares models across files once", () => {
    const a = { name: "a.jsonl", rows: [single("m1", -1), single("m1", 8), single("m1", 3), single("m1", null)] };
    const b = { name: "b.jsonl", rows: [single("m2", 9.5, "Two")] };
    const first = convert(mtBench, a.rows, { name: a.name, companions: [b] });
    expect(first.executions).toMatchObject([
      { task_id: "81/1", timestamp: 1_717_231_244, input: "Why?", output: "One", metrics: { quality_score: 0.8 } },
    ]);
    expect(first.skipped.map(({ rows }) => rows[0])).toEqual([1, 3, 4]);
    expect(first.comparisons).toMatchObject([
      { candidates: [{ engine_id: "m1" }, { engine_id: "m2", output: "Two" }], winner: { engine_id: "m2", score: 0.95 } },
    ]);
    expect(convert(mtBench, b.rows, { name: b.name, companions: [a] }).comparisons).toEqual([]);
  });

  it("reads the two turns that a judge was shown", () => {
    const user_prompt =
      "<|The Start of Assistant A's Conversation with User|>\n\n### User:\nWhy?\n\n### Assistant A:\nOne\n\n### User:\nShorter.\n\n### Assistant A:\n1\n\n<|The End of Assistant A's Conversation with User|>";
    expect(convert(mtBench, [{ ...single("m1", 7), user_prompt, turn: 2 }]).executions).toMatchObject([
      { input: "Shorter.", output: "1", messages: [user("Why?"), assistant("One"), user("Shorter."), assistant("1")] },
    ]);
  });

  it("gives an execution a turn of an answer, with the questions beside it", () => {
    const answer = {
      question_id: 81,
      answer_id: "x",
      model_id: "m1",
      choices: [{ index: 0, turns: ["One", "1"] }],
      tstamp: 1_698_955_483.7,
    };
    const questions = { name: "question.jsonl", rows: [{ question_id: 81, category: "writing", turns: ["Why?", "Shorter."] }] };
    expect(convert(mtBench, [answer], { companions: [questions] }).executions).toMatchObject([
      { trace_id: "x", input: "Why?", output: "One" },
      { trace_id: "x/2", input: "Shorter.", output: "1", messages: [user("Why?"), assistant("One"), user("Shorter."), assistant("1")] },
    ]);
  });
});

describe("arena-hard", () => {
  const prompt = (a: string, b: string) =>
    `<|User Prompt|>\nWhy?\n\n<|The Start of Assistant A's Answer|>\n${a}\n<|The End of Assistant A's Answer|>\n\n<|The Start of Assistant B's Answer|>\n${b}\n<|The End of Assistant B's Answer|>`;
  const verdict = (one: string | null, two: string | null) => ({
    uid: "u",
    category: "hard",
    judge: "gpt-4",
    model: "m",
    baseline: "base",
    games: [
      one && { user_prompt: prompt("Base", "Model"), judgment: "", score: one },
      two && { prompt: [user(prompt("Model", "Base"))], judgment: { answer: "" }, score: two },
    ],
  });

  it.each([
    ["B>A", "A>B", "m", 0.5 + 2 / 12],
    ["A>>B", "A=B", "base", 0.75],
    ["A>B", "A>B", undefined, 0],
    ["A<<B", "A>>B", "m", 1],
  ])("adds both games up: %s and %s", (one, two, engine_id, score) => {
    const [comparison] = convert(arenaHard, [verdict(one, two)]).comparisons;
    expect(comparison?.winner).toEqual(engine_id === undefined ? undefined : { engine_id, score });
    expect(comparison).toMatchObject({
      query: "Why?",
      candidates: [
        { engine_id: "m", output: "Model" },
        { engine_id: "base", output: "Base" },
      ],
    });
  });

  it("skips a game without a verdict, and reads answers within objects", () => {
    expect(convert(arenaHard, [verdict("A>B", null)]).skipped).toHaveLength(1);
    const answer = {
      uid: "u",
      ans_id: "a",
      model: "m",
      messages: [user("Why?"), { role: "assistant", content: { answer: "Model" } }],
      tstamp: 1_744_155_077.9,
    };
    expect(convert(arenaHard, [answer]).executions).toMatchObject([{ input: "Why?", output: "Model", timestamp: 1_744_155_077 }]);
  });
});

describe("FastChat reviews", () => {
  const companions: Companion[] = [
    { name: "question.jsonl", rows: [{ question_id: 2, text: "Why?", category: "generic" }] },
    {
      name: "answers.jsonl",
      rows: ["m1", "m2"].map((model) => ({ question_id: 2, text: `By ${model}`, answer_id: `id-${model}`, model_id: model, metadata: {} })),
    },
  ];
  const review = (score: unknown, second = "id-m2") => ({
    review_id: "r",
    question_id: 2,
    answer1_id: "id-m1",
    answer2_id: second,
    reviewer_id: 1,
    metadata: {},
    text: "",
    score,
  });

  it("joins the answers and the question", () => {
    expect(convert(fastchatReviews, [review([7, 9])], { companions }).comparisons).toMatchObject([
      { query: "Why?", candidates: [{ engine_id: "m1", output: "By m1" }, { engine_id: "m2" }], winner: { engine_id: "m2", score: 0.9 } },
    ]);
  });

  it("names no winner among equals, of one answer against itself, or without scores", () => {
    const { comparisons, skipped } = convert(fastchatReviews, [review([8, 8]), review([8, 8], "id-m1"), review([-1, -1])], { companions });
    expect(comparisons.map(({ winner }) => winner)).toEqual([undefined, undefined]);
    expect(skipped).toMatchObject([{ rows: [3] }]);
    expect(convert(fastchatReviews, [review([8, 9])]).skipped).toHaveLength(1);
  });
});
