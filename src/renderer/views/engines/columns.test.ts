import { describe, expect, it } from "vitest";
import type { OverallStats } from "../../../contract/index.ts";
import { computeWidth, numberColumns } from "./columns.ts";

const stats: OverallStats = {
  count: 5188,
  successCount: 5000,
  successRate: 5000 / 5188,
  latencyMs: { n: 2832, min: 0, max: 61_000, avg: 1234.5, percentiles: [842, null], cachedN: 0 },
  quality: { n: 0, mean: null },
  usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } },
};
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
});
