import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { frontier } from "./tradeoff.ts";
import { chosenPoints, maxScatterPoints, scatterInWords, scatterPoints, toTradeName, trades } from "./trades.ts";

const drawn = ["a", "b"];

function engine(engineId: string, p50: number | null, mean: number | null, costUsd = { n: 0, sum: 0 }): EngineStats {
  return {
    engineId,
    count: 1,
    successCount: 1,
    successRate: 1,
    latencyMs: { n: 7, min: 1, max: 1, avg: 1, percentiles: [99, p50], cachedN: 0 },
    quality: { n: 5, mean },
    usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd },
  };
}

describe("trade-offs in points and words", () => {
  it("latency against quality takes only engines that have both, 0 counting as known", () => {
    const rows = [engine("a", 0, 0.5), engine("none", null, 0.5), engine("unrated", 5, null), engine("z", 5, 0)];
    expect(scatterPoints(rows, 1, drawn, trades.quality).map(({ engineId, x, y, drawn }) => [engineId, x, y, drawn])).toEqual([
      ["a", 0, 0.5, true],
      ["z", 5, 0, false],
    ]);
    expect(scatterPoints(rows, -1, drawn, trades.quality)).toEqual([]);
  });

  it("latency against quality draws and tells a bounded choice of many engines, the same every time", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => engine(`e-${i}`, 1 + ((i * 7919) % 5000), ((i * 104_729) % 5000) / 5000));
    const all = scatterPoints(rows, 1, ["e-4321"], trades.quality);
    const chosen = chosenPoints(all, frontier(all, true));
    expect(chosen).toHaveLength(maxScatterPoints);
    expect(chosenPoints(all.toReversed(), frontier(all, true)).map(({ engineId }) => engineId)).toEqual(
      chosen.map(({ engineId }) => engineId).reverse(),
    );
    const ids = new Set(chosen.map(({ engineId }) => engineId));
    const byLatency = all.toSorted((a, b) => a.x - b.x);
    const byQuality = all.toSorted((a, b) => a.y - b.y);
    for (const point of [byLatency[0], byLatency.at(-1), byQuality[0], byQuality.at(-1)]) expect(ids).toContain(point?.engineId);
    for (const point of frontier(all, true)) expect(ids).toContain(point.engineId);
    expect(ids).toContain("e-4321");
    const words = scatterInWords(chosen, all.length, trades.quality);
    expect(words).toHaveLength(31);
    expect(words[0]).toMatch(/^e-4321: /);
    expect(words.at(-1)).toBe("4,970 more engines: see the table.");
    expect(chosenPoints(all.slice(0, 10), [])).toHaveLength(10);
  });

  it("cost against quality takes the mean cost of those that report one, and says which none beats", () => {
    const rows = [
      engine("a", 9, 0.5, { n: 4, sum: 0.02 }),
      engine("b", 1, 0.9, { n: 0, sum: 0 }),
      engine("c", null, 0.4, { n: 2, sum: 0 }),
    ];
    const points = scatterPoints(rows, 1, drawn, trades.costQuality);
    expect(points.map(({ engineId, x, y, xN, yN }) => [engineId, x, y, xN, yN])).toEqual([
      ["a", 0.005, 0.5, 4, 5],
      ["c", 0, 0.4, 2, 5],
    ]);
    const best = frontier(points, true);
    expect(best.map(({ engineId }) => engineId)).toEqual(["c", "a"]);
    expect(scatterInWords(points, 2, trades.costQuality, best.slice(1))).toEqual([
      "a: mean cost $0.005 (n 4), mean quality 0.500 (n 5); none beats it in both.",
      "c: mean cost $0 (n 2), mean quality 0.400 (n 5).",
    ]);
    expect(scatterPoints(rows, 1, drawn, trades.cost).map(({ engineId, y }) => [engineId, y])).toEqual([["a", 0.005]]);
  });

  it("a trade-off that is not known is the usual one", () => {
    expect([toTradeName("costQuality"), toTradeName("cost"), toTradeName("toString")]).toEqual(["costQuality", "cost", "quality"]);
  });
});
