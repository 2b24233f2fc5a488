import { describe, expect, it } from "vitest";
import { binRows, edgeLabel, edgeTicks, getOutlined, largestShare } from "./distribution-data.ts";

const distribution = {
  edgesMs: [1, 10, 100, 1000, 10_000],
  engines: [
    { engineId: "a", n: 4, counts: [0, 3, 1, 0] },
    { engineId: "b", n: 10, counts: [0, 0, 10, 0] },
    { engineId: "unknown", n: 0, counts: [0, 0, 0, 0] },
  ],
};
const drawn = [
  { engineId: "b", place: 1 },
  { engineId: "a", place: 0 },
  { engineId: "unknown", place: 2 },
];

describe("latency distribution", () => {
  it("heights are shares of the engine's own n", () => {
    const rows = binRows(distribution, drawn);
    expect(rows[0]).toMatchObject({ fromMs: 10, toMs: 100, e0: 0.75, e1: 0 });
    expect(rows[1]).toMatchObject({ fromMs: 100, toMs: 1000, e0: 0.25, e1: 1 });
    for (const key of ["e0", "e1"]) expect(rows.reduce((sum, row) => sum + Number(row[key]), 0)).toBeCloseTo(1, 12);
  });

  it("leaves empty ends out and closes the last step at zero", () => {
    const rows = binRows(distribution, drawn);
    expect(rows.map((row) => row.edge)).toEqual([1, 2, 3]);
    expect(rows.at(-1)).toMatchObject({ fromMs: 1000, e0: 0, e1: 0, bins: [] });
  });

  it("draws no engine without known latencies, and nothing at all when none has any", () => {
    expect(binRows(distribution, drawn)[0]).not.toHaveProperty("e2");
    expect(binRows(distribution, [{ engineId: "unknown", place: 0 }])).toEqual([]);
  });

  it("outlines only engines that the rows have, whatever was chosen since they were asked for", () => {
    const rows = binRows(distribution, drawn);
    const chosen = [{ engineId: "new", place: 3 }, ...drawn];
    expect(getOutlined(rows, chosen)).toEqual([
      { engineId: "b", place: 1, index: 1 },
      { engineId: "a", place: 0, index: 2 },
    ]);
    expect(getOutlined([], chosen)).toEqual([]);
  });

  it("knows its highest step", () => {
    expect(largestShare(binRows(distribution, drawn))).toBe(1);
    expect(largestShare([])).toBe(0);
  });

  it("labels a few edges", () => {
    const rows = binRows(distribution, drawn);
    expect(edgeTicks(rows, 2)).toEqual([1, 3]);
    expect(edgeLabel(rows, 2)).toBe("100 ms");
    expect(edgeTicks([], 5)).toEqual([]);
  });
});
