import { describe, expect, it } from "vitest";
import { binAt, cumulative, justBelow, largestShare, toBins } from "./steps.ts";

const distribution = {
  edgesMs: [0, 1, 10, 100, 1000, 10_000],
  engines: [
    { engineId: "a", n: 5, counts: [1, 0, 3, 1, 0] },
    { engineId: "b", n: 10, counts: [0, 0, 0, 10, 0] },
    { engineId: "unknown", n: 0, counts: [0, 0, 0, 0, 0] },
  ],
};

describe("latency distribution", () => {
  it("has the drawn engines with a latency, in the order they are drawn", () => {
    expect(toBins(distribution, ["b", "new", "unknown", "a"]).engines.map(({ engineId }) => engineId)).toEqual(["b", "a"]);
  });

  it("merges bins and loses no count; zeros keep a bin of their own", () => {
    const bins = toBins(distribution, ["a"], 3);
    expect(bins.edgesMs).toEqual([0, 1, 1000, 10_000]);
    expect(bins.engines[0]?.counts).toEqual([1, 4, 0]);
    expect(toBins({ edgesMs: [], engines: [] }, ["a"]).edgesMs).toEqual([]);
  });

  it("counts what is below each edge", () => {
    const [a] = toBins(distribution, ["a"]).engines;
    expect(a && cumulative(a)).toEqual([0, 1, 1, 4, 5, 5]);
  });

  it("knows its highest step and the bin of a latency", () => {
    expect(largestShare(toBins(distribution, ["a", "b"]))).toBe(1);
    expect([-1, 0, 9.9, 10, 99_999].map((ms) => binAt(distribution.edgesMs, ms))).toEqual([0, 0, 1, 2, 4]);
  });

  it("finds the number just below", () => {
    for (const ms of [1, 1.5, 1000, 0.1]) {
      expect(justBelow(ms)).toBeLessThan(ms);
      expect((justBelow(ms) + ms) / 2 === ms || (justBelow(ms) + ms) / 2 === justBelow(ms)).toBe(true);
    }
  });
});
