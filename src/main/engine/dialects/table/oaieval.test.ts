import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertDetected as convert } from "../../testing/convert-detected.ts";
import { readForeignRows } from "../../testing/foreign-rows.ts";
import { oaieval } from "./oaieval.ts";

const read = (name: string) => readForeignRows(join(import.meta.dirname, "../fixtures/oaieval", name)).map(({ value }) => value);

describe("oaieval", () => {
  it("makes an execution of each answer, with the quality of the match that follows; times are those of the events, latencies unknown", () => {
    const { executions, skipped } = convert(oaieval, read("match.jsonl"));
    expect(executions).toMatchObject([
      {
        trace_id: "240311142233ABCDEFGH/0",
        task_id: "capitals.dev.1",
        engine_id: "gpt-3.5-turbo-0125",
        timestamp: 1_710_166_955,
        input: "Capital of Norway?",
        output: "Oslo",
        messages: [{ role: "system" }, { role: "user" }, { role: "assistant", content: "Oslo" }],
        metrics: { success: true, quality_score: 1, input_tokens: 21, output_tokens: 2 },
      },
      { task_id: "capitals.dev.0", output: "Lyon", metrics: { success: true, quality_score: 0 } },
      { engine_id: "gpt-3.5-turbo", task_id: "capitals.dev.2", status: "Rate limit reached", metrics: { success: false } },
    ]);
    expect(executions[2]?.metrics).toEqual({ success: false });
    expect(JSON.stringify(executions)).not.toContain("latency");
    expect(skipped.map(({ why }) => why)).toEqual(["what was run", "the final report"]);
  });

  it("gives the score to the answer, not to the judge's, and tells their engines apart", () => {
    const { executions, skipped } = convert(oaieval, read("modelgraded.jsonl"));
    expect(executions).toMatchObject([
      { engine_id: "gpt-3.5-turbo", timestamp: 1_710_230_402, input: "Tell a joke about rain.", metrics: { quality_score: 0.75 } },
      { engine_id: "gpt-4", output: "A pun.\n4", tags: ["judge"], metrics: { success: true } },
    ]);
    expect(executions[1]?.metrics).not.toHaveProperty("quality_score");
    expect(skipped.map(({ why }) => why)).toContain("a score without an answer");
  });
});
