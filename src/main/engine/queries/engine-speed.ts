import type { EngineSpeed, Input, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { fractions, inScope } from "./scope.ts";

interface SpeedRow {
  engine_id: string | null;
  ttft_n: number;
  ttft: number[] | null;
  speed_n: number;
  speed: number[] | null;
}

const none: EngineSpeed["overall"] = { ttftMs: { n: 0, p50: null, p95: null }, tokensPerSecond: { n: 0, p50: null } };

/**
 * How fast answers come: time to first token, and tokens of output a second of latency. Of answers that the engine gave, unless
 * `includeCached`; with `successfulOnly` of successes. Engines that report neither are left out.
 */
export async function engineSpeed(db: Database, input: Input<"engines.speed">, signal?: Signal): Promise<EngineSpeed> {
  const where = inScope(input).and("ttft_ms IS NOT NULL OR (output_tokens IS NOT NULL AND latency_ms > 0)");
  if (input.successfulOnly) where.and("success");
  if (!input.includeCached) where.and("cache_hit IS NOT TRUE");
  const rows = await db.all<SpeedRow>(
    `WITH s AS MATERIALIZED (SELECT engine_id, ttft_ms, CASE WHEN latency_ms > 0 THEN output_tokens * 1e3 / latency_ms END AS speed
       FROM executions ${where.sql})
     SELECT engine_id, count(ttft_ms) AS ttft_n, quantile_cont(ttft_ms, ${fractions([50, 95])}) AS ttft,
       count(speed) AS speed_n, quantile_cont(speed, ${fractions([50])}) AS speed
     FROM s GROUP BY GROUPING SETS ((engine_id), ()) ORDER BY engine_id NULLS FIRST`,
    where.values,
    signal,
  );
  const stats = rows.map((row) => ({
    engineId: row.engine_id,
    ttftMs: { n: row.ttft_n, p50: row.ttft?.[0] ?? null, p95: row.ttft?.[1] ?? null },
    tokensPerSecond: { n: row.speed_n, p50: row.speed?.[0] ?? null },
  }));
  const { ttftMs, tokensPerSecond } = stats.find(({ engineId }) => engineId === null) ?? none;
  return {
    engines: stats.flatMap(({ engineId, ...rest }) => (engineId === null ? [] : [{ engineId, ...rest }])),
    overall: { ttftMs, tokensPerSecond },
  };
}
