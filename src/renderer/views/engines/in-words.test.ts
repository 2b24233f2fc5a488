import { describe, expect, it } from "vitest";
import { distributionInWords, seriesInWords } from "./in-words.ts";

const drawn = ["a", "b"];

describe("charts in words", () => {
  it("percentiles over time: n, buckets and the span of each percentile", () => {
    const series = {
      bucketSeconds: 60,
      percentiles: [50],
      series: [
        {
          engineId: "a",
          points: [
            { startS: 0, n: 2, percentiles: [100] },
            { startS: 60, n: 3, percentiles: [2000] },
          ],
        },
      ],
    };
    expect(seriesInWords(series, drawn)).toEqual([
      "a: 5 latencies in 2 buckets; p50 from 100 ms to 2.00 s.",
      "b: no latency reported in this range.",
    ]);
  });

  it("distribution: n and the fullest bin", () => {
    const distribution = { edgesMs: [1, 10, 100], engines: [{ engineId: "a", n: 4, counts: [1, 3] }] };
    expect(distributionInWords(distribution, drawn)[0]).toBe("a: 4 latencies; most of them, 3, in the bin 10.0 ms to 100 ms.");
  });
});
