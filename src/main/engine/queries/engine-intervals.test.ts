import { afterAll, beforeAll, expect, it } from "vitest";
import { insertExecutions, type TestDatabase, testDatabase } from "../testing/test-database.ts";
import { CachedQueries } from "./cached-queries.ts";
import { engineChange } from "./engine-change.ts";
import { engineIntervals } from "./engine-intervals.ts";
import { engineResources } from "./engine-resources.ts";
import { engineSpeed } from "./engine-speed.ts";
import { engineTable } from "./engine-table.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  const of = (engine: string, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      engine_id: engine,
      ts: 1,
      latency_ms: 42 + i * 10,
      success: i % 4 > 0,
      quality: (i % 10) / 10,
    }));
  await insertExecutions(test.db, [...of("one", 1), ...of("two", 2), ...of("many", 300)]);
});
afterAll(() => test[Symbol.asyncDispose]());

const percentiles = [1, 50, 99, 99.999];

it("each holds its number, and is open where there are too few values", async () => {
  const scope = { successfulOnly: false, percentiles };
  const [table, intervals] = [await engineTable(test.db, scope), await engineIntervals(test.db, scope)];
  for (const [stats, sure] of [
    ...table.engines.map((engine) => [engine, intervals.engines.find(({ engineId }) => engineId === engine.engineId)] as const),
    [table.overall, intervals.overall] as const,
  ]) {
    expect(sure?.success.low).toBeLessThanOrEqual(stats.successRate as number);
    expect(sure?.success.high).toBeGreaterThanOrEqual(stats.successRate as number);
    for (const [i, value] of stats.latencyMs.percentiles.entries()) {
      const { low = null, high = null } = sure?.percentiles[i] ?? {};
      if (low !== null) expect(low).toBeLessThanOrEqual(value as number);
      if (high !== null) expect(high).toBeGreaterThanOrEqual(value as number);
    }
  }
  expect(intervals.engines.find(({ engineId }) => engineId === "one")?.percentiles[1]).toEqual({ low: null, high: null });
  // Of 300 values the median lies between the 133.57th and the 167.43rd (counted from 1).
  const many = intervals.engines.find(({ engineId }) => engineId === "many");
  expect(many?.percentiles[1]).toEqual({ low: expect.closeTo(42 + 1325.679, 2), high: expect.closeTo(42 + 1664.321, 2) });
  // scipy.stats.t.interval(0.95, 299, loc=0.45, scale=sqrt(0.082943) / sqrt(300))
  expect(many?.quality.low).toBeCloseTo(0.4173, 4);
  expect(many?.quality.high).toBeCloseTo(0.4827, 4);
  expect(intervals.engines.find(({ engineId }) => engineId === "two")?.quality).toEqual({ low: null, high: null });
});

it("are asked again once comparisons bring scores", async () => {
  const queries = new CachedQueries({ db: test.db } as ConstructorParameters<typeof CachedQueries>[0]);
  const quality = async () => (await queries.intervals({ successfulOnly: false, percentiles, engines: ["compared"] })).engines[0]?.quality;
  expect(await quality()).toBeUndefined();
  await test.db.write((run) =>
    run("INSERT INTO candidates (off, position, engine_id, quality) SELECT i, 0, 'compared', i / 10 FROM range(10) t(i)"),
  );
  queries.changed("comparisons");
  expect((await quality())?.low).toBeGreaterThan(0);
});

it("of nothing are open", async () => {
  const { overall, engines } = await engineIntervals(test.db, { successfulOnly: false, percentiles, engines: ["none"] });
  expect({ overall, engines }).toEqual({
    overall: {
      success: { low: null, high: null },
      percentiles: percentiles.map(() => ({ low: null, high: null })),
      quality: { low: null, high: null },
      cost: { low: null, high: null },
    },
    engines: [],
  });
});

