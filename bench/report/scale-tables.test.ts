import { expect, it } from "vitest";
import type { ScaleFigures, ScalePoint } from "../lib/scale.ts";
import { wasBusy } from "./scale-document.ts";
import { describeCapacity, scaleSizeChart, scaleTable, scaleTimeChart, storeTable } from "./scale-tables.ts";

const used = { seconds: 2, cpuSeconds: 1, peakMb: 100 };
const figures: ScaleFigures = { fill: { ...used, seconds: 4 }, journalBytes: 35_000_000, indexBytes: 5_000_000, open: used, stats: used };
const point = (records: number, more: Partial<ScalePoint> = {}): ScalePoint => ({
  content: "executions",
  records,
  way: "collect",
  figures,
  ...more,
});
const missing: ScalePoint = { content: "executions", records: 1_000_000_000, way: "collect", missing: "the disk is the limit" };

it("a row shows what a workspace takes, or why it was not measured", () => {
  const lines = scaleTable({ rows: [], scale: [point(100_000), missing] }).split("\n");
  expect(lines[2]).toBe("| executions | collect | 100 000 | 4.00 | 1.00 | 25 000 | 100 | 35.0 | 5.00 | 2.00 | 100 | 2.00 | 1.00 | 100 |");
  expect(lines[3]).toMatch(/^\| executions \| not measured: the disk is the limit \| 1 000 000 000 \|/);
});

it("capacity is told from the largest that was measured", () => {
  const text = describeCapacity({ rows: [], scale: [point(100_000), point(1000), missing] });
  expect(text).toContain("holds 100 000 executions. One takes 400 bytes on disk there (350 in the journals, 50.0 in the index)");
  expect(text).toContain("a terabyte carries about 2 500 million.");
  // 1e12 / 40 = 25 000 million, at 250 000 a second.
  const large = describeCapacity({ rows: [], scale: [point(1_000_000)] });
  expect(large).toContain("a terabyte carries about 25 000 million; at that rate they come in within 27.8 hours.");
  expect(describeCapacity({ rows: [], scale: [missing] })).toBe("");
});

it("charts show executions that were measured, and nothing else", () => {
  const scale = [point(10_000), point(100_000), point(20_000, { content: "samples" }), missing];
  for (const [chart, series] of [
    [scaleTimeChart(scale), 3],
    [scaleSizeChart(scale), 5],
  ] as const) {
    expect(chart.match(/<polyline/g)).toHaveLength(series);
    expect(chart.match(/<circle/g)).toHaveLength(series * 2);
    expect(chart).not.toContain("NaN");
    expect(chart).toContain("prefers-color-scheme: dark");
  }
});

it("a store shows bytes a record, or what is missing", () => {
  const one = { data: "generated", records: 1000 };
  const stores = [
    { ...one, store: "Parquet", bytes: 40_000, writeSeconds: 1.5, queryMs: 9 },
    { ...one, store: "ClickHouse", missing: "there is no python3" },
  ];
  const lines = storeTable({ rows: [], stores }).split("\n");
  expect(lines[2]).toBe("| generated, 1 000 | Parquet | 0.04 | 40.0 | 1.50 | 9.00 |");
  expect(lines[3]).toBe("| generated, 1 000 | ClickHouse, not measured: there is no python3 |  |  |  |  |");
});

it("a machine with more to do than processors was busy", () => {
  expect(wasBusy("2 × AMD EPYC, 24 GiB, Node 24.21.0, load 2.1 at the start")).toBe(true);
  expect(wasBusy("2 × AMD EPYC, 24 GiB, Node 24.21.0, load 1.9 at the start")).toBe(false);
});
