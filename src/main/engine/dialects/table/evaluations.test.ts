import { describe, expect, it } from "vitest";
import { convertValid } from "../../testing/convert-valid.ts";
import type { Companion } from "../dialect.ts";
import { inspect } from "./inspect.ts";
import { lmEval } from "./lm-eval.ts";
import { openaiEvals } from "./openai-evals.ts";

describe("lm-eval", () => {
  const sample = (answer: string, acc: number) => ({
    doc_id: 0,
    doc: {},
    target: "4",
    arguments: { gen_args_0: { arg_0: "2 + 2 =", arg_1: { until: ["\n"] } } },
    resps: [[answer]],
    filtered_resps: [answer],
    filter: "none",
    metrics: ["acc"],
    prompt_hash: "p",
    doc_hash: "d",
    acc,
  });
  const summary = (model: string) => ({ results: {}, configs: {}, model_name: model, date: 1_768_964_383.9, lm_eval_version: "0.4.9" });
  const one = { name: "samples_sums_2026-01-21T03-44-18.458309.jsonl", rows: [sample(" 4", 1)] };
  const two = { name: "samples_sums_2026-01-21T05-00-00.000001.jsonl", rows: [sample(" 5", 0)] };
  const summaries = [
    { name: "results_2026-01-21T03-44-18.458309.json", rows: [summary("m1")] },
    { name: "results_2026-01-21T05-00-00.000001.json", rows: [summary("m2")] },
  ];

  it("compares engines by the hash of the prompt, in one of the files", () => {
    const { executions, comparisons } = convertValid(lmEval, one, { companions: [two, ...summaries] });
    expect(executions).toMatchObject([{ engine_id: "m1", timestamp: 1_768_964_383, task_id: "sums/0", metrics: { quality_score: 1 } }]);
    expect(comparisons).toMatchObject([
      { query: "2 + 2 =", candidates: [{ engine_id: "m1" }, { engine_id: "m2", output: " 5" }], winner: { engine_id: "m1", score: 1 } },
    ]);
    expect(convertValid(lmEval, two, { companions: [one, ...summaries] })).toMatchObject({
      executions: [{ engine_id: "m2" }],
      comparisons: [],
    });
  });

  it("asks for the engine without the results file, which gives no record itself", () => {
    expect(convertValid(lmEval, one).asks).toMatchObject([{ asks: ["engine_id"] }]);
    expect(convertValid(lmEval, summaries[0] as Companion).skipped).toMatchObject([{ why: "totals of a run" }]);
  });

  it("answers with the likeliest continuation where nothing was generated", () => {
    const choice = (arg_1: string) => ({ arg_0: "2 + 2 =", arg_1 });
    const row = {
      ...sample("", 1),
      arguments: { gen_args_0: choice(" 3"), gen_args_1: choice(" 4") },
      resps: [[[-9.5, false]], [[-0.5, true]]],
    };
    expect(convertValid(lmEval, { name: one.name, rows: [row] }, { companions: summaries }).executions).toMatchObject([
      { input: "2 + 2 =", output: "4" },
    ]);
  });
});

describe("older and other releases of lm-eval", () => {
  it.each([
    ["likelihoods that are texts", { resps: [[["-9.5", "False"]], [["-0.5", "True"]]] }],
    [
      "likelihoods without an inner list",
      {
        resps: [
          [-9.5, false],
          [-0.5, true],
        ],
      },
    ],
    ["a text without an inner list", { resps: ["4"] }],
  ])("reads %s, arguments in lists, and metrics that are not listed", (_, more) => {
    const row = {
      doc_id: 1,
      doc: {},
      target: 1,
      arguments: [
        ["2 + 2 =", " 3"],
        ["2 + 2 =", " 4"],
      ],
      acc: 1,
      ...more,
    };
    const { executions } = convertValid(
      lmEval,
      { name: "samples_sums_0.jsonl", rows: [row] },
      { answers: { engine_id: "m", timestamp: 1 } },
    );
    expect(executions).toMatchObject([{ task_id: "sums_0/1", input: "2 + 2 =", output: "4", metrics: { quality_score: 1 } }]);
  });
});

