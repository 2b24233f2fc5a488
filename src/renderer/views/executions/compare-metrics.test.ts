import { expect, it } from "vitest";
import { compareMetrics } from "./compare-metrics.ts";

const line = (metrics: object, sizeBytes = 100) => ({ raw: JSON.stringify({ timestamp: 0, metrics }), sizeBytes });
const rows = (first: object, second: object) =>
  compareMetrics(line(first), line(second)).map(({ label, first: a, second: b, difference }) => [label, a, b, difference]);

it("says how the second differs from the first, and nothing where one is unknown", () => {
  const first = { success: true, latency_ms: 800, quality_score: 0.5, output_tokens: 0 };
  const second = { success: true, latency_ms: 600, quality_score: 0.5, output_tokens: 7, cost_usd: 0.002 };
  expect(rows(first, second).slice(1)).toEqual([
    ["Latency", "800 ms", "600 ms", "−200 ms (−25%)"],
    ["Quality", "0.500", "0.500", ""],
    ["Output tokens", "0", "7", "+7"],
    ["Cost", "—", "$0.002", ""],
    ["Size of the record", "100 B", "100 B", ""],
  ]);
});

it("takes a line that is no JSON for one that reports nothing", () => {
  expect(compareMetrics({ raw: "[", sizeBytes: 1 }, { raw: "", sizeBytes: 1 }).map(({ label }) => label)).toEqual([
    "Time",
    "Size of the record",
  ]);
});
