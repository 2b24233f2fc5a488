import { describe, expect, it } from "vitest";
import type { ImportPreview } from "../../../../contract/index.ts";
import { completePlan, describeObstacle, describeSample, listDialects, parseConstant, pickProofs, withAnswer, withRule } from "./plan.ts";

const preview: ImportPreview = {
  file: "a.csv",
  steps: [],
  fileTimeSeconds: 1,
  sampledRows: 5,
  plan: { dialect: "custom", answers: {}, mapping: { engine: { from: "model" } } },
  takenFor: null,
  detected: [{ name: "b", title: "B", confidence: 0.4 }],
  dialects: [
    { name: "a", title: "A" },
    { name: "b", title: "B" },
  ],
  rows: [],
  records: { engine_execution: 0, comparison_result: 0, training_sample: 0 },
  skipped: [],
  rejected: 0,
  asks: [],
  fields: [],
  proposal: null,
};
const two = { ...preview.records, engine_execution: 2 };

describe("the plan of a file that waits", () => {
  it("has the proposed mapping until one is edited", () => {
    expect(completePlan(null, preview)).toEqual(preview.plan);
    const answered = { dialect: "custom", answers: { engine_id: "x" } };
    expect(completePlan(answered, preview)?.mapping).toEqual({ engine: { from: "model" } });
    expect(completePlan({ ...answered, mapping: {} }, preview)?.mapping).toEqual({});
    expect(completePlan({ dialect: "a", answers: {} }, preview)).toEqual({ dialect: "a", answers: {} });
  });

  it("loses a rule or an answer that is taken away", () => {
    const plan = withRule({ dialect: "a", answers: { success: true } }, "latency", { from: "took", unit: "s" });
    expect(plan.mapping).toEqual({ latency: { from: "took", unit: "s" } });
    expect(withRule(plan, "latency", undefined).mapping).toEqual({});
    expect(withAnswer(plan, "success", undefined).answers).toEqual({});
  });

  it("takes numbers where the field is one", () => {
    expect(parseConstant("latency", "1.5")).toBe(1.5);
    expect(parseConstant("engine", "4")).toBe("4");
    expect(parseConstant("quality", "")).toBe("");
  });
});

describe("what a sample says", () => {
  it("stops what would bring in nothing, and lets known non-records through", () => {
    expect(describeObstacle({ ...preview, plan: null })).toMatch(/Choose/);
    expect(describeObstacle({ ...preview, asks: ["engine_id"] })).toBe("Its rows do not say the engine.");
    expect(describeObstacle({ ...preview, rejected: 5 })).toMatch(/rejected/);
    expect(describeObstacle({ ...preview, skipped: [{ why: "header", rows: 5 }] })).toBeNull();
    expect(describeObstacle({ ...preview, records: two, asks: ["engine_id"], rejected: 1 })).toBeNull();
  });

  it("counts records, other rows and rejected ones", () => {
    const sample = { ...preview, records: two, skipped: [{ why: "header", rows: 1 }], rejected: 2 };
    expect(describeSample(sample)).toBe("2 executions; 1 row skipped (1 header); 2 rows rejected");
  });

  it("shows each conclusion once, and every dialect once with the likely first", () => {
    const proof = { from: "t", value: "1", to: "metrics.latency_ms", became: "1000", because: "seconds" };
    const row = { row: 1, before: "", after: [], finding: null, proofs: [proof, { ...proof, value: "2" }] };
    expect(pickProofs([row, row])).toEqual([proof]);
    expect(listDialects(preview).map(({ value }) => value)).toEqual(["b", "a", "custom"]);
  });
});
