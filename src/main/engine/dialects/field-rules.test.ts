import { describe, expect, it } from "vitest";
import { type FieldRule, type MappingTarget, mappingTargets, type RecordKind } from "../../../contract/index.ts";
import { applyRules } from "./field-rules.ts";

const records: Record<RecordKind, object> = {
  engine_execution: {
    engine_id: "e",
    task_id: "t",
    timestamp: 1,
    input: "i",
    output: "o",
    metrics: { success: true, latency_ms: 1, quality_score: 0.5 },
  },
  comparison_result: { query: "q", candidates: [{ engine_id: "a" }, { engine_id: "b" }], winner: { engine_id: "a", score: 1 } },
  training_sample: { created_at: 1, input: "i", output: "o", validation: { quality_score: 0.5, validated: true } },
};
const apply = (kind: RecordKind, target: MappingTarget, value: unknown, rule: FieldRule = { from: "x" }) =>
  applyRules(kind, structuredClone(records[kind]) as Record<string, unknown>, { x: value }, { [target]: rule });

describe("a mapped value", () => {
  it.each<[RecordKind, MappingTarget, unknown, object]>([
    ["engine_execution", "engine", 7, { engine_id: "7" }],
    ["engine_execution", "task", "u", { task_id: "u" }],
    ["engine_execution", "time", "2026-01-01T00:00:00Z", { timestamp: 1_767_225_600 }],
    ["engine_execution", "latency", "2", { metrics: { success: true, latency_ms: 2, quality_score: 0.5 } }],
    ["engine_execution", "latency", null, { metrics: { success: true, quality_score: 0.5 } }],
    ["engine_execution", "success", "failed", { metrics: { success: false, latency_ms: 1, quality_score: 0.5 } }],
    ["engine_execution", "quality", "", { metrics: { success: true, latency_ms: 1 } }],
    ["engine_execution", "ttft", "3", { metrics: { success: true, latency_ms: 1, ttft_ms: 3, quality_score: 0.5 } }],
    ["engine_execution", "input_tokens", "12", { metrics: { success: true, latency_ms: 1, quality_score: 0.5, input_tokens: 12 } }],
    ["engine_execution", "output_tokens", null, {}],
    ["engine_execution", "cost", "$0.0012", { metrics: { success: true, latency_ms: 1, quality_score: 0.5, cost_usd: 0.0012 } }],
    ["engine_execution", "success", "Timeout", { metrics: { success: false, latency_ms: 1, quality_score: 0.5 } }],
    ["engine_execution", "input", { a: 1 }, { input: '{"a":1}' }],
    ["engine_execution", "output", null, { output: "" }],
    ["comparison_result", "input", "why", { query: "why" }],
    ["comparison_result", "winner", "model_b", { winner: { engine_id: "b", score: 1 } }],
    ["training_sample", "time", 1_700_000_000, { created_at: 1_700_000_000 }],
    ["training_sample", "quality", 1, { validation: { quality_score: 1, validated: true } }],
    ["training_sample", "input", "why", { input: "why" }],
  ])("of %s as %s: %j", (kind, target, value, changed) => {
    const { record, problem } = apply(kind, target, value);
    expect(problem).toBeNull();
    expect(record).toEqual({ ...records[kind], ...changed });
  });

  it("that is missing takes a task or a winner away", () => {
    expect(apply("engine_execution", "task", null).record).not.toHaveProperty("task_id");
    expect(apply("comparison_result", "winner", "tie").record).not.toHaveProperty("winner");
  });

  it.each<[RecordKind, MappingTarget, unknown, string]>([
    ["engine_execution", "engine", null, "a name"],
    ["engine_execution", "time", "soon", "a time"],
    ["comparison_result", "time", "soon", "a time"],
    ["training_sample", "time", undefined, "a time"],
    ["engine_execution", "latency", -1, "a duration"],
    ["engine_execution", "latency", "fast", "a duration"],
    ["engine_execution", "success", "perhaps", "a success or failure"],
    ["engine_execution", "quality", 5, "a number from 0 to 1"],
    ["engine_execution", "ttft", "soon", "a duration"],
    ["engine_execution", "input_tokens", 1.5, "a number of tokens"],
    ["engine_execution", "output_tokens", "many", "a number of tokens"],
    ["engine_execution", "cost", -1, "a cost in US dollars"],
    ["training_sample", "quality", "good", "a number from 0 to 1"],
    ["comparison_result", "winner", "model_c", "one of the candidates"],
  ])("of %s as %s: %j is not what it is mapped to", (kind, target, value, wanted) => {
    expect(apply(kind, target, value).problem).toMatchObject({
      pointer: "/x",
      rule: "mapping",
      message: expect.stringContaining(`not ${wanted}.`),
    });
  });

  it("is read in the unit of its rule", () => {
    expect(apply("engine_execution", "latency", 2, { from: "x", unit: "s" }).record.metrics).toMatchObject({ latency_ms: 2000 });
  });

  it.each([
    ["error", null, true],
    ["error", "", true],
    ["call.error_message", "timeout", false],
    ["is_error", "false", true],
    ["failed", 1, false],
    ["error", { code: 500 }, false],
    ["status", "timeout", false],
    ["status", "completed", true],
  ])("of %s that is %j says that success is %s", (from, value, success) => {
    const row = from.includes(".") ? { call: { error_message: value } } : { [from]: value };
    const { record, problem } = applyRules("engine_execution", { metrics: {} }, row, { success: { from } });
    expect(problem).toBeNull();
    expect(record.metrics).toEqual({ success });
  });

  it.each([
    ["812ms", "s", 812],
    ["0,8", "s", 800],
    ["1.5 s", "ms", 1500],
    ["1,234.5", "ms", 1234.5],
  ] as const)("of %s as a latency in %s is %d ms", (value, unit, ms) => {
    expect(apply("engine_execution", "latency", value, { from: "x", unit }).record.metrics).toMatchObject({ latency_ms: ms });
  });

  it("that may be 1.234 or 1234 is not guessed", () => {
    expect(apply("engine_execution", "latency", "1,234").problem).toMatchObject({ rule: "mapping" });
  });

  it("of a target that the kind does not have changes nothing", () => {
    for (const target of mappingTargets.filter((one) => !["time", "input", "winner"].includes(one)))
      expect(apply("comparison_result", target, "?")).toEqual({ record: records.comparison_result, problem: null });
  });
});