it("a change is of the period of equal length before, with the interval of a comparison", async () => {
  const at = (ts: number, slower: number) =>
    Array.from({ length: 400 }, (_, i) => ({
      engine_id: "moving",
      ts: ts + (i % 50),
      latency_ms: 100 + ((i * 37) % 400) + slower,
      success: i % 10 > 0,
      output_tokens: 20,
      ttft_ms: i,
    }));
  await insertExecutions(test.db, [...at(1000, 0), ...at(1050, 80), { engine_id: "new", ts: 1060, latency_ms: 1, success: true }]);
  const change = await engineChange(test.db, { successfulOnly: false, fromS: 1050, toS: 1100, percentile: 50 });
  expect(change.before).toEqual({ fromS: 1000, toS: 1050 });
  const [moving, ...others] = change.engines;
  expect(others).toEqual([]);
  expect(moving).toMatchObject({ engineId: "moving", beforeCount: 400, beforeN: 400, latencyMs: { value: 80 }, success: { value: 0 } });
  expect(moving?.latencyMs.low).toBeGreaterThan(50);
  expect(moving?.latencyMs.high).toBeLessThan(110);
  expect(moving?.success.low).toBeCloseTo(-(moving?.success.high ?? 0), 12);

  const none = await engineChange(test.db, { successfulOnly: false, fromS: 5000, toS: 6000, percentile: 99 });
  expect(none).toMatchObject({ engines: [], overall: { beforeCount: 0, latencyMs: { value: null }, success: { value: null } } });

  const speed = await engineSpeed(test.db, { successfulOnly: true, fromS: 1000, toS: 1050 });
  expect(speed.engines).toEqual([
    { engineId: "moving", ttftMs: { n: 360, p50: 200, p95: 379.1 }, tokensPerSecond: { n: 360, p50: expect.any(Number) } },
  ]);
  expect(speed.overall.ttftMs).toEqual(speed.engines[0]?.ttftMs);
});

it("of mean costs are Student's; of memory and processor each engine has its percentiles, without cached answers", async () => {
  const executions = [0.001, 0.002, 0.004, 0.008, 0.015].map((cost_usd, i) => ({
    engine_id: "costly",
    ts: 9000,
    success: i > 0,
    cost_usd,
    memory_mb: i < 3 ? 100 * i : null,
    cpu_percent: 250,
  }));
  const cached = { engine_id: "costly", ts: 9000, success: true, memory_mb: 9000, cache_hit: true };
  await insertExecutions(test.db, [
    ...executions,
    cached,
    ...executions.map((one) => ({ ...one, engine_id: "absurd", cost_usd: 1e8, memory_mb: null, cpu_percent: null })),
  ]);
  const scope = { successfulOnly: false, fromS: 9000, toS: 9001 };
  const { engines } = await engineIntervals(test.db, { ...scope, percentiles: [50] });
  const costOf = (engine: string) => engines.find(({ engineId }) => engineId === engine)?.cost;
  // scipy.stats.t.interval(0.95, 4, loc=0.006, scale=scipy.stats.sem([0.001, 0.002, 0.004, 0.008, 0.015])), cut at 0
  expect(costOf("costly")?.low).toBe(0);
  expect(costOf("costly")?.high).toBeCloseTo(0.013_078, 5);
  expect(costOf("absurd")).toEqual({ low: null, high: null });

  const numbers = {
    memoryMb: { n: 3, p50: 100, p95: expect.closeTo(190, 9), p99: 198 },
    cpuPercent: { n: 5, p50: 250, p95: 250, p99: 250 },
  };
  expect(await engineResources(test.db, scope)).toEqual({ engines: [{ engineId: "costly", ...numbers }], overall: numbers });
  const chosen = await engineResources(test.db, { ...scope, successfulOnly: true, includeCached: true });
  expect(chosen.overall.memoryMb).toMatchObject({ n: 3, p50: 200 });
  expect((await engineResources(test.db, { ...scope, fromS: 0, toS: 1 })).overall.cpuPercent).toEqual({
    n: 0,
    p50: null,
    p95: null,
    p99: null,
  });
});
