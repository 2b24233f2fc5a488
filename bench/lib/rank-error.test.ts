import { describe, expect, it } from "vitest";
import { exactPercentile, rankErrorPoints } from "./rank-error.ts";

const toThousand = Array.from({ length: 1000 }, (_, i) => i + 1);

describe("the rank error", () => {
  it("is 0 for the exact answer at every percentile", () => {
    for (const percentile of [1, 50, 95, 99, 99.9, 100])
      expect(rankErrorPoints(toThousand, exactPercentile(toThousand, percentile), percentile)).toBe(0);
  });

  it("is the distance of ranks in percentage points", () => {
    expect(rankErrorPoints(toThousand, 970.5, 95)).toBeCloseTo(1.9, 6);
    expect(rankErrorPoints(toThousand, 930.5, 95)).toBeCloseTo(1.9, 6);
    expect(rankErrorPoints(toThousand, 1e9, 50)).toBeCloseTo(49.9, 6);
  });

  it("is 0 anywhere in a run of equal values", () => {
    const flat = [...new Array<number>(600).fill(10), ...new Array<number>(400).fill(20)];
    expect(rankErrorPoints(flat, 10, 30)).toBe(0);
    expect(rankErrorPoints(flat, 10, 59.9)).toBe(0);
    expect(rankErrorPoints(flat, 20, 30)).toBeGreaterThan(29);
  });
});

it("the exact percentile is interpolated", () => {
  expect(exactPercentile([1, 2, 3, 4], 50)).toBe(2.5);
  expect(exactPercentile([5], 99)).toBe(5);
});
