import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { defaultPlaces, isFull, toDrawn, togglePlace } from "./drawn.ts";

const engine = (engineId: string, n: number): EngineStats => ({
  engineId,
  count: n,
  successCount: n,
  successRate: 1,
  latencyMs: { n, min: null, max: null, avg: null, percentiles: [], cachedN: 0 },
  quality: { n: 0, mean: null },
  usage: { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } },
});

describe("which engines are drawn", () => {
  it("at first the three with the most known latencies; where none has any, those with the most executions", () => {
    expect(defaultPlaces([engine("a", 1), engine("b", 9), engine("c", 0), engine("d", 5), engine("e", 3)])).toEqual(["b", "d", "e"]);
    const untimed = ["a", "b", "c", "d"].map((id, i) => ({ ...engine(id, 0), count: [2, 9, 5, 2][i] as number }));
    expect(defaultPlaces(untimed)).toEqual(["b", "c", "a"]);
    expect(defaultPlaces([])).toEqual([]);
  });

  it("the others keep their place when one goes, and the next takes the free one", () => {
    const without = togglePlace(["a", "b", "c"], "b");
    expect(without).toEqual(["a", null, "c"]);
    expect(togglePlace(without, "d")).toEqual(["a", "d", "c"]);
  });

  it("a seventh is not taken", () => {
    const full = ["a", "b", "c", "d", "e", "f"];
    expect(isFull(full)).toBe(true);
    expect(togglePlace(full, "g")).toEqual(full);
    expect(isFull(togglePlace(full, "c"))).toBe(false);
  });

  it("draws only what the table has, with its place", () => {
    expect(toDrawn(["gone", null, "a"], [engine("a", 1)])).toEqual([{ engineId: "a", place: 2 }]);
  });
});
