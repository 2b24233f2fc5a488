import { describe, expect, it } from "vitest";
import type { SampleDetail } from "../../contract/index.ts";
import { applyToSample, applyToSampleRow } from "./sample-marks.ts";

const sample: SampleDetail = {
  row: {
    ref: "r-1",
    sampleId: "s-1",
    tier: "bronze",
    createdAtS: 1,
    sourceTraceId: "t",
    quality: 0.5,
    validated: true,
    origin: "person",
    edited: false,
    inputHead: "in",
    outputHead: "out",
  },
  input: "in",
  output: "out",
  raw: "{}",
  engineId: "",
  comparison: null,
  provenance: [],
};

describe("a sample with an action in force", () => {
  it("changes tier", () => {
    expect(applyToSampleRow(sample.row, { type: "retier", sample: "r-1", tier: "gold" })?.tier).toBe("gold");
  });

  it("takes an edit of one side and leaves the other", () => {
    const edited = applyToSample(sample, { type: "edit", sample: "r-1", output: "better" });
    expect(edited).toMatchObject({ input: "in", output: "better", row: { edited: true, inputHead: "in", outputHead: "better" } });
  });

  it("leaves the dataset when demoted", () => {
    expect(applyToSample(sample, { type: "demote", sample: "r-1" })).toBeNull();
  });

  it("is untouched by what is about another sample", () => {
    expect(applyToSample(sample, { type: "demote", sample: "r-2" })).toBe(sample);
  });
});
