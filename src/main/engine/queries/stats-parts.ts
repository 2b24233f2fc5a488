import type { ReadRows } from "../store/duckdb.ts";
import { exactSum, latencyUnit, qualityUnit } from "../store/exact-sums.ts";
import { inScope, latencyIn, type Scope } from "./scope.ts";

/** Counts and sums that can be added up: of an engine's executions, or of some of them. */
export interface StatsPart {
  engine_id: string;
  count: number;
  success_count: number;
  /** Known latencies, and their range in ms. */
  n: number;
  min: number | null;
  max: number | null;
  /** In `latencyUnit`s and `qualityUnit`s, as text: they may have more digits than a number. */
  sum: string | null;
  quality_n: number;
  quality_sum: string | null;
}

export interface StatsRow extends Omit<StatsPart, "engine_id" | "sum" | "quality_sum"> {
  /** null: all engines together. */
  engine_id: string | null;
  /** In `latencyUnit`s and `qualityUnit`s. */
  sum: number | null;
  quality_sum: number | null;
}

/** SQL of the columns of a `StatsPart`, but for its engine, over rows of `success`, `latency` and `quality`. */
export const statsColumns = `count(*) AS count, count(*) FILTER (success) AS success_count, count(latency) AS n, min(latency) AS min, max(latency) AS max,
  ${exactSum("latency", latencyUnit)}::VARCHAR AS sum, count(quality) AS quality_n, ${exactSum("quality", qualityUnit)}::VARCHAR AS quality_sum`;

/** Counts and sums of each engine, those with most executions first, then by the bytes of their id; and of all together. */
export async function statsRows(read: ReadRows, scope: Scope): Promise<StatsRow[]> {
  const where = inScope(scope);
  const parts = await read<StatsPart>(
    `SELECT engine_id, ${statsColumns} FROM (SELECT engine_id, success, ${latencyIn(scope)} AS latency, quality FROM executions ${where.sql}) GROUP BY engine_id`,
    where.values,
  );
  return addStats(parts);
}

const noTotal = { engine_id: null, count: 0, success_count: 0, n: 0, min: null, max: null, sum: null, quality_n: 0, quality_sum: null };

/** Of no executions. */
export const noStats: StatsRow = noTotal;

interface Total extends Omit<StatsRow, "sum" | "quality_sum"> {
  sum: bigint | null;
  quality_sum: bigint | null;
}

const lesser = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b));
const greater = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.max(a, b));
const plus = (a: bigint | null, b: string | null) => (b === null ? a : (a ?? 0n) + BigInt(b));
const toNumber = (sum: bigint | null) => (sum === null ? null : Number(sum));

/** Adds up parts by engine, ordered as `statsRows` says. */
export function addStats(parts: Iterable<StatsPart>): StatsRow[] {
  const engines = new Map<string, Total>();
  const overall: Total = { ...noTotal };
  for (const part of parts) {
    let engine = engines.get(part.engine_id);
    if (engine === undefined) {
      engine = { ...noTotal, engine_id: part.engine_id };
      engines.set(part.engine_id, engine);
    }
    for (const total of [engine, overall]) {
      total.count += part.count;
      total.success_count += part.success_count;
      total.n += part.n;
      total.min = lesser(total.min, part.min);
      total.max = greater(total.max, part.max);
      total.sum = plus(total.sum, part.sum);
      total.quality_n += part.quality_n;
      total.quality_sum = plus(total.quality_sum, part.quality_sum);
    }
  }
  if (engines.size === 0) return [];
  const byIdBytes = (a: Total, b: Total) => Buffer.compare(Buffer.from(a.engine_id ?? ""), Buffer.from(b.engine_id ?? ""));
  const sorted = [...engines.values()].sort((a, b) => b.count - a.count || byIdBytes(a, b));
  return [overall, ...sorted].map((total) => ({ ...total, sum: toNumber(total.sum), quality_sum: toNumber(total.quality_sum) }));
}
