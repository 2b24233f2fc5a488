import { describe, expect, it } from "vitest";
import type { EngineStats } from "../../../contract/index.ts";
import { defaultDrawn, keepDrawn, maxDrawn, toDrawn, toggleDrawn } from "./drawn.ts";

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

  it("in another range the same, although others have more there, as long as each has a latency in it", () => {
    const range = [engine("a", 1), engine("b", 2), engine("c", 3), engine("d", 4), engine("e", 0)];
    expect(keepDrawn(["a", "b", "c"], range)).toEqual(["a", "b", "c"]);
    expect(keepDrawn(["a", "b", "e"], range), "e has none").toEqual(["d", "c", "b"]);
    expect(keepDrawn(["a", "b", "gone"], range)).toEqual(["d", "c", "b"]);
    expect(keepDrawn(null, range)).toEqual(["d", "c", "b"]);
  });

  it("and more of them, as soon as there are more to draw", () => {
    expect(keepDrawn(["a"], [engine("a", 1), engine("b", 9)])).toEqual(["b", "a"]);
    expect(keepDrawn([], [engine("a", 1)])).toEqual(["a"]);
    expect(keepDrawn(["a", "b"], [engine("a", 0), engine("b", 0)]), "of outcomes alone").toEqual(["a", "b"]);
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
