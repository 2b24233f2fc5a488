import { expect, it } from "vitest";
import { explainNoLatency } from "./no-latency.ts";

const overall = (count: number, n: number, cachedN: number) => ({
  count,
  latencyMs: { n, min: null, max: null, avg: null, percentiles: [], cachedN },
});

it("says why nothing is plotted: no latency was recorded, or all are those of cached answers", () => {
  expect(explainNoLatency(overall(9, 0, 0))).toContain("No latency was recorded");
  expect(explainNoLatency(overall(9, 0, 1234))).toContain("1,234");
  expect(explainNoLatency(overall(9, 1, 8))).toBeNull();
  expect(explainNoLatency(overall(0, 0, 0))).toBeNull();
});
