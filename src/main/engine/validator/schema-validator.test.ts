import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SchemaValidator } from "./schema-validator.ts";

const validator = new SchemaValidator();
const execution = {
  schema_version: 1,
  trace_id: "t",
  engine_id: "e",
  timestamp: 1_670_000_000,
  input: "",
  output: "",
  metrics: { success: true },
};
const comparison = { comparison_id: "c", query: "q", candidates: [{ engine_id: "a", output: "" }] };
const sample = {
  sample_id: "s",
  created_at: 1,
  source_trace_id: "t",
  tier: "gold",
  input: "",
  output: "",
  validation: { quality_score: 1, validated: true },
};

const lineOf = (record: object) => JSON.stringify(record);
const metrics = (more: object) => lineOf({ ...execution, metrics: { success: true, ...more } });

/** The design's section 4, byte for byte. */
const exampleLines = [
  '{"schema_version":1,"trace_id":"t-123","task_id":"task-1","engine_id":"gpt-x","timestamp":1670000000,"input":"hello","output":"hi","metrics":{"latency_ms":42,"success":true}}',
  '{"comparison_id":"c-1","query":"translate this","candidates":[{"engine_id":"a","output":"...","metrics":{"latency_ms":20,"quality_score":0.7}},{"engine_id":"b","output":"...","metrics":{"latency_ms":35,"quality_score":0.9}}],"winner":{"engine_id":"b","score":0.9}}',
  '{"sample_id":"s-1","created_at":1670000100,"source_trace_id":"t-123","tier":"gold","input":"hello","output":"hi","validation":{"quality_score":0.95,"validated":true}}',
];

describe("accepted lines", () => {
  it.each([
    ["engine_execution", exampleLines[0]],
    ["comparison_result", exampleLines[1]],
    ["training_sample", exampleLines[2]],
    ["engine_execution", lineOf(execution)],
    ["engine_execution", metrics({ latency_ms: 10_000_000_000, memory_mb: 0, cpu_percent: 800, quality_score: 1 })],
    ["engine_execution", lineOf({ ...execution, more: { anything: [1, { deep: null }] }, trace_id: "é".repeat(512) })],
    [
      "engine_execution",
      '{"__proto__":{"x":1},"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1,"input":"","output":"\\ud800","metrics":{"success":false}}',
    ],
    ["comparison_result", lineOf(comparison)],
    [
      "comparison_result",
      lineOf({ ...comparison, candidates: [...comparison.candidates, ...comparison.candidates], winner: { engine_id: "a", score: 0 } }),
    ],
    ["training_sample", lineOf(sample)],
  ] as const)("%s %#", (kind, line) => {
    expect(validator.validateLine(line ?? "", "auto")).toMatchObject({ valid: true, kind });
  });
});

describe("optional properties of any shape stay valid, as they were before they had a meaning", () => {
  const names = ["messages", "tags", "source"];
  const measured = ["input_tokens", "output_tokens", "cached_input_tokens", "reasoning_tokens", "ttft_ms", "cost_usd", "cache_hit"];
  const withAll = (keys: readonly string[], value: fc.JsonValue) => Object.fromEntries(keys.map((key) => [key, value]));

  it("whatever they hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const metrics = withAll(measured, value);
        const optional = withAll(names, value);
        const candidate = { ...comparison.candidates[0], metrics, messages: value };
        for (const record of [
          { ...execution, ...optional, metrics: { success: true, ...metrics } },
          { ...comparison, ...optional, candidates: [candidate] },
          { ...sample, ...optional },
        ])
          expect(validator.validateLine(lineOf(record), "auto")).toMatchObject({ valid: true });
      }),
    );
  });

  it("and decide nothing about a record's kind, or about its other errors", () => {
    const conversation = { messages: [{ role: "user", content: "hi" }], tags: ["a"], source: { dialect: "chat" } };
    expect(validator.validateLine(lineOf(conversation), "auto")).toMatchObject({ valid: false, kind: null });
    expect(validator.validateLine(lineOf({ ...execution, ...conversation, trace_id: "" }), "auto")).toMatchObject({
      valid: false,
      findings: [{ pointer: "/trace_id" }],
    });
  });
});

describe("refused lines, with pointer and rule", () => {
  const { trace_id: _, ...withoutTrace } = execution;
  it.each([
    ["", "json", "not json"],
    ["", "json", "{'a':1}"],
    ["", "json", '{"a":1}{"a":1}'],
    ["", "json", '{"a":NaN}'],
    ["", "object", "null"],
    ["", "object", "[]"],
    ["", "object", '"text"'],
    ["", "kind", "{}"],
    ["", "kind", '{"a":1}'],
    ["/trace_id", "required", lineOf(withoutTrace)],
    ["/trace_id", "minLength", lineOf({ ...execution, trace_id: "" })],
    ["/trace_id", "maxLength", lineOf({ ...execution, trace_id: "x".repeat(513) })],
    ["/timestamp", "maximum", lineOf({ ...execution, timestamp: 1_670_000_000_000 })],
    ["/timestamp", "type", lineOf({ ...execution, timestamp: 1.5 })],
    ["/schema_version", "const", lineOf({ ...execution, schema_version: 2 })],
    ["/metrics/latency_ms", "maximum", metrics({ latency_ms: 10_000_000_001 })],
    ["/metrics/latency_ms", "type", metrics({ latency_ms: null })],
    ["/metrics/quality_score", "maximum", metrics({ quality_score: 7 })],
    ["/metrics/cpu_percent", "minimum", metrics({ cpu_percent: -5 })],
    ["/candidates", "minItems", lineOf({ ...comparison, candidates: [] })],
    ["/winner/engine_id", "winner", lineOf({ ...comparison, winner: { engine_id: "z", score: 1 } })],
    ["/tier", "enum", lineOf({ ...sample, tier: "platinum" })],
  ])("%s %s", (pointer, rule, line) => {
    const validation = validator.validateLine(line, "auto");
    expect(validation).toMatchObject({ valid: false, findings: expect.arrayContaining([expect.objectContaining({ pointer, rule })]) });
  });

  it("explains how to fix milliseconds, and lists every error of a record", () => {
    const validation = validator.validateLine(lineOf({ ...execution, timestamp: 1_670_000_000_000, input: null }), "auto");
    const findings = validation.valid ? [] : validation.findings;
    expect(findings).toHaveLength(2);
    expect(findings.find(({ pointer }) => pointer === "/timestamp")?.fix).toContain("1670000000");
  });

  it("survives 100 000 brackets, alone and inside a record", () => {
    expect(validator.validateLine("[".repeat(100_000), "auto")).toMatchObject({ valid: false });
    const deep = `{"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true},"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(validator.validateLine(deep, "auto")).toMatchObject({ valid: false, findings: [{ rule: "nesting" }] });
    // Fifteen million would take gigabytes to parse.
    expect(validator.validateLine("[".repeat(15_000_000), "auto")).toMatchObject({ valid: false, findings: [{ rule: "nesting" }] });
    const brackets = `${"[{".repeat(1000)}\\\\"`.repeat(50);
    expect(validator.validateLine(lineOf({ ...execution, input: brackets }), "auto")).toMatchObject({ valid: true });
  });
});
