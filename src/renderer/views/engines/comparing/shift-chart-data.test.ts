import { expect, it } from "vitest";
import { toShiftChart, toTicks } from "./shift-chart-data.ts";

const row = (percentile: number, value: number | null, low: number | null, high: number | null) => ({
  percentile,
  a: 1,
  b: 2,
  difference: { value, low, high, verdict: "none" as const },
});

it("the chart has points where there are values, and a band where both ends are known", () => {
  const chart = toShiftChart([row(10, 5, 1, 9), row(50, 10, 2, 18), row(95, 30, 20, null), row(99, 40, 10, 95)]);
  expect(chart.points.map(({ x }) => x)).toEqual([0, 1 / 3, 2 / 3, 1]);
  expect(chart.bands.map((band) => band.map(({ percentile }) => percentile))).toEqual([[10, 50], [99]]);
  expect(chart.ticks).toEqual([0, 50, 100]);
  expect(toShiftChart([row(50, null, null, null)])).toEqual({ points: [], bands: [], ticks: [0, 0.5] });
});

it("ticks are round, and hold zero and every value", () => {
  expect(toTicks(-130, 310)).toEqual([-200, 0, 200, 400]);
  expect(toTicks(0, 0.3)).toEqual([0, 0.1, 0.2, 0.30000000000000004]);
  expect(toTicks(-7, -1)).toEqual([-8, -6, -4, -2, 0]);
  expect(toTicks(-8, 0)).toEqual([-8, -6, -4, -2, 0]);
});
