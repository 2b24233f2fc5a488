import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { defaultDrawn, maxDrawn, toDrawn, toggleDrawn } from "./drawn.ts";

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
    expect(defaultDrawn([engine("a", 1), engine("b", 9), engine("c", 0), engine("d", 5), engine("e", 3)])).toEqual(["b", "d", "e"]);
    const untimed = ["a", "b", "c", "d"].map((id, i) => ({ ...engine(id, 0), count: [2, 9, 5, 2][i] as number }));
    expect(defaultDrawn(untimed)).toEqual(["b", "c", "a"]);
    expect(defaultDrawn([])).toEqual([]);
  });

  it("a chosen one comes last, and goes when it is chosen again", () => {
    expect(toggleDrawn(["a", "b"], "c")).toEqual(["a", "b", "c"]);
    expect(toggleDrawn(["a", "b"], "a")).toEqual(["b"]);
  });

  it("takes no more than fit", () => {
    const full = Array.from({ length: maxDrawn }, (_, i) => `e-${i}`);
    expect(toggleDrawn(full, "one more")).toEqual(full);
    expect(toggleDrawn(full, "e-3")).toHaveLength(maxDrawn - 1);
  });

  it("draws only what the table has", () => {
    expect(toDrawn(["gone", "a"], [engine("a", 1)])).toEqual(["a"]);
  });
});
