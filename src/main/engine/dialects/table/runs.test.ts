import { describe, expect, it } from "vitest";
import { convertRows } from "../../testing/convert-foreign.ts";
import type { Dialect, MappingContext } from "../dialect.ts";
import { detectDialects } from "../dialects.ts";
import { bfcl } from "./bfcl.ts";
import { jsonEngine } from "./json-engine.ts";
import { kiln } from "./kiln.ts";
import { latitude } from "./latitude.ts";
import { promptfoo } from "./promptfoo.ts";
import { simpleQa } from "./simple-qa.ts";

function convert(dialect: Dialect, rows: readonly unknown[], context: Partial<MappingContext> = {}) {
  const file = { name: "file.jsonl", rows: [...rows] };
  expect(detectDialects(file)[0]?.dialect.name).toBe(dialect.name);
  const conversion = convertRows(dialect, file, { answers: { engine_id: "m", timestamp: 1_700_000_000 }, ...context });
  return { ...conversion, drafts: conversion.records.map(({ record }) => record) };
}

describe("parent_ai_json_engine", () => {
  const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
  const execution = {
    schema_version: "1.0.0",
    trace_id: id(1),
    task_id: id(2),
    engine_id: "rust_engine",
    timestamp: "2026-02-12T00:00:00Z",
    input: { type: "code", content: "fn main", language: "rust" },
    output: { type: "error", content: "", error: { code: "E1", message: "does not compile" } },
    metrics: { latency_ms: 12.5, success: false, memory_mb: 3, cpu_percent: 40, error_count: 1 },
    status: "failed",
    quality_score: 0.25,
  };
  const comparison = {
    schema_version: "1.0.0",
    trace_id: id(1),
    comparison_id: id(3),
    timestamp: "2026-02-12T00:00:00Z",
    query: { type: "chat", content: "Hi" },
    candidates: [
      { engine_id: "rust_engine", response: "A", metrics: { latency_ms: 1, quality_score: 0.4, cost_usd: 0.1 } },
      { engine_id: "java_engine", response: "B", metrics: { latency_ms: 2, quality_score: 0.9 } },
    ],
    winner: { engine_id: "java_engine", reason: "quality" },
    metrics: { total_latency_ms: 3, candidates_count: 2 },
  };
  const sample = {
    schema_version: "1.0.0",
    sample_id: id(4),
    created_at: "2026-02-12T01:00:00+01:00",
    source_trace_id: id(1),
    tier: "gold",
    input: { type: "prompt", content: "Hi" },
    output: { content: "A", alternatives: ["B"] },
    validation: { quality_score: 0.95, validated: true, validator: "user" },
    labels: { tags: ["greeting"] },
  };

  it("reads all three kinds, and keeps the ids that link them", () => {
    const { drafts, records } = convert(jsonEngine, [execution, comparison, sample]);
    expect(records.map(({ kind }) => kind)).toEqual(["engine_execution", "comparison_result", "training_sample"]);
    expect(drafts).toMatchObject([
      {
        schema_version: 1,
        trace_id: id(1),
        timestamp: 1_770_854_400,
        input: "fn main",
        output: "",
        status: "does not compile",
        metrics: { success: false, latency_ms: 12.5, memory_mb: 3, cpu_percent: 40, quality_score: 0.25 },
      },
      {
        comparison_id: id(3),
        query: "Hi",
        candidates: [{ output: "A", metrics: { cost_usd: 0.1 } }, { output: "B" }],
        winner: { engine_id: "java_engine", score: 0.9 },
      },
      {
        source_trace_id: id(1),
        created_at: 1_770_854_400,
        tier: "gold",
        output: "A",
        validation: { quality_score: 0.95, validated: true },
        tags: ["greeting"],
      },
    ]);
  });

  it("says of generated samples that they hold no text", () => {
    const generated = {
      schema_version: "v1",
      sample_id: "id-1",
      created_at: "1670000000",
      model_topology: "null",
      grade: "gold",
      score: 0.95,
    };
    expect(convert(jsonEngine, [generated]).rejected).toMatchObject([
      { finding: { rule: "text", fix: expect.stringContaining("comparisons") } },
    ]);
  });

  it("refuses a winner that is no candidate, and an execution that does not say whether it succeeded", () => {
    const { rejected } = convert(jsonEngine, [
      { ...comparison, winner: { engine_id: "cpp_engine" } },
      { ...execution, metrics: { latency_ms: 1 } },
    ]);
    expect(rejected.map(({ finding }) => finding.pointer)).toEqual(["/winner/engine_id", "/metrics/success"]);
  });
});

