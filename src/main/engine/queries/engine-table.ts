import type { EngineTable, Input, OverallStats, Signal } from "../../../contract/index.ts";
import type { Database, ReadRows } from "../store/duckdb.ts";
import { exactSum, latencyUnit, qualityUnit } from "../store/exact-sums.ts";
import { countersKept, findKept, statsRowsKept } from "./kept-scope.ts";
import { exactPercentiles } from "./percentiles.ts";
import type { Latencies } from "./ranked-values.ts";
import { type Scope, withLatency } from "./scope.ts";
import { noStats, type StatsRow, statsRows } from "./stats-parts.ts";
import { type FromSummary, findBuckets, type StatsSummary, statsRowsFrom } from "./stats-summary.ts";
import { addUpUsage, type EngineUsage, noUsage, usageByEngine } from "./usage.ts";
import { Where } from "./where.ts";

type TableScope = Input<"engines.table">;

interface Quality {
  n: number;
  sum: number;
}

const standardPercentiles = [50, 95, 99];
const none: Quality = { n: 0, sum: 0 };

/** What is known of the rows from an earlier answer about the same ones, and need not be read again. */
export interface KnownOfRows {
  dataRange?: EngineTable["dataRange"];
  /** No execution says what it cost or that it came from a cache. */
  hasNoUsage?: boolean;
  summary?: StatsSummary;
}

/**
 * Exact statistics of each engine with an execution in scope, and of all engines together, from the same rows. Percentiles are linearly
 * interpolated (type 7, numpy's default). Engines with most executions first, then by the bytes of their id.
 *
 * Mean quality is over the executions and candidates with a quality score. Candidates have no time, so they count only when no time range is
 * given. The overall quality includes candidates of engines without executions; `includeCompared` adds rows for those engines, after the
 * others.
 */
export function engineTable(db: Database, input: TableScope, signal?: Signal, knownOfRows: KnownOfRows = {}): Promise<EngineTable> {
  return db.snapshot(async (read) => {
    const percentiles = input.percentiles ?? standardPercentiles;
    const kept = await findKept(read, input);
    const rows = kept === null ? await countRows(read, input, knownOfRows) : await statsRowsKept(read, input, kept);
    const overall = rows.find((row) => row.engine_id === null) ?? noStats;
    const engines = rows.filter((row) => row.engine_id !== null);
    const known = await exactPercentiles(read, toLatencies(input, overall, engines.length), percentiles, kept && countersKept(input, kept));
    const candidates = await candidateQuality(read, input);
    const usage = knownOfRows.hasNoUsage ? new Map<string, EngineUsage>() : await usageByEngine(read, input);
    const stats = (row: StatsRow, quality: Quality, used: EngineUsage) =>
      toStats(row, known.get(row.engine_id) ?? percentiles.map(() => null), quality, used);
    const usedBy = (engineId: string | null) => usage.get(engineId ?? "") ?? noUsage;

    const executed = new Set(engines.map((row) => row.engine_id));
    // Engines without a score too: their row says so.
    const comparedOnly = input.includeCompared ? [...candidates].filter(([engineId]) => !executed.has(engineId)) : [];
    return {
      method: "exact, linear interpolation",
      percentiles: [...percentiles],
      engines: [
        ...engines.map((row) => ({
          engineId: row.engine_id ?? "",
          ...stats(row, candidates.get(row.engine_id ?? "") ?? none, usedBy(row.engine_id)),
        })),
        ...comparedOnly.map(([engineId, quality]) => ({ engineId, ...stats({ ...noStats, engine_id: engineId }, quality, noUsage) })),
      ],
      overall: stats(overall, addUp(candidates), addUpUsage(usage.values())),
      dataRange: knownOfRows.dataRange === undefined ? await dataRange(read) : knownOfRows.dataRange,
    };
  }, signal);
}

async function countRows(read: ReadRows, input: TableScope, { summary }: KnownOfRows): Promise<StatsRow[]> {
  const fromSummary = await findInSummary(read, input, summary);
  return fromSummary === null ? statsRows(read, input) : statsRowsFrom(read, input, fromSummary);
}

async function findInSummary(read: ReadRows, input: TableScope, summary: StatsSummary | undefined): Promise<FromSummary | null> {
  if (summary === undefined) return null;
  const [now] = await read<{ rows: number }>("SELECT count(*) AS rows FROM executions");
  return findBuckets(summary, input, now?.rows ?? 0);
}

/** The latencies in scope. @param row of all engines together. */
export function toLatencies(input: Scope, { n, min, max }: StatsRow, engines: number): Latencies {
  const where = withLatency(input);
  const sql = `SELECT engine_id, latency_ms AS latency, latency_bin AS bin FROM executions ${where.sql}`;
  return { sql, values: where.values, n, engines, min: min ?? 0, max: max ?? 0 };
}

function addUp(candidates: ReadonlyMap<string, Quality>): Quality {
  const all: Quality = { n: 0, sum: 0 };
  for (const { n, sum } of candidates.values()) {
    all.n += n;
    all.sum += sum;
  }
  return all;
}

async function dataRange(read: ReadRows): Promise<EngineTable["dataRange"]> {
  const [range] = await read<{ first: number | null; last: number | null }>(
    "SELECT min(ts) AS first, max(ts) AS last FROM executions WHERE ts >= 0",
  );
  return typeof range?.first === "number" && typeof range.last === "number" ? { fromS: range.first, toS: range.last } : null;
}

async function candidateQuality(read: ReadRows, input: Scope): Promise<Map<string, Quality>> {
  if (input.fromS !== undefined || input.toS !== undefined) return new Map();
  const where = new Where().and("engine_id IS NOT NULL").oneOf("engine_id", input.engines);
  const rows = await read<Quality & { engine_id: string }>(
    `SELECT engine_id, count(quality) AS n, coalesce(${exactSum("quality", qualityUnit)}, 0) AS sum FROM candidates ${where.sql} GROUP BY engine_id ORDER BY engine_id`,
    where.values,
  );
  return new Map(rows.map((row) => [row.engine_id, row]));
}

function toStats(
  row: StatsRow,
  percentiles: (number | null)[],
  candidates: Quality,
  { usage, cachedLatencies }: EngineUsage,
): OverallStats {
  const qualityN = row.quality_n + candidates.n;
  const avg = row.sum === null ? null : row.sum / latencyUnit / row.n;
  return {
    count: row.count,
    successCount: row.success_count,
    successRate: row.count === 0 ? null : row.success_count / row.count,
    latencyMs: { n: row.n, min: row.min, max: row.max, avg, percentiles, cachedN: cachedLatencies },
    quality: { n: qualityN, mean: qualityN === 0 ? null : ((row.quality_sum ?? 0) + candidates.sum) / qualityUnit / qualityN },
    usage,
  };
}
