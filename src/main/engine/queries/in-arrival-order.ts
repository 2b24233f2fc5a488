import type { Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import type { Where } from "./where.ts";

const firstSpanBytes = 64 * 1024 * 1024;
const growth = 8;

/**
 * The offsets of the next rows that match, in the order of arrival. Looks at a stretch of the journal at a time, each longer
 * than the one before: the next page costs what the page costs where many rows match, and about one scan where few do.
 * @param after the last offset seen; undefined at the start.
 */
export async function nextOffsets(
  db: Database,
  table: "executions" | "comparisons",
  where: Where,
  after: number | undefined,
  limit: number,
  signal?: Signal,
): Promise<number[]> {
  const end = await db.get<{ last: number | null }>(`SELECT max(off) AS last FROM ${table}`, [], signal);
  const last = end?.last ?? -1;
  const found: number[] = [];
  let from = after === undefined ? 0 : after + 1;
  for (let spanBytes = firstSpanBytes; from <= last && found.length < limit; spanBytes *= growth) {
    const stretch = where.copy().and("off >= ?::BIGINT AND off < ?::BIGINT", from, from + spanBytes);
    const rows = await db.all<{ off: number }>(
      `SELECT off FROM ${table} ${stretch.sql} ORDER BY off LIMIT ${limit - found.length}`,
      stretch.values,
      signal,
    );
    for (const { off } of rows) found.push(off);
    from += spanBytes;
  }
  return found;
}
