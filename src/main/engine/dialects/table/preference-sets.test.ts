import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assistant, convertDetected as convert, user } from "../../testing/convert-detected.ts";
import { readForeignRows } from "../../testing/foreign-rows.ts";
import { helpSteer } from "./helpsteer.ts";
import { hhRlhf } from "./hh-rlhf.ts";
import { labelStudio } from "./label-studio.ts";
import { nectar } from "./nectar.ts";
import { ultraFeedback } from "./ultrafeedback.ts";

describe("HH-RLHF", () => {
  it("cuts at the last answer, not where letters begin to differ", () => {
    const before = "\n\nHuman: Hi\n\nAssistant: Hello\n\nHuman: Why?\n\nAssistant:";
    const row = { chosen: `${before} The sky is blue.`, rejected: `${before} The sky is green. Human: no` };
    expect(convert(hhRlhf, [row]).comparisons).toMatchObject([
      {
        query: "Why?",
        messages: [user("Hi"), assistant("Hello"), user("Why?")],
        candidates: [
          { engine_id: "chosen", output: "The sky is blue." },
          { engine_id: "rejected", output: "The sky is green. Human: no" },
        ],
        winner: { engine_id: "chosen", score: 1 },
      },
    ]);
  });

  it("refuses sides whose earlier turns differ, and keeps an empty answer", () => {
    const side = (question: string, answer: string) => `\n\nHuman: ${question}\n\nAssistant:${answer}`;
    const { comparisons, rejected } = convert(hhRlhf, [
      { chosen: side("A", " x"), rejected: side("B", " y") },
      { chosen: side("A", ""), rejected: side("A", " Ok") },
    ]);
    expect(rejected).toMatchObject([{ rows: [1], finding: { rule: "prompt" } }]);
    expect(comparisons).toMatchObject([{ candidates: [{ output: "" }, { output: "Ok" }] }]);
  });
});

describe("UltraFeedback", () => {
  const completion = (model: string, ratings: unknown[], overall_score = 10) => ({
    model,
    response: `By ${model}`,
    overall_score,
    annotations: Object.fromEntries(
      ["helpfulness", "honesty", "instruction_following", "truthfulness"].map((aspect, i) => [aspect, { Rating: ratings[i] }]),
    ),
  });

  it("takes the mean of ratings that are texts, leaves those out that are none, and ignores the overall score", () => {
    const row = {
      source: "flan",
      instruction: "Why?",
      models: [],
      completions: [
        completion("m1", ["5", "5", "4", "N/A"]),
        completion("m2", ["1", "1", "1", "1"]),
        completion("m3", ["N/A", null, "", "x"]),
      ],
    };
    const [comparison] = convert(ultraFeedback, [row]).comparisons;
    expect(comparison).toMatchObject({ winner: { engine_id: "m1" }, tags: ["flan"] });
    const qualities = ((comparison?.candidates ?? []) as { metrics: { quality_score?: number } }[]).map(
      ({ metrics }) => metrics.quality_score,
    );
    expect(qualities).toEqual([expect.closeTo(11 / 12), 0, undefined]);
  });

  it("names no winner among equals", () => {
    const row = { instruction: "Why?", completions: [completion("m1", ["3", "3", "3", "3"]), completion("m2", ["3", "3", "3", "3"])] };
    expect(convert(ultraFeedback, [row]).comparisons[0]).not.toHaveProperty("winner");
  });
});

