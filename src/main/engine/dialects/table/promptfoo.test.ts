import { describe, expect, it } from "vitest";
import { convertValid } from "../../testing/convert-valid.ts";
import { promptfoo } from "./promptfoo.ts";

describe("promptfoo", () => {
  const result = (provider: string, testIdx: number, more: object = {}) => ({
    testIdx,
    promptIdx: 0,
    provider: { id: provider, label: "" },
    prompt: { raw: "Capital of France?", label: "" },
    vars: { country: "France" },
    response: { output: "Paris", tokenUsage: { total: 12, prompt: 10, completion: 2 } },
    success: true,
    score: 1,
    latencyMs: 120,
    cost: 0.001,
    failureReason: 0,
    ...more,
  });

  it("takes a failed assertion for a low score, and only failureReason 2 for a failed call", () => {
    const failedCall = { failureReason: 2, error: "no key", response: { error: "no key" }, score: 0 };
    const { executions, comparisons } = convertValid(promptfoo, {
      name: "r.jsonl",
      rows: [result("a", 0, { failureReason: 1, error: "Expected Paris", score: 0 }), result("b", 0), result("c", 0, failedCall)],
    });
    expect(executions.map(({ metrics }) => metrics)).toMatchObject([
      { success: true, quality_score: 0, latency_ms: 120, input_tokens: 10, output_tokens: 2, cost_usd: 0.001 },
      { success: true, quality_score: 1 },
      { success: false, latency_ms: 120 },
    ]);
    expect(executions[2]).toMatchObject({ status: "no key", metrics: expect.not.objectContaining({ quality_score: expect.anything() }) });
    expect(comparisons).toMatchObject([{ candidates: [{ engine_id: "a" }, { engine_id: "b" }], winner: { engine_id: "b", score: 1 } }]);
  });

  it("names no winner among equals, and tells two answers of one engine apart", () => {
    const { comparisons } = convertValid(promptfoo, {
      name: "r.jsonl",
      rows: [result("a", 0), result("a", 0), result("a", 1, { score: 0.2 }), result("a", 1, { score: 0.9 })],
    });
    expect(comparisons[0]).not.toHaveProperty("winner");
    expect(comparisons[1]).toMatchObject({
      candidates: [{ engine_id: "a" }, { engine_id: "a#2" }],
      winner: { engine_id: "a#2", score: 0.9 },
    });
  });

  it("compares the prompts of one provider, test by test, and names them in executions, too", () => {
    const long = "You are a careful assistant.\nAnswer in one word, please.";
    const prompts = ["brief", long, "brief"].map((label, promptIdx) => ({
      promptIdx,
      prompt: { raw: `Capital of France? ${promptIdx}`, label },
    }));
    const cells = (testIdx: number, scores: number[], country: string) =>
      prompts.map((prompt, i) => result("gpt-x", testIdx, { ...prompt, score: scores[i], vars: { country } }));
    const names = ["gpt-x · brief", "gpt-x · prompt 2: You are a careful assistant. Answer in o…", "gpt-x · prompt 3: brief…"];
    const rows = [...cells(0, [0.5, 1, 0], "France"), ...cells(1, [1, 1, 0], "Norway").slice(0, 2), result("gpt-x", 2, prompts[0])];
    const own = (i: number) => [
      { role: "user", content: `Capital of France? ${i}` },
      { role: "assistant", content: "Paris" },
    ];
    const { executions, comparisons } = convertValid(promptfoo, { name: "r.jsonl", rows });
    expect(executions.map(({ engine_id }) => engine_id)).toEqual([...names, names[0], names[1], names[0]]);
    expect(comparisons).toMatchObject([
      {
        query: "France",
        candidates: names.map((engine_id, i) => ({ engine_id, messages: own(i) })),
        winner: { engine_id: names[1], score: 1 },
      },
      { query: "Norway", candidates: [{ engine_id: names[0] }, { engine_id: names[1] }] },
    ]);
    expect(comparisons[1]).not.toHaveProperty("winner");
    // Ids do not depend on how many prompts there are, and a second provider keeps the prompts apart.
    const alone = convertValid(promptfoo, { name: "r.jsonl", rows: rows.slice(0, 1) });
    expect(alone.executions[0]).toMatchObject({ engine_id: "gpt-x", trace_id: executions[0]?.trace_id });
    const two = convertValid(promptfoo, { name: "r.jsonl", rows: [...rows, result("b", 0, prompts[0])] });
    expect(two.executions.at(-1)).toMatchObject({ engine_id: "b" });
    expect(two.executions[0]).toMatchObject({ engine_id: "gpt-x", trace_id: executions[0]?.trace_id });
    expect(two.comparisons).toMatchObject([{ query: "Capital of France? 0", candidates: [{ engine_id: "gpt-x" }, { engine_id: "b" }] }]);
  });

  it("marks cached answers", () => {
    const cached = { response: { output: "Paris", cached: true, tokenUsage: { total: 12, cached: 12 } } };
    expect(convertValid(promptfoo, { name: "r.jsonl", rows: [result("a", 0, cached)] }).executions).toMatchObject([
      { metrics: { cache_hit: true } },
    ]);
  });

  it("reads the shape with results and prompts at top level, and chats as prompts", () => {
    const prompt = {
      raw: JSON.stringify([
        { role: "system", content: "Be brief." },
        { role: "user", content: "Capital?" },
      ]),
    };
    const row = { version: 3, timestamp: "2026-01-02T00:00:00.000Z", prompts: [], results: [result("a", 0, { prompt })], stats: {} };
    const { executions } = convertValid(promptfoo, { name: "r.json", rows: [row] });
    expect(executions).toMatchObject([
      { timestamp: 1_767_312_000, input: "Capital?", output: "Paris", messages: [{}, {}, { content: "Paris" }] },
    ]);
    const { skipped } = convertValid(promptfoo, { name: "r.json", rows: [{ results: [], prompts: [{ raw: "Hi" }], stats: {} }] });
    expect(skipped).toMatchObject([{ why: "no result" }]);
  });

  it("asks for the time where the file has none", () => {
    expect(convertValid(promptfoo, { name: "r.jsonl", rows: [result("a", 0)] }, { answers: {} }).asks).toMatchObject([
      { asks: ["timestamp"] },
    ]);
  });
});
