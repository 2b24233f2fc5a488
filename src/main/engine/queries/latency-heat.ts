import type { Input, LatencyHeat, Signal } from "../../../contract/index.ts";
import type { Database, ReadRows } from "../store/duckdb.ts";
import { chooseBucketWidth, narrowestS } from "../store/time-widths.ts";
import { withLatency } from "./scope.ts";

interface Span {
  first: number;
  last: number;
  /** Of the latencies above zero; null where there are none. */
  low: number | null;
  high: number | null;
  zeros: boolean;
}

interface CellRow {
  engine_id: string;
  start_s: number;
  bin: number;
  n: number;
}

/**
 * Latencies in a grid of time and size, by engine. Buckets of time as in `engineSeries`; bins as in `latencyDistribution`, of one width on a logarithmic
 * axis, with one of their own for zeros. All engines share the grid. Counts are exact: a bin found by logarithm is checked against the edges returned.
 */
export function latencyHeat(db: Database, input: Input<"engines.heat">, signal?: Signal): Promise<LatencyHeat> {
  return db.snapshot(async (read) => {
    const where = withLatency(input).and("ts >= 0");
    const source = { sql: `SELECT engine_id, ts, latency_ms AS x FROM executions ${where.sql}`, values: where.values };
    const [span] = await read<Span>(
      `SELECT min(ts) AS first, max(ts) AS last, min(x) FILTER (x > 0) AS low, max(x) FILTER (x > 0) AS high, count(*) FILTER (x <= 0) > 0 AS zeros
       FROM (${source.sql}) HAVING count(*) > 0`,
      source.values,
    );
    if (span === undefined) return { bucketSeconds: narrowestS, edgesMs: [], engines: [] };
    const width = chooseBucketWidth(span.first, span.last, input.maxBuckets) ?? narrowestS;
    const edges = toEdges(span, input.bins);
    const rows = await readCells(read, source, width, edges, span);
    const engines = new Map<string, LatencyHeat["engines"][number]>();
    for (const { engine_id, start_s, bin, n } of rows) {
      const engine = engines.get(engine_id) ?? { engineId: engine_id, n: 0, cells: [] };
      engines.set(engine_id, engine);
      engine.n += n;
      engine.cells.push({ startS: start_s, bin, count: n });
    }
    return {
      bucketSeconds: width,
      edgesMs: span.zeros ? [0, ...edges] : edges,
      engines: [...engines.values()].sort((a, b) => b.n - a.n || (a.engineId < b.engineId ? -1 : 1)),
    };
  }, signal);
}

/** Of the latencies above zero: the first is the smallest, the last just above the largest. Without any, one edge ends the zeros. */
function toEdges({ low, high, zeros }: Span, bins: number): number[] {
  if (low === null || high === null) return [1];
  const count = high < low * 1.000_000_001 ? 1 : bins - (zeros ? 1 : 0);
  const inner = Array.from({ length: count - 1 }, (_, i) => Math.exp(Math.log(low) + ((Math.log(high) - Math.log(low)) * (i + 1)) / count));
  return [low, ...inner, Math.max(high * 1.000_000_000_001, high + Number.MIN_VALUE)];
}

function readCells(
  read: ReadRows,
  { sql, values }: { sql: string; values: Parameters<ReadRows>[1] },
  width: number,
  edges: readonly number[],
  { zeros }: Span,
): Promise<CellRow[]> {
  const count = edges.length - 1;
  const [low = 1, high = 1] = [edges[0], edges.at(-1)];
  const scale = count <= 1 ? 0 : count / (Math.log(high) - Math.log(low));
  const guess = `greatest(0, least(${count - 1}, floor((ln(x) - ${Math.log(low).toExponential()}) * ${scale.toExponential()})))::INTEGER`;
  const list = `[${edges.map((edge) => edge.toExponential()).join(", ")}]::DOUBLE[]`;
  const first = zeros ? 1 : 0;
  return read<CellRow>(
    `WITH guessed AS (SELECT engine_id, ts, x, CASE WHEN x > 0 THEN ${guess} END AS g FROM (${sql}))
     SELECT engine_id, (ts // ${width}) * ${width} AS start_s,
       CASE WHEN g IS NULL THEN 0 ELSE ${first} + g + (g < ${count - 1} AND x >= (${list})[g + 2])::INTEGER - (g > 0 AND x < (${list})[g + 1])::INTEGER END AS bin,
       count(*) AS n
     FROM guessed GROUP BY ALL ORDER BY engine_id, start_s, bin`,
    values,
  );
}
