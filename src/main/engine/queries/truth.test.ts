import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EngineStats, OverallStats } from "../../../contract/index.ts";
import { needs } from "../testing/needs.ts";
import {
  type CandidateValues,
  type ComparisonValues,
  type ExecutionValues,
  insertCandidates,
  insertComparisons,
  insertExecutions,
  type TestDatabase,
  testDatabase,
} from "../testing/test-database.ts";
import { listComparisons } from "./comparisons.ts";
import { engineTable } from "./engine-table.ts";
import { listExecutions } from "./executions.ts";

const data = resolve(import.meta.dirname, "../../../../../shared/data");
const there = existsSync(join(data, "truth.json"));

interface TrueLatency {
  n: number;
  min: number;
  max: number;
  mean: number;
  linear: Record<"p50" | "p75" | "p90" | "p95" | "p99", number>;
}
interface TrueStats {
  count: number;
  success: number;
  success_rate: number;
  latency_ms_all: TrueLatency;
  latency_ms_success_only: TrueLatency;
}
interface TrueQuality {
  quality_mean: number;
  quality_n: number;
}

const percentiles = [50, 75, 90, 95, 99];

needs.sharedData.describe("statistics of the real data equal truth.json", () => {
  let test: TestDatabase;
  const truth = there ? JSON.parse(readFileSync(join(data, "truth.json"), "utf8")).aggregate : null;

  beforeAll(async () => {
    test = await testDatabase();
    await insertExecutions(test.db, recordsOf("engine_execution").map(execution));
    const comparisons = recordsOf("comparison_result").map(comparison);
    await insertComparisons(
      test.db,
      comparisons.map(({ row }) => row),
    );
    await insertCandidates(
      test.db,
      comparisons.flatMap(({ candidates }) => candidates),
    );
  });
  afterAll(() => test[Symbol.asyncDispose]());

  for (const successfulOnly of [false, true]) {
    it(successfulOnly ? "with successful executions only" : "with all executions", async () => {
      const table = await engineTable(test.db, { successfulOnly, percentiles });
      const engines: Record<string, TrueStats> = truth.engine_execution.engines;
      expect(table.engines.map(({ engineId }) => engineId).sort()).toEqual(Object.keys(engines).sort());
      for (const engine of table.engines) equals(engine, engines[engine.engineId] as TrueStats, successfulOnly);
      equals(table.overall, truth.engine_execution.overall, successfulOnly);
      expect(table.dataRange).toEqual({
        fromS: truth.engine_execution.overall.timestamp_min,
        toS: truth.engine_execution.overall.timestamp_max,
      });
    });
  }

  it("mean quality is that of the candidates, since no execution carries one", async () => {
    const table = await engineTable(test.db, { successfulOnly: false });
    const judged: Record<string, TrueQuality> = truth.comparison_result.engines;
    let compared = 0;
    for (const { engineId, quality } of table.engines) {
      const expected = judged[engineId];
      expect(quality.n).toBe(expected?.quality_n ?? 0);
      if (expected === undefined) continue;
      near(quality.mean, expected.quality_mean);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(10);
    expect(table.overall.quality.n).toBe(truth.comparison_result.candidates);
    near(table.overall.quality.mean, truth.comparison_result.mean_quality_all_candidates);
  });

  it("pages through every execution once, in every sort", async () => {
    for (const sort of ["newest", "oldest", "slowest", "fastest", "arrival"] as const) {
      const seen = new Set<number>();
      let cursor: string | undefined;
      do {
        const page = await listExecutions(test.executions, { filter: {}, sort, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.total).toBe(5188);
        for (const { offset } of page.rows) seen.add(offset);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen.size).toBe(5188);
    }
  });

  it("counts comparisons without a winner", async () => {
    const page = await listComparisons(test, { filter: { hasWinner: false }, limit: 200 });
    expect(page.total).toBe(truth.comparison_result.no_winner);
    expect(page.rows).toHaveLength(page.total);
    expect(page.rows.every(({ winner }) => winner === null)).toBe(true);
  });
});

function equals(stats: EngineStats | OverallStats, expected: TrueStats, successfulOnly: boolean): void {
  const latency = successfulOnly ? expected.latency_ms_success_only : expected.latency_ms_all;
  expect([stats.count, stats.successCount, stats.successRate]).toEqual([expected.count, expected.success, expected.success_rate]);
  expect(stats.latencyMs.n).toBe(latency.n);
  if (latency.n === 0) {
    expect(stats.latencyMs).toEqual({ n: 0, min: null, max: null, avg: null, percentiles: percentiles.map(() => null), cachedN: 0 });
    return;
  }
  expect([stats.latencyMs.min, stats.latencyMs.max]).toEqual([latency.min, latency.max]);
  near(stats.latencyMs.avg, latency.mean);
  for (const [place, percentile] of percentiles.entries()) {
    near(stats.latencyMs.percentiles[place] ?? null, latency.linear[`p${percentile}` as keyof TrueLatency["linear"]]);
  }
}

/** Equal to 1e-9 relative. */
function near(value: number | null, expected: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs((value ?? 0) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

interface Metrics {
  success?: boolean;
  latency_ms?: number;
  quality_score?: number;
}
interface NativeRecord {
  trace_id: string;
  task_id?: string;
  engine_id: string;
  timestamp: number;
  status?: string;
  input: string;
  output: string;
  metrics: Metrics;
  comparison_id: string;
  query: string;
  candidates: { engine_id: string; output: string; metrics?: Metrics }[];
  winner?: { engine_id: string; score: number };
}
interface Line {
  record: NativeRecord;
  off: number;
}

function recordsOf(kind: string): Line[] {
  let off = 0;
  return readdirSync(join(data, "native", kind)).flatMap((name) =>
    readFileSync(join(data, "native", kind, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const at = off;
        off += Buffer.byteLength(line) + 1;
        return { record: JSON.parse(line) as NativeRecord, off: at };
      }),
  );
}

function execution({ record, off }: Line): ExecutionValues {
  const { engine_id, timestamp, metrics } = record;
  const { success, latency_ms, quality_score } = metrics;
  return { off, engine_id, ts: timestamp, success, latency_ms, quality: quality_score };
}

function comparison({ record, off }: Line): { row: ComparisonValues; candidates: CandidateValues[] } {
  const { comparison_id, query, candidates, winner } = record;
  const key = off.toString(16).padStart(24, "0");
  return {
    row: { off, key, comparison_id, query, candidates: candidates.length, winner_engine: winner?.engine_id, winner_score: winner?.score },
    candidates: candidates.map(({ engine_id, output, metrics }, position) => {
      return { off, position, engine_id, output, latency_ms: metrics?.latency_ms, quality: metrics?.quality_score };
    }),
  };
}
