import { describe, expect, it } from "vitest";
import { countPlacements } from "./placements.ts";

describe("placements", () => {
  it("count pairs, equal values half", () => {
    const { share, variances, m, n } = countPlacements(Float64Array.of(1, 2, 4), Float64Array.of(2, 3));
    expect([m, n, share]).toEqual([3, 2, 2.5 / 6]);
    // Places 0, 0.25 and 1 in the other; there 0.5 and 2/3.
    expect(variances[0]).toBeCloseTo(0.270_833, 5);
    expect(variances[1]).toBeCloseTo(0.013_889, 5);
  });
});
