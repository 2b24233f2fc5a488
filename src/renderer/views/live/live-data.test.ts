import { describe, expect, it } from "vitest";
import { barHeights, computeRate } from "./live-data.ts";

describe("rates", () => {
  it("are the mean of the last five complete seconds, without the current one", () => {
    expect(computeRate([0, 100, 10, 20, 30, 40, 50, 999])).toBe(30);
    expect(computeRate([7])).toBe(0);
    expect(computeRate([])).toBe(0);
  });

  it("become bars between 0 and 1, filled up on the left", () => {
    const bars = barHeights([5, 10], 4);
    expect(bars).toEqual([0, 0, 0.5, 1]);
    expect(barHeights(Array.from({ length: 90 }, () => 3))).toHaveLength(60);
    expect(Math.max(...barHeights([0, 0]))).toBe(0);
  });
});
