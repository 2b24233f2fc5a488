import type { EngineResources, Input, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { fractions, inScope } from "./scope.ts";

interface ResourceRow {
  engine_id: string | null;
  memory_n: number;
  memory: number[] | null;
  cpu_n: number;
  cpu: number[] | null;
}

const noNumbers = { n: 0, p50: null, p95: null, p99: null };
const none: EngineResources["overall"] = { memoryMb: noNumbers, cpuPercent: noNumbers };

const toPercentiles = (n: number, [p50 = null, p95 = null, p99 = null]: readonly (number | null)[]) => ({ n, p50, p95, p99 });

/**
 * What executions took of memory and processor: exact percentiles, linearly interpolated as those of latency. Of answers that the engine gave, unless
 * `includeCached`; with `successfulOnly` of successes. Engines that report neither are left out.
 */
export async function engineResources(db: Database, input: Input<"engines.resources">, signal?: Signal): Promise<EngineResources> {
  const where = inScope(input).and("memory_mb IS NOT NULL OR cpu_percent IS NOT NULL");
  if (input.successfulOnly) where.and("success");
  if (!input.includeCached) where.and("cache_hit IS NOT TRUE");
  const some = fractions([50, 95, 99]);
  const rows = await db.all<ResourceRow>(
    `SELECT engine_id, count(memory_mb) AS memory_n, quantile_cont(memory_mb, ${some}) AS memory,
       count(cpu_percent) AS cpu_n, quantile_cont(cpu_percent, ${some}) AS cpu
     FROM executions ${where.sql} GROUP BY GROUPING SETS ((engine_id), ()) ORDER BY engine_id NULLS FIRST`,
    where.values,
    signal,
  );
  const stats = rows.map((row) => ({
    engineId: row.engine_id,
    memoryMb: toPercentiles(row.memory_n, row.memory ?? []),
    cpuPercent: toPercentiles(row.cpu_n, row.cpu ?? []),
  }));
  const { memoryMb, cpuPercent } = stats.find(({ engineId }) => engineId === null) ?? none;
  return {
    engines: stats.flatMap(({ engineId, ...rest }) => (engineId === null ? [] : [{ engineId, ...rest }])),
    overall: { memoryMb, cpuPercent },
  };
}