describe("inspect", () => {
  const sample = {
    id: "q1",
    epoch: 2,
    input: "attachment://abc",
    target: "A",
    messages: [{ role: "user", content: "attachment://abc" }],
    output: {
      model: "gpt-4o-mini-2024-07-18",
      choices: [{ message: { role: "assistant", content: "ANSWER: A" }, stop_reason: "stop" }],
      completion: "ANSWER: A",
    },
    scores: { choice: { value: "C", answer: "A" } },
    working_time: 1.5,
    total_time: 9,
    attachments: { abc: "Pick one." },
  };
  const run = { model: "openai/gpt-4o-mini", task: "arc", created: "2025-10-21T01:12:03+02:00", run_id: "r" };

  it("joins the entries of an archive with its header, resolves attachments, and takes C for correct", () => {
    const entry = { name: "log.eval/samples/q1_epoch_2.json", rows: [sample] };
    const header = { name: "log.eval/header.json", rows: [{ version: 2, status: "cancelled", eval: run }] };
    const { executions, records } = convertValid(inspect, entry, {
      companions: [{ name: "other.eval/header.json", rows: [{ eval: { ...run, model: "x" } }] }, header],
    });
    expect(executions).toMatchObject([
      {
        engine_id: "openai/gpt-4o-mini",
        task_id: "arc/q1",
        timestamp: 1_761_001_923,
        input: "Pick one.",
        output: "ANSWER: A",
        messages: [{ content: "Pick one." }, { content: "ANSWER: A" }],
        metrics: { success: true, latency_ms: 1500, quality_score: 1 },
        tags: ["epoch 2"],
      },
    ]);
    expect(records[0]?.proofs).toContainEqual({
      from: "working_time",
      value: 1.5,
      to: "metrics.latency_ms",
      became: 1500,
      because: "Inspect counts seconds",
    });
    expect(convertValid(inspect, header).skipped).toHaveLength(1);
    const start = { name: "log.eval/_journal/start.json", rows: [{ version: 2, eval: run }] };
    expect(convertValid(inspect, entry, { companions: [start] }).executions).toMatchObject([{ engine_id: "openai/gpt-4o-mini" }]);
  });

  it("knows no latency of old logs, and a failed sample in a successful log", () => {
    const { working_time: _, total_time: __, ...old } = sample;
    const failed = { ...old, output: { model: "m", choices: [], completion: "" }, scores: {}, error: { message: "No services started" } };
    const { executions } = convertValid(inspect, {
      name: "log.json",
      rows: [{ version: 2, status: "success", eval: run, samples: [old, failed] }],
    });
    expect(executions[0]?.metrics).toEqual({ success: true, quality_score: 1 });
    expect(executions[1]).toMatchObject({ status: "No services started", output: "", metrics: { success: false } });
  });
});

describe("OpenAI Evals", () => {
  const item = (run: string, model: string, score: number, more: object = {}) => ({
    object: "eval.run.output_item",
    id: `item_${run}`,
    run_id: run,
    eval_id: "eval_1",
    datasource_item_id: 7,
    datasource_item: { question: "2 + 2" },
    created_at: 1_743_471_221,
    status: score > 0 ? "pass" : "fail",
    results: [{ name: "exact", type: "string_check", score, passed: score > 0 }],
    sample: {
      input: [{ role: "user", content: "2 + 2" }],
      output: [{ role: "assistant", content: "4" }],
      model,
      usage: { prompt_tokens: 5, completion_tokens: 1, cached_tokens: 0 },
      finish_reason: "stop",
      error: null,
      ...more,
    },
  });

  it("reads a page of the API and compares runs by their item", () => {
    const page = { object: "list", data: [item("r1", "gpt-4o", 1), item("r2", "gpt-4o-mini", 0)], has_more: false };
    const { executions, comparisons } = convertValid(openaiEvals, { name: "items.json", rows: [page] });
    expect(executions).toMatchObject([
      { engine_id: "gpt-4o", task_id: "eval_1/7", timestamp: 1_743_471_221, metrics: { success: true, quality_score: 1, input_tokens: 5 } },
      { engine_id: "gpt-4o-mini", metrics: { success: true, quality_score: 0 } },
    ]);
    expect(comparisons).toMatchObject([{ winner: { engine_id: "gpt-4o", score: 1 } }]);
  });

  it("compares runs that were exported to files of their own, once", () => {
    const [a, b] = [
      { name: "a.jsonl", rows: [item("r1", "gpt-4o", 1)] },
      { name: "b.jsonl", rows: [item("r2", "gpt-4o-mini", 0)] },
    ];
    expect(convertValid(openaiEvals, a, { companions: [b] }).comparisons).toHaveLength(1);
    expect(convertValid(openaiEvals, b, { companions: [a] }).comparisons).toHaveLength(0);
  });

  it("takes an error of the model for a failure, and a grader on another scale by whether it passed", () => {
    const graded = { ...item("r1", "gpt-4o", 1), results: [{ name: "rubric", score: 6, passed: true }] };
    const failed = item("r2", "gpt-4o", 0, { error: { code: "500", message: "overloaded" }, output: [] });
    expect(convertValid(openaiEvals, { name: "a.jsonl", rows: [graded, failed] }).executions).toMatchObject([
      { metrics: { success: true, quality_score: 1 } },
      { status: "overloaded", metrics: { success: false } },
    ]);
  });

  it("reads items of agents that Azure ran", () => {
    const row = {
      object: "eval.run.output_item",
      id: "1",
      run_id: "r",
      eval_id: "e",
      status: "completed",
      datasource_item: { query: "Weather?", "sample.output_text": "Sunny." },
      results: [{ type: "azure_ai_evaluator", name: "Coherence", score: 4, label: "pass" }],
    };
    const { executions } = convertValid(
      openaiEvals,
      { name: "items.jsonl", rows: [row] },
      { answers: { engine_id: "agent", timestamp: 1 } },
    );
    expect(executions).toMatchObject([{ input: "Weather?", output: "Sunny.", metrics: { success: true, quality_score: 1 } }]);
  });

  it("leaves tasks out that nobody answered", () => {
    const { skipped } = convertValid(openaiEvals, {
      name: "tasks.jsonl",
      rows: [{ input: [{ role: "user", content: "2 + 2" }], ideal: "4" }],
    });
    expect(skipped).toMatchObject([{ why: "a task without an answer" }]);
  });
});
