import type { ExactStats } from "../../../contract/index.ts";
import type { ReadRows } from "../store/duckdb.ts";
import { latencyUnit, qualityUnit } from "../store/exact-sums.ts";
import { everyRow } from "../store/replaced-rows.ts";
import { exactPercentiles } from "./percentiles.ts";
import { addStats, noStats, type StatsPart, statsColumns } from "./stats-parts.ts";
import { Where } from "./where.ts";

/** Bytes of events.jsonl, from inclusive, to exclusive. */
interface Bytes {
  from: number;
  to: number;
}

const columns = "off, engine_id, ts, success, latency_ms, latency_bin, quality, cache_hit";
const latency = "CASE WHEN cache_hit IS NOT TRUE THEN latency_ms END";

/**
 * Exact statistics of the executions on some lines of events.jsonl, by what windows count: what arrived, a record that another mapping replaced
 * included, and latencies without those of cached answers. By engine, and under null of all together.
 */
export async function statsAt(
  read: ReadRows,
  pieces: readonly Bytes[],
  percentiles: readonly number[],
): Promise<ReadonlyMap<string | null, ExactStats>> {
  const where = onLines(pieces);
  const source = everyRow("executions", columns);
  const parts = await read<StatsPart>(
    `SELECT engine_id, ${statsColumns} FROM (SELECT engine_id, success, ${latency} AS latency, quality FROM ${source} ${where.sql}) GROUP BY engine_id`,
    where.values,
  );
  const rows = addStats(parts);
  const all = rows.find((row) => row.engine_id === null) ?? noStats;
  const known = where.copy().and(`${latency} IS NOT NULL`);
  const latencies = {
    sql: `SELECT engine_id, latency_ms AS latency, latency_bin AS bin FROM ${source} ${known.sql}`,
    values: known.values,
    n: all.n,
    engines: Math.max(0, rows.length - 1),
    min: all.min ?? 0,
    max: all.max ?? 0,
  };
  const found = await exactPercentiles(read, latencies, percentiles);
  return new Map(
    [all, ...rows.filter((row) => row !== all)].map((row) => [
      row.engine_id,
      {
        count: row.count,
        successCount: row.success_count,
        latencyMs: {
          n: row.n,
          min: row.min,
          max: row.max,
          avg: row.sum === null ? null : row.sum / latencyUnit / row.n,
          percentiles: found.get(row.engine_id) ?? percentiles.map(() => null),
        },
        quality: { n: row.quality_n, mean: row.quality_sum === null ? null : row.quality_sum / qualityUnit / row.quality_n },
      },
    ]),
  );
}

/** Executions of events.jsonl: all, those behind an offset, and those on some lines that were recorded before a time. */
export async function countAround(
  read: ReadRows,
  pieces: readonly Bytes[],
  lastOffset: number,
  beforeMs: number,
): Promise<{ executions: number; notYet: number; recordedBefore: number }> {
  const counted = "engine_id IS NOT NULL AND success IS NOT NULL";
  const source = everyRow("executions", columns);
  const where = onLines(pieces).and("ts * 1000 < ?::DOUBLE", beforeMs);
  const [all] = await read<{ executions: number; not_yet: number }>(
    `SELECT count(*) AS executions, count(*) FILTER (off >= ?::BIGINT) AS not_yet FROM ${source} WHERE ${counted}`,
    [lastOffset],
  );
  const [early] = await read<{ n: number }>(`SELECT count(*) AS n FROM ${source} ${where.sql}`, where.values);
  return { executions: all?.executions ?? 0, notYet: all?.not_yet ?? 0, recordedBefore: early?.n ?? 0 };
}

/** Lines kept although invalid may lack an engine or an outcome: windows do not count them. */
function onLines(pieces: readonly Bytes[]): Where {
  const inside = pieces.map(() => "off >= ?::BIGINT AND off < ?::BIGINT").join(" OR ");
  return new Where()
    .and("engine_id IS NOT NULL")
    .and("success IS NOT NULL")
    .and(inside === "" ? "false" : inside, ...pieces.flatMap(({ from, to }) => [from, to]));
}
