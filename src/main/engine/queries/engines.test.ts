import { afterEach, describe, expect, it } from "vitest";
import { type ExecutionValues, insertCandidates, insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { engineIntervals } from "./engine-intervals.ts";
import { engineNames } from "./engine-names.ts";
import { engineSeries } from "./engine-series.ts";
import { engineTable } from "./engine-table.ts";
import { latencyDistribution } from "./latency-distribution.ts";
import { latencyHeat } from "./latency-heat.ts";

let test: TestDatabase | undefined;
afterEach(async () => {
  await test?.[Symbol.asyncDispose]();
  test = undefined;
});

async function withExecutions(rows: readonly ExecutionValues[]) {
  test = await testDatabase();
  await insertExecutions(test.db, rows);
  return test.db;
}

const run = (engine_id: string | null, ts: number | null, latency_ms: number | null, more: ExecutionValues = {}): ExecutionValues => {
  return { engine_id, ts, latency_ms, success: true, ...more };
};

const nothingUsed = { inputTokens: { n: 0, sum: 0 }, outputTokens: { n: 0, sum: 0 }, costUsd: { n: 0, sum: 0 } };

describe("cached answers and usage", () => {
  const rows = [
    run("a", 100, 100, { cache_hit: false, input_tokens: 10, output_tokens: 5, cost_usd: 0.1 }),
    run("a", 101, 200, { input_tokens: 20, cost_usd: 0.2 }),
    run("a", 102, 2, { cache_hit: true, input_tokens: 30, cost_usd: 0 }),
    run("a", 103, 4, { cache_hit: true, success: false }),
    run("a", 104, null, { cache_hit: true }),
    run("b", 105, 300),
  ];

  it("leaves cached answers out of latencies alone, unless they are asked for", async () => {
    const db = await withExecutions(rows);
    const engine = "a";
    const without = await engineTable(db, { successfulOnly: false, percentiles: [50] });
    expect(without.engines[0]).toMatchObject({
      engineId: engine,
      count: 5,
      successCount: 4,
      latencyMs: { n: 2, min: 100, max: 200, avg: 150, percentiles: [150], cachedN: 2 },
    });
    expect(without.overall.latencyMs).toMatchObject({ n: 3, avg: 200, percentiles: [200], cachedN: 2 });
    const withThem = await engineTable(db, { successfulOnly: false, includeCached: true, percentiles: [50] });
    expect(withThem.engines[0]?.latencyMs).toEqual({ n: 4, min: 2, max: 200, avg: 76.5, percentiles: [52], cachedN: 2 });
    const successful = await engineTable(db, { successfulOnly: true, percentiles: [50] });
    expect(successful.engines[0]?.latencyMs).toMatchObject({ n: 2, cachedN: 1 });
  });

  it("and out of the series and the distribution", async () => {
    const db = await withExecutions(rows);
    const counts = async (includeCached: boolean) => {
      const series = await engineSeries(db, { successfulOnly: false, includeCached, percentiles: [50], maxBuckets: 2 });
      const distribution = await latencyDistribution(db, { successfulOnly: false, includeCached, bins: 4 });
      return [series.series, distribution.engines.map(({ engineId, n }) => ({ engineId, points: [{ n }] }))].map((engines) =>
        engines.map(({ engineId, points }) => [engineId, points.reduce((sum, { n }) => sum + n, 0)]),
      );
    };
    const sorted = [
      ["a", 2],
      ["b", 1],
    ];
    expect(await counts(false)).toEqual([sorted, sorted]);
    const all = [
      ["a", 4],
      ["b", 1],
    ];
    expect(await counts(true)).toEqual([all, all]);
  });

  it("adds up tokens and costs, and says of how many executions", async () => {
    const { engines, overall } = await engineTable(await withExecutions(rows), { successfulOnly: false });
    const used = { inputTokens: { n: 3, sum: 60 }, outputTokens: { n: 1, sum: 5 }, costUsd: { n: 3, sum: 0.3 } };
    expect(engines.map(({ usage }) => usage)).toEqual([used, nothingUsed]);
    expect(overall.usage).toEqual(used);
  });
});

describe("engineTable", () => {
  it("interpolates linearly, ignores unknown latencies, and counts zero as a latency", async () => {
    const db = await withExecutions([
      ...[10, 20, 30, 40].map((latency) => run("a", 100, latency)),
      run("a", 101, null, { success: false }),
      run("a", 102, 0, { success: false, quality: 0.5 }),
      run("__proto__", 103, null),
    ]);
    const all = await engineTable(db, { successfulOnly: false, percentiles: [50, 99.5, 50] });
    expect(all).toMatchObject({ method: "exact, linear interpolation", percentiles: [50, 99.5, 50], dataRange: { fromS: 100, toS: 103 } });
    expect(all.engines).toEqual([
      {
        engineId: "a",
        count: 6,
        successCount: 4,
        successRate: 4 / 6,
        // 0 10 20 30 40: position 0.995 × 4 = 3.98, so 30 + 0.98 × 10.
        latencyMs: { n: 5, min: 0, max: 40, avg: 20, percentiles: [20, expect.closeTo(39.8, 10), 20], cachedN: 0 },
        quality: { n: 1, mean: 0.5 },
        usage: nothingUsed,
      },
      {
        engineId: "__proto__",
        count: 1,
        successCount: 1,
        successRate: 1,
        latencyMs: { n: 0, min: null, max: null, avg: null, percentiles: [null, null, null], cachedN: 0 },
        quality: { n: 0, mean: null },
        usage: nothingUsed,
      },
    ]);
    const successful = await engineTable(db, { successfulOnly: true, percentiles: [50] });
    expect(successful.overall).toMatchObject({ count: 7, successCount: 5, latencyMs: { n: 4, min: 10, avg: 25, percentiles: [25] } });
  });

  it("a line kept with impossible numbers does not spoil the means of the others", async () => {
    const db = await withExecutions([run("a", 1, 5e12, { quality: -1e6 }), run("a", 1, 0.1, { quality: 0.25 }), run("b", 1, 0.1)]);
    const { engines, overall } = await engineTable(db, { successfulOnly: false });
    expect(engines[1]).toMatchObject({ engineId: "b", latencyMs: { n: 1, avg: 0.1 } });
    expect(overall.latencyMs).toMatchObject({ n: 3, max: 5e12, avg: expect.any(Number) });
  });

  it("includes candidates in quality unless a time range is given, and engines without executions only on request", async () => {
    const db = await withExecutions([run("a", 100, 1, { quality: 1 })]);
    await insertCandidates(db, [
      { off: 0, position: 0, engine_id: "a", output: "", quality: 0.5 },
      { off: 0, position: 1, engine_id: "b", output: "", quality: 0 },
      { off: 0, position: 2, engine_id: "a", output: "", quality: null },
    ]);
    const all = await engineTable(db, { successfulOnly: false });
    expect(all.engines.map(({ engineId, quality }) => [engineId, quality])).toEqual([["a", { n: 2, mean: 0.75 }]]);
    expect(all.overall.quality).toEqual({ n: 3, mean: 0.5 });
    const compared = await engineTable(db, { successfulOnly: false, includeCompared: true });
    expect(compared.engines.map(({ engineId, count, quality }) => [engineId, count, quality])).toEqual([
      ["a", 1, { n: 2, mean: 0.75 }],
      ["b", 0, { n: 1, mean: 0 }],
    ]);
    expect((await engineTable(db, { successfulOnly: false, engines: ["a"] })).overall.quality).toEqual({ n: 2, mean: 0.75 });
    expect((await engineTable(db, { successfulOnly: false, fromS: 0 })).overall.quality).toEqual({ n: 1, mean: 1 });
    expect(await engineNames(db)).toEqual([
      { engineId: "a", executions: 1, candidates: 2, executionOrder: 0, candidateOrder: 0 },
      { engineId: "b", executions: 0, candidates: 1, executionOrder: null, candidateOrder: 1 },
    ]);
  });

  it("treats from as inclusive and to as exclusive, and skips lines without engine, outcome or time", async () => {
    const db = await withExecutions([
      ...[9, 10, 19, 20].map((ts) => run("a", ts, ts)),
      run(null, 12, 5),
      run("a", 12, 5, { success: null }),
      run("a", null, 7),
    ]);
    const ranged = await engineTable(db, { successfulOnly: false, fromS: 10, toS: 20 });
    expect(ranged.overall.latencyMs).toMatchObject({ n: 2, min: 10, max: 19 });
    expect((await engineTable(db, { successfulOnly: false })).overall.count).toBe(5);
  });

  it("works in an empty workspace", async () => {
    const db = await withExecutions([]);
    const table = await engineTable(db, { successfulOnly: false });
    expect(table).toMatchObject({ percentiles: [50, 95, 99], engines: [], dataRange: null });
    expect(table.overall).toMatchObject({ count: 0, successRate: null, latencyMs: { n: 0, avg: null, percentiles: [null, null, null] } });
  });
});

describe("engineSeries", () => {
  it("chooses the narrowest bucket that fits, and omits empty ones", async () => {
    const db = await withExecutions([
      ...[1, 2, 3].map((latency) => run("a", 1000, latency)),
      run("b", 1000, 9),
      run("a", 1009, 5),
      run("a", 1005, null),
      run("a", 1019, 7, { success: false }),
    ]);
    // Seconds 1000 to 1019: twenty buckets of 1 s are too many, four of 5 s fit.
    const series = await engineSeries(db, { successfulOnly: false, percentiles: [50], maxBuckets: 4 });
    expect(series).toEqual({
      bucketSeconds: 5,
      percentiles: [50],
      series: [
        {
          engineId: "a",
          points: [
            { startS: 1000, n: 3, percentiles: [2] },
            { startS: 1005, n: 1, percentiles: [5] },
            { startS: 1015, n: 1, percentiles: [7] },
          ],
        },
        { engineId: "b", points: [{ startS: 1000, n: 1, percentiles: [9] }] },
      ],
    });
    // Only what is asked for sets the width: successes of b lie in one second.
    const b = await engineSeries(db, { successfulOnly: true, engines: ["b"], percentiles: [50], maxBuckets: 2 });
    expect(b).toMatchObject({ bucketSeconds: 1, series: [{ engineId: "b" }] });
    const fits = await engineSeries(db, { successfulOnly: false, percentiles: [50], maxBuckets: 20 });
    expect(fits.bucketSeconds).toBe(1);
  });

  it("with intervals has the same numbers, and the intervals that the table has of the same time", async () => {
    const db = await withExecutions(
      Array.from({ length: 900 }, (_, i) => run(i % 3 === 0 ? "a" : "b", 600 + (i % 7) * 60, ((i * 7919) % 1009) / 7)),
    );
    const input = { successfulOnly: false, percentiles: [50, 95, 99], maxBuckets: 20 };
    const [bare, sure] = [await engineSeries(db, input), await engineSeries(db, { ...input, intervals: true })];
    const points = sure.series.flatMap(({ points }) => points);
    expect(points).toHaveLength(14);
    const without = ({ startS, n, percentiles }: (typeof points)[number]) => ({ startS, n, percentiles });
    expect(sure.series.map((one) => ({ ...one, points: one.points.map(without) }))).toEqual(bare.series);
    const b = sure.series[0]?.points[2];
    const scope = { fromS: b?.startS ?? 0, toS: (b?.startS ?? 0) + sure.bucketSeconds, engines: ["b"] };
    const table = await engineIntervals(db, { ...input, ...scope });
    expect(b?.intervals).toEqual(table.overall.percentiles);
    expect(table.overall.percentiles[0]).toEqual({ low: expect.any(Number), high: expect.any(Number) });
    expect(table.overall.percentiles[2]?.high).toBeNull();
    expect(await engineSeries(db, { ...input, intervals: true, engines: ["none"] })).toMatchObject({ series: [] });
  });

  it("never returns more buckets than requested, however far apart the times", async () => {
    const db = await withExecutions([run("a", 0, 1), run("a", 1_700_000_000, 1), run("a", 99_999_999_999, 1)]);
    const series = await engineSeries(db, { successfulOnly: false, percentiles: [50, 99], maxBuckets: 2 });
    expect(series.series[0]?.points.length).toBeLessThanOrEqual(2);
    expect(series.series[0]?.points.reduce((n, point) => n + point.n, 0)).toBe(3);
    expect(await engineSeries(db, { successfulOnly: false, fromS: 5, toS: 6, percentiles: [50], maxBuckets: 2 })).toMatchObject({
      series: [],
    });
  });
});

describe("latencyDistribution", () => {
  it("puts every latency into the bin between whose edges it lies, zeros into a bin of their own", async () => {
    const latencies = [0, 0, ...Array.from({ length: 400 }, (_, i) => 1.07 ** i), 10, 100, 1000];
    const db = await withExecutions([...latencies.map((latency) => run("a", 1, latency)), run("b", 1, 3), run("b", 1, null)]);
    const { edgesMs, engines } = await latencyDistribution(db, { successfulOnly: false, bins: 40 });
    expect(edgesMs).toHaveLength(41);
    expect(edgesMs.slice(0, 2)).toEqual([0, 1]);
    expect(edgesMs.toSorted((x, y) => x - y)).toEqual(edgesMs);
    const counts = edgesMs.slice(0, -1).map((edge, i) => latencies.filter((x) => edge <= x && x < (edgesMs[i + 1] ?? 0)).length);
    expect(engines.map(({ engineId, n }) => [engineId, n])).toEqual([
      ["a", 405],
      ["b", 1],
    ]);
    expect(engines[0]?.counts).toEqual(counts);
    expect(counts.reduce((x, y) => x + y)).toBe(latencies.length);
  });

  it("handles one value, only zeros, and none at all", async () => {
    const db = await withExecutions([run("a", 1, 0, { success: false }), run("a", 1, 0), run("b", 1, 250), run("b", 2, 250)]);
    const one = await latencyDistribution(db, { successfulOnly: false, engines: ["b"], bins: 10 });
    expect(one.engines).toEqual([{ engineId: "b", n: 2, counts: [2] }]);
    expect(one.edgesMs[0]).toBe(250);
    expect(one.edgesMs[1]).toBeGreaterThan(250);
    const zeros = await latencyDistribution(db, { successfulOnly: true, engines: ["a"], bins: 10 });
    expect(zeros).toEqual({ edgesMs: [0, 1], engines: [{ engineId: "a", n: 1, counts: [1] }] });
    expect(await latencyDistribution(db, { successfulOnly: false, engines: ["nobody"], bins: 10 })).toEqual({ edgesMs: [], engines: [] });
  });
});

describe("latencyHeat", () => {
  const grid = { successfulOnly: false, engines: ["a", "b"], maxBuckets: 10, bins: 12 };

  it("puts every latency into the cell of its time and size, over one grid for all engines", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      engine: i % 3 === 0 ? "b" : "a",
      ts: 1000 + i * 7,
      ms: i % 10 === 0 ? 0 : 1.05 ** i,
    }));
    const db = await withExecutions([
      ...rows.map(({ engine, ts, ms }) => run(engine, ts, ms)),
      run("a", 1000, 5, { cache_hit: true }),
      run("c", 9, 9),
    ]);
    const { bucketSeconds, edgesMs, engines } = await latencyHeat(db, grid);
    expect(bucketSeconds).toBe(300);
    expect(edgesMs).toHaveLength(13);
    expect(edgesMs[0]).toBe(0);
    for (const { engineId, n, cells } of engines) {
      const own = rows.filter(({ engine }) => engine === engineId);
      expect(n).toBe(own.length);
      expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(n);
      for (const { startS, bin, count } of cells) {
        const inside = own.filter(
          ({ ts, ms }) => ts >= startS && ts < startS + 300 && ms >= (edgesMs[bin] ?? 0) && ms < (edgesMs[bin + 1] ?? 0),
        );
        expect(inside.length).toBe(count);
      }
    }
    expect(engines.map(({ engineId }) => engineId)).toEqual(["a", "b"]);
  });

  it("handles one value, only zeros, and none at all", async () => {
    const db = await withExecutions([run("a", 60, 250), run("a", 61, 250), run("b", 5, 0)]);
    const one = await latencyHeat(db, { ...grid, engines: ["a"] });
    expect(one).toMatchObject({ bucketSeconds: 1, engines: [{ n: 2, cells: [{ startS: 60, bin: 0, count: 1 }, { startS: 61 }] }] });
    expect(one.edgesMs).toHaveLength(2);
    const zeros = await latencyHeat(db, { ...grid, engines: ["b"] });
    expect(zeros).toEqual({
      bucketSeconds: 1,
      edgesMs: [0, 1],
      engines: [{ engineId: "b", n: 1, cells: [{ startS: 5, bin: 0, count: 1 }] }],
    });
    expect(await latencyHeat(db, { ...grid, engines: ["nobody"] })).toEqual({ bucketSeconds: 1, edgesMs: [], engines: [] });
  });
});