describe("Kiln", () => {
  const run = {
    v: 1,
    id: "7",
    created_at: "2026-11-26T14:04:40.225735Z",
    input: "Norway",
    output: {
      output: "Bergen",
      source: { type: "synthetic", properties: { model_name: "llama" } },
      rating: { type: "five_star", value: 1 },
    },
    repaired_output: { output: "Oslo" },
    tags: ["golden"],
    usage: { input_tokens: 30, output_tokens: 3, cost: 0, total_llm_latency_ms: 640 },
    model_type: "task_run",
  };

  it("gives a sample, an execution and a repair that beats the output", () => {
    const task = { name: "task.kiln", rows: [{ v: 1, model_type: "task", instruction: "Name the capital." }] };
    const { drafts } = convert(kiln, [run], { companions: [task] });
    expect(drafts).toMatchObject([
      { sample_id: "7", output: "Bergen", tier: "bronze", validation: { quality_score: 0, validated: true }, tags: ["golden"] },
      {
        engine_id: "llama",
        timestamp: 1_795_701_880,
        metrics: { latency_ms: 640, quality_score: 0 },
        messages: [{ role: "system", content: "Name the capital." }, {}, {}],
      },
      {
        query: "Norway",
        candidates: [{ output: "Bergen" }, { engine_id: "repair", output: "Oslo" }],
        winner: { engine_id: "repair", score: 1 },
      },
    ]);
  });

  it.each([
    [{ type: "five_star", value: 4 }, 0.75],
    [{ type: "pass_fail", value: 1 }, 1],
    [{ type: "pass_fail_critical", value: -1 }, 0],
    [{ type: "pass_fail_critical", value: 0 }, 0.5],
    [{ type: "five_star", value: null }, undefined],
    [null, undefined],
  ])("takes a rating of %j for %s", (rating, quality) => {
    const [sample] = convert(kiln, [{ ...run, output: { ...run.output, rating } }]).drafts;
    expect(sample?.validation).toEqual(
      quality === undefined ? { quality_score: 0.5, validated: false } : { quality_score: quality, validated: true },
    );
  });
});

describe("benchmarks", () => {
  it("adds up the seconds of a BFCL row's turns and steps, and knows none of a row that failed", () => {
    const { drafts } = convert(bfcl, [
      { id: "a", result: [["call()"]], latency: [[1.5, 0.25], [2]], input_token_count: [[10, 5]], output_token_count: [[1]] },
      { id: "b", result: "Error during inference", traceback: "…" },
    ]);
    expect(drafts).toMatchObject([
      { task_id: "a", output: "call()", metrics: { success: true, latency_ms: 3750, input_tokens: 15, output_tokens: 1 } },
      { status: "Error during inference", output: "" },
    ]);
    expect(drafts[1]?.metrics).toEqual({ success: false });
  });

  it("takes the questions of BFCL from the file beside the results", () => {
    const questions = { name: "BFCL_v4_simple.json", rows: [{ id: "a", question: [[{ role: "user", content: "Area?" }]], function: [] }] };
    const row = { id: "a", result: "[area()]", latency: 1, input_token_count: 1, output_token_count: 1 };
    expect(convert(bfcl, [row], { companions: [questions] }).drafts).toMatchObject([
      { input: "Area?", messages: [{}, { content: "[area()]" }] },
    ]);
  });

  it("takes a run of Latitude for a success where it solved the task", () => {
    const row = {
      runId: "r",
      model: "m",
      task: "t",
      trial: 1,
      finishedAt: "2026-07-14T09:47:07.348Z",
      status: "ok",
      solved: false,
      wallMs: 11_168,
      costUsd: 0.02,
    };
    expect(convert(latitude, [row]).drafts).toMatchObject([
      { timestamp: 1_784_022_427, status: "ok", metrics: { success: false, latency_ms: 11_168, cost_usd: 0.02 } },
    ]);
  });

  it("makes no training data of a test set", () => {
    expect(convert(simpleQa, [{ metadata: "{}", problem: "Who?", answer: "She" }])).toMatchObject({
      records: [],
      skipped: [{ rows: [1] }],
    });
  });
});

describe("tables of promptfoo", () => {
  it("reads columns by their place, also where empty cells are null", () => {
    const row = {
      country: "Norway",
      "[a] Capital of {{country}}?": "Oslo",
      Status: "PASS",
      Score: "1.00",
      "Named Scores": null,
      "[b] Capital of {{country}}?": null,
      Status_1: "ERROR",
      Score_1: "0.00",
      "Named Scores_1": null,
      "[c] Capital of {{country}}?": "Bergen",
      Status_2: "FAIL",
      Score_2: "0.00",
    };
    const { drafts } = convert(promptfoo, [row]);
    expect(drafts).toMatchObject([
      {
        engine_id: "a",
        input: "Capital of Norway?",
        output: "Oslo",
        task_id: '{"country":"Norway"}',
        tags: ["prompt: Capital of {{country}}?"],
        metrics: { success: true, quality_score: 1 },
      },
      { engine_id: "b", output: "", metrics: { success: false } },
      { engine_id: "c", metrics: { success: true, quality_score: 0 } },
      { candidates: [{ engine_id: "a" }, { engine_id: "c" }], winner: { engine_id: "a", score: 1 } },
    ]);
  });
});
