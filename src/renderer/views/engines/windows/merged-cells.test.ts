import { expect, it } from "vitest";
import { type BothStats, countCell, latencyCell, percentileCell, successCell } from "./merged-cells.ts";

const latencyMs = {
  n: 9,
  min: 1,
  max: 900,
  avg: 120,
  percentiles: [
    { estimate: 101, low: 90, high: 110 },
    { estimate: null, low: 300, high: 500 },
  ],
  cachedN: 0,
  withoutDigest: 0,
};
const merged: BothStats = {
  windows: 3,
  count: 10,
  successCount: 9,
  successRate: 0.9,
  latencyMs,
  quality: { n: 0, mean: null },
  exact: null,
};
const exact = {
  count: 10,
  successCount: 9,
  latencyMs: { n: 9, min: 1, max: 900, avg: 120 + 1e-11, percentiles: [100, 400] },
  quality: merged.quality,
};

it("what agrees says nothing more; a percentile says the exact one, and how far the estimate is from it", () => {
  const both = { ...merged, exact };
  expect([countCell(both), successCell(both), latencyCell(both, "avg")]).toEqual([
    { text: "10", below: "" },
    { text: "9 · 90.0%", below: "" },
    { text: "120 ms", below: "" },
  ]);
  expect(percentileCell(both, 0)).toEqual({ text: "≈ 101 ms", below: "exact 100 ms (+1.0%)" });
  expect(percentileCell({ ...both, latencyMs: { ...latencyMs, percentiles: [{ estimate: 99.99, low: 90, high: 110 }] } }, 0).below).toBe(
    "exact 100 ms (<0.1%)",
  );
  expect(percentileCell(both, 1)).toEqual({ text: "—", below: "exact 400 ms" });
});

it("what differs is told; without the events a percentile says between which windows it lies", () => {
  const other = { ...merged, exact: { ...exact, count: 12, successCount: 11, latencyMs: { ...exact.latencyMs, max: 1000 } } };
  expect(countCell(other)).toEqual({ text: "10", below: "exact 12 (−2)", differs: true });
  expect(successCell(other)).toMatchObject({ below: "exact 11", differs: true });
  expect(latencyCell(other, "max")).toMatchObject({ below: "exact 1.00 s", differs: true });
  expect(percentileCell(merged, 0)).toEqual({ text: "≈ 101 ms", below: "90.0–110 ms" });
  expect(percentileCell({ ...merged, windows: 1 }, 0).below).toBe("");
  expect(countCell(merged).below).toBe("");
});
