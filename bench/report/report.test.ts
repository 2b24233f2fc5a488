import { expect, it } from "vitest";
import type { GrowthPoint } from "../lib/part.ts";
import { computeFigures } from "../lib/row.ts";
import { growthChart, powers, tenthsChart } from "./charts.ts";
import { formatDocument } from "./document.ts";
import { apart } from "./svg.ts";
import { rowTable } from "./tables.ts";

const point: GrowthPoint = {
  records: 10_000,
  importSeconds: 0.5,
  importMicrosPerRecord: 50,
  peakMb: 100,
  againSeconds: 0.4,
  statisticsMs: 3,
  statisticsAgainMs: 0.3,
  firstPageMs: 5,
  nextPageMs: 2,
  openMs: 200,
  indexBytesPerRecord: 120,
};

it("a row shows work, figures, peer, ratio, budget and verdict", () => {
  const peer = { name: "peer | pipe", figures: computeFigures([2]) };
  const table = rowTable([{ work: "w", unit: "s", assay: computeFigures([1, 2, 3]), peer, budget: { atMost: 3 } }]);
  expect(table.split("\n")[2]).toBe("| w | 2.00 s (1.00–3.00, 3) | peer \\| pipe: 2.00 s (1) | 1.00 | ≤ 3.00 s | meets |");
});

it("a failed row is in the table and in the list of misses", () => {
  const rows = [{ work: "flying", unit: "s", failed: "no wings" }];
  const sizes = { lines: 1, big: 1, comparisons: 1, runs: 1, growth: [], tenths: [] };
  const document = formatDocument([{ part: "p", machine: "m", date: "2026-01-02T03:04:05Z", sizes, rows }], "## Notes\n\nby hand\n");
  expect(document).toContain("| flying | no wings |  |  |  | failed |");
  expect(document).toContain("- flying: failed");
  expect(document).toContain("Measured on 2026-01-02: m.");
  expect(document).toMatch(/## Notes\n\nby hand\n$/);
});

it("peers have a section where they ran, and none where they did not", () => {
  const sizes = { lines: 1, big: 1, comparisons: 1, runs: 1, growth: [], tenths: [] };
  const result = { part: "peers", machine: "m", date: "2026-01-02T03:04:05Z", sizes, rows: [] };
  const peers = [{ name: "jq", does: "group", lacks: ["fsync" as const], records: 1000, missing: "jq is not installed" }];
  expect(formatDocument([{ ...result, peers }], "")).toMatch(
    /## Peers\n[\s\S]*\| jq \| group \| 1 000 \| not measured: jq is not installed \|.*\| fsync \|\n\n## Growth/,
  );
  expect(formatDocument([result], "")).not.toContain("## Peers");
});

it("charts have a line for each cost and a point for each size", () => {
  const chart = growthChart([point, { ...point, records: 100_000, importSeconds: 5 }]);
  expect(chart.match(/<polyline/g)).toHaveLength(6);
  expect(chart.match(/<circle/g)).toHaveLength(12);
  expect(chart).not.toContain("NaN");
  const tenths = tenthsChart([{ records: 1_000_000, linesPerSecond: new Array<number>(10).fill(350_000) }]);
  expect(tenths.match(/<circle/g)).toHaveLength(10);
  expect(tenths).not.toContain("NaN");
});

it("ticks enclose the data, and labels do not overlap", () => {
  expect(powers([3, 4000])).toEqual([1, 10, 100, 1000, 10_000]);
  expect(powers([10])).toEqual([10, 100]);
  expect(apart([100, 100, 300])).toEqual([100, 118, 300]);
  expect(apart([384, 383])).toEqual([384, 366]);
});
