import { expect, it } from "vitest";
import { toClass, toGrid, toLabels, toPaths, toThresholds } from "./heat-grid.ts";

const heat = {
  bucketSeconds: 60,
  edgesMs: [0, 10, 100, 1000, 10_000],
  engines: [
    {
      engineId: "a",
      n: 12,
      cells: [
        { startS: 120, bin: 0, count: 1 },
        { startS: 120, bin: 3, count: 9 },
        { startS: 300, bin: 1, count: 2 },
      ],
    },
  ],
};
const size = { width: 472, height: 242, small: false };

it("classes are steps of ratio from 1 to the largest, and never more than there are counts", () => {
  expect(toThresholds(100_000)).toEqual([1, 10, 100, 1000, 10_000]);
  expect(toThresholds(3)).toEqual([1, 2, 3]);
  expect(toThresholds(1)).toEqual([1]);
  expect([1, 9, 10, 99_999].map((count) => toClass(count, toThresholds(100_000)))).toEqual([0, 0, 1, 4]);
  expect(toLabels([1, 2, 10], 12, String)).toEqual(["1", "2–9", "10–12"]);
  expect(toLabels([1], 1, String)).toEqual(["1"]);
});

it("a place leads to its cell and back, and places outside to the nearest", () => {
  const grid = toGrid(size, heat);
  for (const { startS, bin } of heat.engines[0]?.cells ?? [])
    expect(grid.at(grid.x(startS) + grid.bucketPx / 2, grid.y(bin) + grid.rowPx / 2)).toEqual({ startS, bin });
  expect(grid.at(-50, 9999)).toEqual({ startS: 120, bin: 0 });
  expect(grid.at(9999, -50)).toEqual({ startS: 300, bin: 3 });
});

it("ticks of latency stand at the edges of their bins, zeros by themselves", () => {
  const grid = toGrid(size, heat);
  const at = new Map(grid.yTicks.map(({ at: y, label }) => [label, y]));
  expect(at.get("0 ms")).toBeCloseTo(grid.y(0) + grid.rowPx / 2, 9);
  expect(at.get("100 ms")).toBeCloseTo(grid.y(1), 9);
  expect(at.get("1 s")).toBeCloseTo(grid.y(2), 9);
});

it("each class of an engine is one path; a single time and latency have a grid, too", () => {
  const [engine] = heat.engines;
  const paths = engine === undefined ? [] : toPaths(engine, toGrid(size, heat), [1, 2, 5]);
  expect(paths.map((path) => path.split("M").length - 1)).toEqual([1, 1, 1]);
  const lone = { bucketSeconds: 1, edgesMs: [250, 250.1], engines: [{ engineId: "a", n: 2, cells: [{ startS: 7, bin: 0, count: 2 }] }] };
  const grid = toGrid(size, lone);
  expect(grid.at(200, 100)).toEqual({ startS: 7, bin: 0 });
  expect(grid.yTicks.every(({ at }) => Number.isFinite(at))).toBe(true);
});
