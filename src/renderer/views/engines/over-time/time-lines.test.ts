import { describe, expect, it } from "vitest";
import type { EngineSeries } from "../../../../contract/index.ts";
import { latencyAxis } from "../latency-axis.ts";
import { toGeometry } from "./geometry.ts";
import { bandPath, barsPath, linePath } from "./paths.ts";
import { nearestStart, toLatencies, toRuns, toTimeLines } from "./time-lines.ts";

const series: EngineSeries = {
  bucketSeconds: 60,
  percentiles: [50, 95],
  series: [
    {
      engineId: "a",
      points: [
        {
          startS: 0,
          n: 30,
          percentiles: [10, 20],
          intervals: [
            { low: 9, high: 11 },
            { low: 18, high: null },
          ],
        },
        {
          startS: 60,
          n: 2,
          percentiles: [11, 21],
          intervals: [
            { low: null, high: null },
            { low: null, high: null },
          ],
        },
        { startS: 600, n: 1, percentiles: [12, null] },
        { startS: 660, n: 40, percentiles: [0, 0] },
      ],
    },
    { engineId: "__proto__", points: [{ startS: 120, n: 5, percentiles: [99, 100] }] },
  ],
};
const lines = toTimeLines(series, ["new", "a", "__proto__"], 95);
const [none, a] = lines.lines;

describe("one percentile over time", () => {
  it("takes the engines drawn, their known points, and what is weak", () => {
    expect(lines.lines.map(({ engineId, points }) => [engineId, points.map(({ startS, value, weak }) => [startS, value, weak])])).toEqual([
      ["new", []],
      [
        "a",
        [
          [0, 20, false],
          [60, 21, true],
          [660, 0, false],
        ],
      ],
      ["__proto__", [[120, 100, true]]],
    ]);
    expect([lines.startsS, lines.fromS, lines.toS, lines.mostN]).toEqual([[0, 60, 120, 660], 0, 720, 40]);
    expect(toLatencies(lines)).toEqual([20, 18, 21, 0, 100]);
  });

  it("breaks a line where a bucket has no data", () => {
    expect(toRuns(a?.points ?? [], 60).map((run) => run.length)).toEqual([2, 1]);
    expect(toRuns([], 60)).toEqual([]);
  });

  it("finds the nearest bucket by its middle", () => {
    expect([-500, 50, 61, 150, 400, 430, 9999].map((at) => nearestStart(lines.startsS, 60, at))).toEqual([0, 0, 60, 120, 120, 660, 660]);
    expect(nearestStart([], 60, 5)).toBeUndefined();
  });
});

describe("paths", () => {
  it.each([true, false])("never hold what is not a number, log scale %s, whatever the size and the engines chosen since", (logarithmic) => {
    for (const data of [lines, toTimeLines(series, ["new"], 95), toTimeLines({ ...series, series: [] }, ["a"], 50)]) {
      const axis = latencyAxis(toLatencies(data), logarithmic);
      for (const [width, height] of [
        [0, 0],
        [300, 120],
      ] as const) {
        const geometry = toGeometry({ width, height, small: true }, data, axis);
        for (const { points } of data.lines) {
          const runs = toRuns(points, data.bucketSeconds);
          const bars = barsPath(points, geometry.x, { base: 10, height: 5, width: geometry.bucketPx, most: data.mostN });
          expect(linePath(runs, geometry) + bandPath(runs, geometry) + bars).not.toMatch(/NaN|Infinity|undefined/);
        }
      }
    }
    expect(none?.points).toEqual([]);
  });

  it("an open interval ends at the line", () => {
    const scales = { x: (s: number) => s, y: (ms: number) => 100 - ms };
    const run = [
      { startS: 0, n: 1, value: 20, low: 18, high: null, weak: false },
      { startS: 60, n: 1, value: 21, low: null, high: 30, weak: false },
    ];
    expect(bandPath([run], scales)).toBe("M0 80L60 70L60 79L0 82Z");
    expect(linePath([run], scales)).toBe("M0 80L60 79");
  });
});
