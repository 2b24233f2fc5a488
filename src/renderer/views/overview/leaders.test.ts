import { describe, expect, it } from "vitest";
import type { EngineIntervals, EngineTable, Interval } from "../../../contract/index.ts";
import { findBest, findFailing, findSlowest } from "./leaders.ts";

interface Given {
  id: string;
  latencies?: [n: number, p50: number, p95: number, p99: number];
  scores?: [n: number, mean: number, low: number | null, high: number | null];
  success?: [successes: number, count: number, low: number, high: number];
}

/** Only what the functions read. */
function engines(...given: Given[]): [EngineTable, EngineIntervals] {
  const table = given.map(({ id, latencies = [0, 0, 0, 0], scores = [0, 0, null, null], success = [1, 1, 0, 1] }) => ({
    engineId: id,
    count: success[1],
    successCount: success[0],
    latencyMs: { n: latencies[0], percentiles: latencies.slice(1) },
    quality: { n: scores[0], mean: scores[0] === 0 ? null : scores[1] },
  }));
  const intervals = given.map(({ id, latencies = [0, 0, 0, 0], scores = [0, 0, null, null], success = [1, 1, 0, 1] }) => ({
    engineId: id,
    success: { low: success[2], high: success[3] } satisfies Interval,
    percentiles: latencies.slice(1).map((value) => ({ low: value - 1, high: value + 1 })),
    quality: { low: scores[2], high: scores[3] },
    cost: { low: null, high: null },
  }));
  const percentiles = [50, 95, 99];
  return [{ percentiles, engines: table } as unknown as EngineTable, { percentiles, engines: intervals } as unknown as EngineIntervals];
}

describe("the slowest engine", () => {
  it("is not one of two values, and says whom it left out", () => {
    const [table, intervals] = engines(
      { id: "two calls", latencies: [2, 9, 9, 9] },
      { id: "slow", latencies: [150, 1, 3, 7] },
      { id: "quick", latencies: [4000, 1, 2, 5] },
      { id: "never timed" },
    );
    expect(findSlowest(table, intervals)).toEqual({
      engineId: "slow",
      percentile: 99,
      valueMs: 7,
      n: 150,
      interval: { low: 6, high: 8 },
      next: { engineId: "quick", valueMs: 5 },
      leftOut: 1,
    });
  });

  it("is judged by p95 or p50 where none has more latencies, and by nothing where none has any", () => {
    expect(findSlowest(...engines({ id: "a", latencies: [20, 1, 4, 9] }, { id: "b", latencies: [30, 1, 3, 10] }))).toMatchObject({
      engineId: "a",
      percentile: 95,
    });
    expect(findSlowest(...engines({ id: "a", latencies: [5, 1, 4, 9] }))).toMatchObject({ percentile: 50, next: null });
    expect(findSlowest(...engines({ id: "a", latencies: [4, 1, 4, 9] }))).toBeNull();
  });
});

describe("the best engine", () => {
  it("names those that may be as good, and is not one of four scores", () => {
    const [table, intervals] = engines(
      { id: "lucky", scores: [4, 1, null, null] },
      { id: "best", scores: [50, 0.9, 0.8, 1] },
      { id: "close", scores: [60, 0.75, 0.7, 0.81] },
      { id: "far", scores: [60, 0.5, 0.4, 0.6] },
    );
    expect(findBest(table, intervals)).toMatchObject({ engineId: "best", mean: 0.9, n: 50, rivals: ["close"], leftOut: 1 });
    expect(findBest(...engines({ id: "a" }))).toBeNull();
  });
});

it("the engine that fails most is the one that surely does", () => {
  const [table, intervals] = engines(
    { id: "one of one", success: [0, 1, 0, 0.79] },
    { id: "half", success: [500, 1000, 0.47, 0.53] },
    { id: "never", success: [10, 10, 0.7, 1] },
  );
  expect(findFailing(table, intervals)).toMatchObject({ engineId: "half", failed: 500, count: 1000 });
  expect(findFailing(...engines({ id: "never", success: [10, 10, 0.7, 1] }))).toBeNull();
});
