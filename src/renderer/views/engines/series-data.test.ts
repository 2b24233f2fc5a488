import { describe, expect, it } from "vitest";
import type { EngineSeries } from "../../../contract/index.ts";
import { formatSpan } from "../../components/format.ts";
import { latencyAxis } from "./latency-axis.ts";
import { getLatencies, isOneMoment, timeRows, toLines } from "./series-data.ts";

const series: EngineSeries = {
  bucketSeconds: 60,
  percentiles: [50, 95],
  series: [
    {
      engineId: "a",
      points: [
        { startS: 0, n: 3, percentiles: [10, 20] },
        { startS: 60, n: 2, percentiles: [11, 21] },
        { startS: 600, n: 1, percentiles: [12, null] },
      ],
    },
    {
      engineId: "__proto__",
      points: [
        { startS: 60, n: 5, percentiles: [99, 100] },
        { startS: 120, n: 0, percentiles: [null, null] },
      ],
    },
  ],
};
const drawn = [
  { engineId: "a", place: 0 },
  { engineId: "__proto__", place: 3 },
];
const axis = latencyAxis([100], false);

describe("percentiles over time", () => {
  it("one line an engine and percentile, named by place", () => {
    expect(toLines(drawn, [50, 95]).map((line) => line.key)).toEqual(["e0p50", "e0p95", "e3p50", "e3p95"]);
  });

  it("joins engines by bucket and keeps hostile names harmless", () => {
    const rows = timeRows(series, drawn, axis);
    const at60 = rows.find((row) => row.startS === 60);
    expect(at60).toMatchObject({ e0p50: 11, e0p95: 21, e3p50: 99, e3p95: 100 });
    expect(at60?.buckets.map(({ engineId, n }) => [engineId, n])).toEqual([
      ["a", 2],
      ["__proto__", 5],
    ]);
  });

  it("breaks lines where there is no data and draws no empty bucket", () => {
    const rows = timeRows(series, drawn, axis);
    expect(rows.map((row) => [row.startS, row.buckets.length])).toEqual([
      [0, 1],
      [60, 2],
      [120, 0],
      [600, 1],
    ]);
    expect(rows.at(-1)?.e0p95).toBeNull();
  });

  it("gathers only the latencies that are shown", () => {
    expect(getLatencies(series, [95]).sort((a, b) => a - b)).toEqual([20, 21, 100]);
  });

  it("knows when everything is one moment", () => {
    expect(isOneMoment(timeRows(series, drawn, axis))).toBe(false);
    expect(isOneMoment(timeRows(series, [{ engineId: "__proto__", place: 0 }], axis))).toBe(true);
  });

  it("says how long a bucket is", () => {
    expect(formatSpan(60_000)).toBe("1 min");
    expect(formatSpan(790_000_000)).toBe("9.1 d");
    expect(formatSpan(1000)).toBe("1 s");
  });
});
