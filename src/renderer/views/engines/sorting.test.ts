import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { allColumns } from "./column-list.ts";
import { groupRows } from "./groups.ts";
import { nextSort, sortEngines } from "./sorting.ts";

const columns = (percentiles: number[] = []) => allColumns({ percentiles, successfulOnly: false, spanS: 1, percentile: 95 });

function engine(
  engineId: string,
  more: { count?: number; percentiles?: (number | null)[]; rate?: number | null; mean?: number | null } = {},
): EngineStats {
  return {
    engineId,
    count: more.count ?? 1,
    successCount: 1,
    successRate: more.rate ?? null,
    latencyMs: { n: 1, min: 1, max: 1, avg: 1, percentiles: more.percentiles ?? [], cachedN: 0 },
    quality: { n: 0, mean: more.mean ?? null },
    usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } },
  };
}
const ids = (rows: EngineStats[]) => rows.map((row) => row.engineId);

describe("sorting engines", () => {
  it("names in the order people read them, numbers inside names by size", () => {
    const rows = [engine("m-10"), engine("M-9"), engine("a")];
    expect(ids(sortEngines(rows, { column: "engine", descending: false }, columns()))).toEqual(["a", "M-9", "m-10"]);
    expect(ids(sortEngines(rows, { column: "engine", descending: true }, columns()))).toEqual(["m-10", "M-9", "a"]);
  });

  it("a percentile by its name, wherever it stands in the answer", () => {
    const rows = [engine("a", { percentiles: [1, 30] }), engine("b", { percentiles: [2, 20] })];
    expect(ids(sortEngines(rows, { column: "p95", descending: false }, columns([50, 95])))).toEqual(["b", "a"]);
    expect(ids(sortEngines(rows, { column: "p50", descending: false }, columns([50, 95])))).toEqual(["a", "b"]);
  });

  it("unknown last both ways", () => {
    const rows = [engine("none"), engine("low", { mean: 0.1 }), engine("high", { mean: 0.9 })];
    expect(ids(sortEngines(rows, { column: "quality", descending: true }, columns()))).toEqual(["high", "low", "none"]);
    expect(ids(sortEngines(rows, { column: "quality", descending: false }, columns()))).toEqual(["low", "high", "none"]);
  });

  it("equals by name, and the rows given are left alone", () => {
    const rows = [engine("b", { count: 3 }), engine("a", { count: 3 }), engine("c", { count: 9 })];
    expect(ids(sortEngines(rows, { column: "count", descending: true }, columns()))).toEqual(["c", "a", "b"]);
    expect(ids(rows)).toEqual(["b", "a", "c"]);
  });

  it("a header starts numbers high and names low, then turns round", () => {
    const byCount = nextSort({ column: "engine", descending: false }, "count");
    expect(byCount).toEqual({ column: "count", descending: true });
    expect(nextSort(byCount, "count").descending).toBe(false);
    expect(nextSort(byCount, "engine").descending).toBe(false);
  });

  it("rows with too little data come last both ways", () => {
    const rows = [engine("few", { count: 99 }), engine("low", { count: 1 }), engine("high", { count: 9 })];
    const isFew = ({ engineId }: { engineId: string }) => engineId === "few";
    expect(ids(sortEngines(rows, { column: "count", descending: true }, columns(), isFew))).toEqual(["high", "low", "few"]);
    expect(ids(sortEngines(rows, { column: "count", descending: false }, columns(), isFew))).toEqual(["low", "high", "few"]);
  });

  it("groups by what is before the slash, in the order of each group's first; one alone is no group", () => {
    const rows = ["b/1", "a/1", "alone/1", "b/2", "plain", "a/2"].map((id) => engine(id, { count: 2 }));
    const { rows: grouped, headings } = groupRows(rows);
    expect(ids(grouped)).toEqual(["b/1", "b/2", "a/1", "a/2", "alone/1", "plain"]);
    expect([...headings].map(([at, { prefix, engines, count }]) => [at, prefix, engines, count])).toEqual([
      [0, "b/", 2, 4],
      [2, "a/", 2, 4],
      [4, null, 2, 4],
    ]);
    expect(groupRows([engine("x"), engine("y/1")]).headings.size).toBe(0);
  });
});