describe("HelpSteer", () => {
  const preference = (overall_preference: unknown) => ({
    domain: "code",
    language: "python",
    context: [user("Why?")],
    response1: "One",
    response2: "Two",
    overall_preference,
    individual_preference: [],
  });

  it("never makes a winner of a preference of 0", () => {
    const { comparisons, skipped } = convert(helpSteer, [preference(-3), preference(0), preference(1), preference(null)]);
    expect(comparisons.map(({ winner }) => winner)).toEqual([
      { engine_id: "response 1", score: 1 },
      undefined,
      { engine_id: "response 2", score: expect.closeTo(2 / 3) },
    ]);
    expect(skipped).toMatchObject([{ rows: [4] }]);
  });

  it("compares rated answers of one prompt", () => {
    const rated = (response: string, helpfulness: number) => ({
      prompt: "Why?",
      response,
      helpfulness,
      correctness: 4,
      coherence: 4,
      complexity: 2,
      verbosity: 1,
    });
    const { executions, comparisons } = convert(helpSteer, [rated("One", 0), rated("Two", 3)]);
    expect(executions.map(({ metrics }) => metrics)).toMatchObject([{ quality_score: 0 }, { quality_score: 0.75 }]);
    expect(comparisons).toMatchObject([{ winner: { engine_id: "response 2", score: 0.75 } }]);
  });
});

describe("Nectar", () => {
  it("orders answers by rank and names the first", () => {
    const answers = [7, 1, 3].map((rank) => ({ answer: `Rank ${rank}`, model: `m${rank}`, rank }));
    expect(convert(nectar, [{ prompt: "\n\nHuman: Why?\n\nAssistant: ", answers }]).comparisons).toMatchObject([
      { query: "Why?", candidates: [{ engine_id: "m1" }, { engine_id: "m3" }, { engine_id: "m7" }], winner: { engine_id: "m1", score: 1 } },
    ]);
    const tied = answers.map((answer) => ({ ...answer, rank: 1 }));
    expect(convert(nectar, [{ prompt: "Why?", answers: tied }]).comparisons[0]).not.toHaveProperty("winner");
  });
});

describe("Label Studio", () => {
  const task = (annotation: object, data: object = { prompt: "Why?", answer1: "One", answer2: "Two" }) => ({
    id: 1,
    project: 1,
    data,
    annotations: [
      { id: 9, was_cancelled: false, lead_time: 12.5, result: [{ type: "pairwise", value: { selected: "right" } }], ...annotation },
    ],
  });

  it("reads the verdict, and no latency from a person's time", () => {
    const [comparison] = convert(labelStudio, [task({})]).comparisons;
    expect(comparison).toMatchObject({
      query: "Why?",
      candidates: [
        { engine_id: "left", output: "One" },
        { engine_id: "right", output: "Two" },
      ],
      winner: { engine_id: "right" },
    });
    expect(JSON.stringify(comparison)).not.toContain("latency");
  });

  it("finds the texts by the project's own names", () => {
    const named = convert(labelStudio, [task({}, { source: "x", question: "Why?", text_b: "Two", text_a: "One" })]);
    expect(named.comparisons).toMatchObject([{ query: "Why?", candidates: [{ output: "One" }, { output: "Two" }] }]);
  });

  it("reads JSON-MIN, an annotation a row, and the same as a table", () => {
    const rows = readForeignRows(join(import.meta.dirname, "../fixtures/label_studio/json-min.json")).map(({ value }) => value);
    const { comparisons } = convert(labelStudio, rows);
    expect(comparisons).toMatchObject([
      { comparison_id: "68045", query: "Why is the sky blue?", candidates: [{ output: "Scattering." }, { output: "Because." }] },
      { comparison_id: "68046", query: "Name a prime.", winner: { engine_id: "right", score: 1 } },
    ]);
    expect(comparisons[0]).toMatchObject({ winner: { engine_id: "left", score: 1 } });
    expect(JSON.stringify(comparisons)).not.toContain("latency");
    const cells = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row as object).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
      ),
    );
    expect(convert(labelStudio, cells).comparisons).toMatchObject(comparisons.map(({ source: _, ...comparison }) => comparison));
  });

  it("takes a cancelled or empty annotation for no verdict", () => {
    expect(convert(labelStudio, [task({ was_cancelled: true }), task({ result: [] })]).skipped).toHaveLength(2);
  });
});
