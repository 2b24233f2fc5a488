import type { EngineTable, Input, OverallStats, Signal } from "../../../contract/index.ts";
import type { Database } from "../index/duckdb.ts";
import { fractions, inScope, latencyIn, percentileValues } from "./scope.ts";
import { Where } from "./where.ts";

type Scope = Input<"engines.table">;

interface StatsRow {
  overall: number;
  engine_id: string;
  count: number;
  success_count: number;
  n: number;
  min: number | null;
  max: number | null;
  avg: number | null;
  percentiles: number[] | null;
  quality_n: number;
  quality_sum: number | null;
}

interface Quality {
  n: number;
  sum: number;
}

const standardPercentiles = [50, 95, 99];
const none: Quality = { n: 0, sum: 0 };

/**
 * Exact statistics of every engine that has at least one execution in scope, and of all together, from the same rows. Percentiles are
 * linearly interpolated (type 7, as numpy's default). Engines with most executions first, then by the bytes of their id.
 *
 * Mean quality is over executions that carry a quality score and candidates that carry one. Candidates have no time, so
 * they count only when no time range is asked for; the overall quality counts candidates of engines without executions too,
 * and `includeCompared` gives those engines rows of their own, after the others.
 */
export async function engineTable(db: Database, input: Scope, signal?: Signal): Promise<EngineTable> {
  const percentiles = input.percentiles ?? standardPercentiles;
  const [rows, candidates, range] = await Promise.all([
    statsRows(db, input, percentiles, signal),
    candidateQuality(db, input, signal),
    db.get<{ first: number | null; last: number | null }>(
      "SELECT min(ts) AS first, max(ts) AS last FROM executions WHERE ts >= 0",
      [],
      signal,
    ),
  ]);
  const all: Quality = { n: 0, sum: 0 };
  for (const { n, sum } of candidates.values()) {
    all.n += n;
    all.sum += sum;
  }
  const engines = rows.filter((row) => row.overall === 0);
  const overall = rows.find((row) => row.overall === 1);
  const executed = new Set(engines.map((row) => row.engine_id));
  const comparedOnly = input.includeCompared ? [...candidates].filter(([engineId]) => !executed.has(engineId)) : [];
  return {
    method: "exact, linear interpolation",
    percentiles: [...percentiles],
    engines: [
      ...engines.map((row) => ({ engineId: row.engine_id, ...toStats(row, percentiles, candidates.get(row.engine_id) ?? none) })),
      ...comparedOnly.map(([engineId, quality]) => ({ engineId, ...toStats(emptyRow, percentiles, quality) })),
    ],
    overall: toStats(overall ?? emptyRow, percentiles, all),
    dataRange: typeof range?.first === "number" && typeof range.last === "number" ? { fromS: range.first, toS: range.last } : null,
  };
}

function statsRows(db: Database, input: Scope, percentiles: readonly number[], signal?: Signal): Promise<StatsRow[]> {
  const where = inScope(input);
  // favg and fsum carry the rounding error along: the same rows give the same mean, however threads share the scan.
  const columns = `count(*) AS count, count(*) FILTER (success) AS success_count, count(latency) AS n, min(latency) AS min,
    max(latency) AS max, favg(latency) AS avg, quantile_cont(latency, ${fractions(percentiles)}) AS percentiles,
    count(quality) AS quality_n, fsum(quality) AS quality_sum`;
  const scope = `(SELECT engine_id, success, ${latencyIn(input)} AS latency, quality FROM executions ${where.sql})`;
  // Two branches of one statement see the same rows and run side by side; GROUPING SETS would select percentiles one after the other.
  return db.all<StatsRow>(
    `SELECT * FROM (
       SELECT 0 AS overall, engine_id, ${columns} FROM ${scope} GROUP BY engine_id
       UNION ALL SELECT 1 AS overall, NULL AS engine_id, ${columns} FROM ${scope}
     ) ORDER BY count DESC, engine_id`,
    [...where.values, ...where.values],
    signal,
  );
}

async function candidateQuality(db: Database, input: Scope, signal?: Signal): Promise<Map<string, Quality>> {
  if (input.fromS !== undefined || input.toS !== undefined) return new Map();
  const where = new Where().and("engine_id IS NOT NULL").and("quality IS NOT NULL").oneOf("engine_id", input.engines);
  const rows = await db.all<Quality & { engine_id: string }>(
    `SELECT engine_id, count(*) AS n, fsum(quality) AS sum FROM candidates ${where.sql} GROUP BY engine_id ORDER BY engine_id`,
    where.values,
    signal,
  );
  return new Map(rows.map((row) => [row.engine_id, row]));
}

const emptyRow: StatsRow = {
  overall: 1,
  engine_id: "",
  count: 0,
  success_count: 0,
  n: 0,
  min: null,
  max: null,
  avg: null,
  percentiles: null,
  quality_n: 0,
  quality_sum: null,
};

function toStats(row: StatsRow, percentiles: readonly number[], candidates: Quality): OverallStats {
  const qualityN = row.quality_n + candidates.n;
  return {
    count: row.count,
    successCount: row.success_count,
    successRate: row.count === 0 ? null : row.success_count / row.count,
    latencyMs: { n: row.n, min: row.min, max: row.max, avg: row.avg, percentiles: percentileValues(row.percentiles, percentiles) },
    quality: { n: qualityN, mean: qualityN === 0 ? null : ((row.quality_sum ?? 0) + candidates.sum) / qualityN },
  };
}
