import { describe, expect, it } from "vitest";
import type { OverallStats } from "../../../contract/index.ts";
import { allColumns, chooseColumns, toDifference } from "./column-list.ts";
import { computeWidth } from "./columns.ts";

const stats: OverallStats = {
  count: 5188,
  successCount: 5000,
  successRate: 5000 / 5188,
  latencyMs: { n: 2832, min: 0, max: 61_000, avg: 1234.5, percentiles: [842, null], cachedN: 0 },
  quality: { n: 0, mean: null },
  usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } },
};
const numberColumns = (percentiles: number[], successfulOnly: boolean) =>
  chooseColumns(allColumns({ percentiles, successfulOnly, spanS: 7200, percentile: 95 }), null);
const textOf = (key: string) =>
  numberColumns([50, 99.9], false)
    .find((column) => column.key === key)
    ?.text(stats);

describe("columns of the engine table", () => {
  it("every configured percentile has its own, in order", () => {
    expect(numberColumns([50, 99.9], false).map((column) => column.label)).toEqual([
      "n",
      "Success",
      "With latency",
      "Min",
      "Avg",
      "p50",
      "p99.9",
      "Max",
      "Quality",
    ]);
  });

  it("numbers carry their unit and their n", () => {
    expect(textOf("success")).toBe("5,000 · 96.4%");
    expect(textOf("known")).toBe("2,832/5,188");
    expect(textOf("min")).toBe("0 ms");
    expect(textOf("p50")).toBe("842 ms");
  });

  it("with successful ones only, latency is known of those", () => {
    const known = numberColumns([], true).find((column) => column.key === "known");
    expect(known?.text({ ...stats, latencyMs: { ...stats.latencyMs, n: 2700 } })).toBe("2,700/5,000");
    expect(known?.hint).toMatch(/successful executions/);
  });

  it("the unknown is a dash, never 0", () => {
    expect(textOf("p99.9")).toBe("—");
    expect(textOf("quality")).toBe("—");
  });

  it("a column is as wide as its longest text, narrow signs counted as such", () => {
    const known = numberColumns([], false).find((column) => column.key === "known");
    const p50 = numberColumns([50], false).find((column) => column.key === "p50");
    expect(known && computeWidth(known, [stats])).toBeCloseTo("28325188".length + 2 * 0.5 + 0.6, 9);
    expect(p50 && computeWidth(p50, [stats])).toBeCloseTo(3 + 0.55 + 1.45 + 1, 9);
  });

  it("are those chosen, in that order; what is none is left out", () => {
    const all = allColumns({ percentiles: [50], successfulOnly: false, spanS: 7200, percentile: 50 });
    const chosen = chooseColumns(all, ["quality", "gone", "rate", "p50"]);
    expect(chosen.map(({ key }) => key)).toEqual(["quality", "rate", "p50"]);
    expect(chosen[1]?.text(stats)).toBe("2,594/h");
  });

  it("differences are signed and say their share; what does not differ says so", () => {
    const [p50, success] = numberColumns([50], false)
      .filter(({ key }) => key === "p50" || key === "success")
      .reverse();
    const slower = { ...stats, successRate: 0.9, latencyMs: { ...stats.latencyMs, percentiles: [1000, null] } };
    expect(p50 && toDifference(p50, slower, stats)).toBe("+158 ms (+19%)");
    expect(p50 && toDifference(p50, stats, slower)).toBe("−158 ms (−16%)");
    expect(p50 && toDifference(p50, stats, stats)).toBe("±0");
    expect(success && toDifference(success, slower, stats)).toBe("−6.4 pp");
    const unknown = { ...stats, latencyMs: { ...stats.latencyMs, percentiles: [null, null] } };
    expect(p50 && toDifference(p50, unknown, stats)).toBe("");
  });

  it("memory and processor say their unit and their n, and are shown when chosen", () => {
    const all = allColumns({ percentiles: [50], successfulOnly: false, spanS: 7200, percentile: 50 });
    const [memory, cpu] = chooseColumns(all, ["memory95", "cpu99"]);
    const of = (n: number, p95: number | null, p99: number | null) => ({ n, p50: null, p95, p99 });
    const known = { ...stats, resources: { memoryMb: of(3, 1536, null), cpuPercent: of(4, null, 250.4) } };
    expect([memory?.text(known), cpu?.text(known)]).toEqual(["1.54 GB · n 3", "250% · n 4"]);
    expect([
      memory?.text(stats),
      cpu?.value({ ...stats, resources: { memoryMb: of(0, null, null), cpuPercent: of(0, null, null) } }),
    ]).toEqual(["—", null]);
    expect(memory && toDifference(memory, known, { ...known, resources: { ...known.resources, memoryMb: of(9, 512, null) } })).toBe(
      "+1.02 GB (+200%)",
    );
  });

  it("a change whose interval includes 0 is unsure", () => {
    const [change] = chooseColumns(allColumns({ percentiles: [], successfulOnly: false, spanS: 1, percentile: 95 }), ["change"]);
    const of = (low: number | null, high: number | null) => ({
      ...stats,
      change: { beforeCount: 9, beforeN: 9, latencyMs: { value: 300, low, high }, success: { value: null, low: null, high: null } },
    });
    expect([of(-10, 600), of(null, 600), of(10, null), of(10, 600)].map((one) => change?.isUnsure?.(one))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(change?.text(of(250, 380))).toBe("+300 ms (+250 ms to +380 ms)");
    expect(change?.text(stats)).toBe("—");
  });
});
