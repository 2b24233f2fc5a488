import type { Input, LatencyDistribution, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { withLatency } from "./scope.ts";

interface BinRow {
  engine_id: string | null;
  bin: number | null;
  n: number | null;
  edges: number[] | null;
}

/**
 * A histogram of latencies: at most `bins` bins of equal width on a logarithmic axis, from the smallest latency above zero to the largest.
 * Latencies of zero get a first bin of their own, from 0 to the smallest above zero. The last edge is just above the largest. If all
 * latencies are equal there is one bin; if none is known there are no edges.
 *
 * A single query: the bin found by logarithm is checked against the edges returned, so counts are exact.
 */
export async function latencyDistribution(
  db: Database,
  input: Input<"engines.distribution">,
  signal?: Signal,
): Promise<LatencyDistribution> {
  const where = withLatency(input);
  const rows = await db.all<BinRow>(
    `WITH s AS NOT MATERIALIZED (SELECT engine_id, latency_ms AS x FROM executions ${where.sql}),
       span AS (SELECT min(x) FILTER (x > 0) AS lo, max(x) FILTER (x > 0) AS hi, count(*) FILTER (x <= 0) > 0 AS zeros FROM s HAVING count(*) > 0),
       cut AS (SELECT *, CASE WHEN lo IS NULL THEN 0 WHEN hi < lo * 1.000000001::DOUBLE THEN 1 ELSE ?::INTEGER - zeros::INTEGER END AS k FROM span),
       logs AS (SELECT *, ln(lo) AS lnlo, ln(hi) - ln(lo) AS width, CASE WHEN k = 0 THEN [1::DOUBLE] ELSE list_concat([lo],
                  list_transform(range(1, k), lambda i: exp(ln(lo) + (ln(hi) - ln(lo)) * i / k)),
                  [greatest(hi * 1.000000000001::DOUBLE, hi + 5e-324)]) END AS edges FROM cut),
       guessed AS (SELECT engine_id, x, zeros, k, edges,
                  CASE WHEN x <= 0 THEN -1 WHEN k = 1 THEN 0 ELSE greatest(0, least(k - 1, floor((ln(x) - lnlo) / width * k)))::INTEGER END AS g
                  FROM s, logs)
     SELECT NULL AS engine_id, NULL AS bin, NULL AS n, CASE WHEN zeros THEN list_concat([0::DOUBLE], edges) ELSE edges END AS edges FROM logs
     UNION ALL
     SELECT engine_id, zeros::INTEGER + CASE WHEN g < 0 THEN g ELSE
         g + (g < k - 1 AND x >= edges[g + 2])::INTEGER - (x < edges[g + 1])::INTEGER END AS bin, count(*) AS n, NULL
       FROM guessed GROUP BY 1, 2
     ORDER BY engine_id NULLS FIRST, bin`,
    [...where.values, input.bins],
    signal,
  );
  const edgesMs = rows[0]?.edges ?? [];
  const engines = new Map<string, { engineId: string; n: number; counts: number[] }>();
  for (const { engine_id, bin, n } of rows) {
    if (engine_id === null || bin === null || n === null) continue;
    let engine = engines.get(engine_id);
    if (engine === undefined) {
      engine = { engineId: engine_id, n: 0, counts: new Array<number>(edgesMs.length - 1).fill(0) };
      engines.set(engine_id, engine);
    }
    engine.counts[bin] = n;
    engine.n += n;
  }
  return { edgesMs, engines: [...engines.values()].sort((a, b) => b.n - a.n) };
}
