import { describe, expect, it } from "vitest";
import { formatTick } from "../../components/format.ts";
import { latencyAxis } from "./latency-axis.ts";

describe("linear latency axis", () => {
  it("starts at 0 and ends on a round number at or above the largest", () => {
    const axis = latencyAxis([120, 3810], false);
    expect(axis.domain).toEqual([0, 4000]);
    expect(axis.ticks).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(axis.place(3810)).toBe(3810);
  });

  it("stands without any values and with zeros only", () => {
    for (const values of [[], [0]]) {
      const { domain } = latencyAxis(values, false);
      expect(domain[1]).toBeGreaterThan(domain[0]);
    }
  });
});

describe("logarithmic latency axis", () => {
  it("has equal steps for equal ratios", () => {
    const axis = latencyAxis([12, 9000], true);
    expect(axis.place(1000) - axis.place(100)).toBeCloseTo(axis.place(100) - axis.place(10), 9);
    expect(axis.domain[0]).toBeLessThanOrEqual(axis.place(12));
    expect(axis.domain[1]).toBeGreaterThanOrEqual(axis.place(9000));
    for (const tick of axis.ticks) {
      expect(tick).toBeGreaterThanOrEqual(axis.domain[0] - 1e-9);
      expect(tick).toBeLessThanOrEqual(axis.domain[1] + 1e-9);
    }
  });

  it("puts 0 ms on the lower edge and says so", () => {
    const axis = latencyAxis([0, 100, 200], true);
    expect(axis.place(0)).toBe(axis.domain[0]);
    expect(axis.zeroOnEdge).toBe(true);
    expect(latencyAxis([1, 2], true).zeroOnEdge).toBe(false);
  });

  it("stays finite with zeros only, one value and a span of ten decades", () => {
    for (const values of [[0], [5], [0.001, 1e10]]) {
      const axis = latencyAxis(values, true);
      expect(axis.domain.every(Number.isFinite)).toBe(true);
      expect(axis.domain[1]).toBeGreaterThan(axis.domain[0]);
      expect(axis.ticks.length).toBeLessThanOrEqual(10);
      expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
    }
  });

  it("labels a tick with its latency and unit", () => {
    expect(latencyAxis([100, 900], true).label(2)).toBe("100 ms");
    expect(formatTick(2000)).toBe("2 s");
    expect(formatTick(0.5)).toBe("0.5 ms");
    expect(formatTick(200_000)).toBe("200 s");
    expect(formatTick(5_000_000)).toBe("5,000 s");
    expect(formatTick(0)).toBe("0 ms");
  });
});
