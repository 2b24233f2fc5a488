import type { Database, ReadRows, Statement } from "./duckdb.ts";
import { exactSum, latencyUnit, qualityUnit } from "./exact-sums.ts";
import { latencyBinType } from "./latency-bin.ts";
import { chooseBucketWidth } from "./time-widths.ts";

/**
 * Sums that are kept beside the rows of executions: by engine and bucket of time, for a run of rows that were loaded one after the other (a part). An import
 * makes a part of what it brought. They say nothing that the rows do not say, and are forgotten when rows of a part change (docs/decisions/0077-sums-kept-by-imports.md).
 */
export const sumTables = [
  // Rows from one offset of the journal (inclusive) to another (exclusive), how many they are, and the width of their buckets.
  "CREATE TABLE sum_parts (part INTEGER, from_off BIGINT, to_off BIGINT, rows BIGINT, width_s BIGINT)",
  // Of each engine and bucket. `start_s` is NULL for rows without a time, or before 1970. Sums are in the units of queries/stats-parts.ts, times those of known latencies.
  `CREATE TABLE sum_cells (part INTEGER, engine_id VARCHAR, start_s BIGINT, rows BIGINT, first_off BIGINT, count BIGINT, success_count BIGINT, n BIGINT,
    min DOUBLE, max DOUBLE, first_s BIGINT, last_s BIGINT, sum HUGEINT, quality_n BIGINT, quality_sum HUGEINT)`,
  // How many latencies of a cell are in each counter, of 2^counterBits bins.
  `CREATE TABLE sum_counters (part INTEGER, engine_id VARCHAR, start_s BIGINT, counter ${latencyBinType}, n BIGINT)`,
] as const;

/** Bins of a counter, as bits: a counter holds about a sixtieth of latencies that spread over a power of ten and more. */
export const counterBits = 6;

/** The statements that forget them, for whoever changes rows that are there. A DELETE would write down every one of them. */
export const dropSums: Statement[] = sumTables.map((sql) => [sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE")]);

export interface SumPart {
  part: number;
  from_off: number;
  to_off: number;
  rows: number;
  width_s: number;
}

/** The parts, and how many rows are in none of them; null where there are none, or they are of other rows. */
export async function readParts(read: ReadRows): Promise<{ parts: SumPart[]; toOff: number; restRows: number } | null> {
  const parts = await read<SumPart>("SELECT * FROM sum_parts ORDER BY from_off");
  const toOff = parts.at(-1)?.to_off;
  if (toOff === undefined) return null;
  const [now] = await read<{ rows: number; rest: number }>(
    `SELECT (SELECT count(*) FROM executions) AS rows, (SELECT count(*) FROM executions WHERE off >= ${toOff}) AS rest`,
  );
  const { rows, rest } = now ?? { rows: 0, rest: 0 };
  return rows - rest === parts.reduce((sum, part) => sum + part.rows, 0) ? { parts, toOff, restRows: rest } : null;
}

/** With fewer new rows, counting them anew is quick enough. */
export const minRowsToSum = 500_000;
/** New rows are counted with each question until they are this share of the others; so parts stay few. */
const minShare = 1 / 8;
const maxBuckets = 400;
/** With fewer, counters would be as many as rows. */
const rowsPerCell = 800;

/** `atLeast`: new rows, from which a part is made of them. `perCell`: rows of an engine in a bucket, on average. */
export interface SumSizes {
  atLeast?: number;
  perCell?: number;
}

/**
 * Makes a part of the rows that are in none, where they are many. A scan of them: for a million 0.2 s of processor time.
 * @returns whether it did. Fails as `write` does: then nothing has changed.
 */
export async function keepSums(db: Database, { atLeast = minRowsToSum, perCell = rowsPerCell }: SumSizes = {}): Promise<boolean> {
  const found = await db.snapshot(async (read) => {
    const known = await readParts(read);
    const fromOff = known?.toOff ?? 0;
    const [fresh] = await read<{ rows: number; last: number }>(
      `SELECT count(*) AS rows, max(off) AS last FROM executions WHERE off >= ${fromOff}`,
    );
    const others = known?.parts.reduce((sum, { rows }) => sum + rows, 0) ?? 0;
    if (fresh === undefined || fresh.rows < Math.max(1, atLeast, others * minShare)) return null;
    const [span] = await read<{ engines: number; first: number | null; last: number | null }>(
      `SELECT count(*) AS engines, min(first) AS first, max(last) AS last FROM (SELECT engine_id, min(ts) AS first, max(ts) AS last
       FROM executions WHERE off >= ${fromOff} AND ts >= 0 AND engine_id IS NOT NULL GROUP BY engine_id)`,
    );
    return { isFirst: known === null, part: known?.parts.length ?? 0, fromOff, toOff: fresh.last + 1, rows: fresh.rows, span };
  });
  if (typeof found?.span?.first !== "number" || typeof found.span.last !== "number") return false;
  const { isFirst, part, fromOff, toOff, rows } = found;
  const { engines, first, last } = found.span;
  const buckets = Math.min(maxBuckets, Math.floor(rows / perCell / engines));
  const widthS = buckets < 1 ? null : chooseBucketWidth(first, last, buckets);
  if (widthS === null) return false;
  const within = `off >= ${fromOff} AND off < ${toOff} AND engine_id IS NOT NULL`;
  const start = `CASE WHEN ts >= 0 THEN (ts // ${widthS}) * ${widthS} END`;
  const counted = "success IS NOT NULL AND cache_hit IS NOT TRUE";
  await db.write(async (run) => {
    if (isFirst) for (const statement of dropSums) await run(...statement);
    await run(
      `INSERT INTO sum_cells SELECT ${part}, engine_id, start_s, count(*), min(off), count(success), count(*) FILTER (success), count(latency), min(latency), max(latency),
         min(ts) FILTER (latency IS NOT NULL), max(ts) FILTER (latency IS NOT NULL), ${exactSum("latency", latencyUnit)}, count(quality), ${exactSum("quality", qualityUnit)}
       FROM (SELECT engine_id, ${start} AS start_s, off, ts, success, CASE WHEN ${counted} THEN latency_ms END AS latency,
         CASE WHEN success IS NOT NULL THEN quality END AS quality FROM executions WHERE ${within}) GROUP BY engine_id, start_s`,
    );
    await run(
      `INSERT INTO sum_counters SELECT ${part}, engine_id, start_s, counter, count(*)
       FROM (SELECT engine_id, ${start} AS start_s, latency_bin >> ${counterBits} AS counter FROM executions WHERE ${within} AND ${counted} AND latency_ms IS NOT NULL)
       GROUP BY engine_id, start_s, counter`,
    );
    // Counted here: rows may have been replaced since.
    await run(
      `INSERT INTO sum_parts SELECT ${part}, ${fromOff}, ${toOff}, count(*), ${widthS} FROM executions WHERE off >= ${fromOff} AND off < ${toOff}`,
    );
  });
  return true;
}
