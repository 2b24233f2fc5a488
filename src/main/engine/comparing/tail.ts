import type { Input } from "../../../contract/index.ts";
import { exactPercentiles } from "../queries/percentiles.ts";
import { inScope, type Scope, withLatency } from "../queries/scope.ts";
import type { Where } from "../queries/where.ts";
import type { ReadRows, SqlValue } from "../store/duckdb.ts";

/** The executions whose latency counts, and where the slow ones of them begin. */
export interface Tail {
  thresholdMs: number;
  tailN: number;
  restN: number;
  /** Of `executions`, with its parameters: those whose latency counts. */
  where: Where;
  /** `tail` and `rest`: counts of a GROUP BY, with their parameters, which come first. */
  counts: string;
  countValues: readonly SqlValue[];
}

const standardPercentile = 95;

export function tailScope({ engine, fromS, toS, includeCached }: Input<"engines.why">): Scope {
  return {
    successfulOnly: false,
    ...(engine === undefined ? {} : { engines: [engine] }),
    ...(fromS === undefined ? {} : { fromS }),
    ...(toS === undefined ? {} : { toS }),
    ...(includeCached === undefined ? {} : { includeCached }),
  };
}

/** The percentile that the tail begins at; null: it was asked for in ms. */
export const tailPercentile = ({ percentile, overMs }: Input<"engines.why">) =>
  overMs === undefined ? (percentile ?? standardPercentile) : null;

/** @param read of one snapshot. @returns null without latencies. */
export async function readTail(read: ReadRows, input: Input<"engines.why">): Promise<Tail | null> {
  const scope = tailScope(input);
  const where = withLatency(scope);
  const [all] = await read<{ n: number; min: number | null; max: number | null }>(
    `SELECT count(*) AS n, min(latency_ms) AS min, max(latency_ms) AS max FROM executions ${where.sql}`,
    where.values,
  );
  if (all === undefined || all.n === 0) return null;
  const percentile = tailPercentile(input);
  const latencies = {
    sql: `SELECT '' AS engine_id, latency_ms AS latency, latency_bin AS bin FROM executions ${where.sql}`,
    values: where.values,
    n: all.n,
    engines: 1,
    min: all.min ?? 0,
    max: all.max ?? 0,
  };
  const thresholdMs = percentile === null ? input.overMs : (await exactPercentiles(read, latencies, [percentile])).get("")?.[0];
  if (thresholdMs === undefined) return null;
  const counts = "count(*) FILTER (latency_ms >= ?::DOUBLE) AS tail, count(*) FILTER (latency_ms < ?::DOUBLE) AS rest";
  const countValues = [thresholdMs, thresholdMs];
  const [sides] = await read<{ tail: number; rest: number }>(`SELECT ${counts} FROM executions ${where.sql}`, [
    ...countValues,
    ...where.values,
  ]);
  return { thresholdMs, tailN: sides?.tail ?? 0, restN: sides?.rest ?? 0, where, counts, countValues };
}

/** Known latencies of cached answers. */
export async function countCached(read: ReadRows, input: Input<"engines.why">): Promise<number> {
  const where = inScope(tailScope(input)).and("cache_hit").and("latency_ms IS NOT NULL");
  const [row] = await read<{ n: number }>(`SELECT count(*) AS n FROM executions ${where.sql}`, where.values);
  return row?.n ?? 0;
}
