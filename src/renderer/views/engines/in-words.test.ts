import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { chosenPoints, distributionInWords, maxScatterPoints, scatterInWords, scatterPoints, seriesInWords } from "./in-words.ts";

const drawn = ["a", "b"];

function engine(engineId: string, p50: number | null, mean: number | null): EngineStats {
  return {
    engineId,
    count: 1,
    successCount: 1,
    successRate: 1,
    latencyMs: { n: 7, min: 1, max: 1, avg: 1, percentiles: [99, p50], cachedN: 0 },
    quality: { n: 5, mean },
    usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } },
  };
}

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

  it("latency against quality takes only engines that have both, 0 counting as known", () => {
    const rows = [engine("a", 0, 0.5), engine("none", null, 0.5), engine("unrated", 5, null), engine("z", 5, 0)];
    expect(scatterPoints(rows, 1, drawn).map(({ engineId, x, y, drawn }) => [engineId, x, y, drawn])).toEqual([
      ["a", 0, 0.5, true],
      ["z", 5, 0, false],
    ]);
    expect(scatterPoints(rows, -1, drawn)).toEqual([]);
  });

  it("latency against quality draws and tells a bounded choice of many engines, the same every time", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => engine(`e-${i}`, 1 + ((i * 7919) % 5000), ((i * 104_729) % 5000) / 5000));
    const all = scatterPoints(rows, 1, ["e-4321"]);
    const chosen = chosenPoints(all);
    expect(chosen).toHaveLength(maxScatterPoints);
    expect(chosenPoints(all.toReversed()).map(({ engineId }) => engineId)).toEqual(chosen.map(({ engineId }) => engineId).reverse());
    const ids = new Set(chosen.map(({ engineId }) => engineId));
    const byLatency = all.toSorted((a, b) => a.x - b.x);
    const byQuality = all.toSorted((a, b) => a.y - b.y);
    for (const point of [byLatency[0], byLatency.at(-1), byQuality[0], byQuality.at(-1)]) expect(ids).toContain(point?.engineId);
    expect(ids).toContain("e-4321");
    const words = scatterInWords(chosen, all.length);
    expect(words).toHaveLength(31);
    expect(words[0]).toMatch(/^e-4321: /);
    expect(words.at(-1)).toBe("4,970 more engines: see the table.");
    expect(chosenPoints(all.slice(0, 10))).toHaveLength(10);
  });
});
