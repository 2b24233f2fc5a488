import { describe, expect, it } from "vitest";
import { tooFewFor } from "./columns.ts";

describe("percentiles of few values", () => {
  it("p95 needs 20 and p99 needs 100", () => {
    expect(tooFewFor(95, 19)).toMatch(/p95 of 19 values.*at least 20/);
    expect(tooFewFor(95, 20)).toBeNull();
    expect(tooFewFor(99, 99)).toMatch(/p99 of 99 values.*at least 100/);
    expect(tooFewFor(99, 100)).toBeNull();
  });

  it("holds for any percentile at or above", () => {
    expect(tooFewFor(97.5, 19)).not.toBeNull();
    expect(tooFewFor(97.5, 50)).toBeNull();
    expect(tooFewFor(99.9, 99)).not.toBeNull();
    expect(tooFewFor(99.9, 100)).toBeNull();
  });

  it("lower percentiles are never greyed", () => {
    expect(tooFewFor(50, 1)).toBeNull();
    expect(tooFewFor(94.9, 1)).toBeNull();
  });

  it("speaks of one value in the singular", () => {
    expect(tooFewFor(95, 1)).toMatch(/of 1 value is/);
  });
});
