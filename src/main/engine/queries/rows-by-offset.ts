import type { Signal } from "../../../contract/index.ts";
import type { Database, SqlRow } from "../store/duckdb.ts";
import type { Where } from "./where.ts";

/** Offsets closer than this are read together: about what one block of rows spans. */
const nearBytes = 1 << 20;
/** Offsets within so many bytes are read with what is between them: looking for each of 200 takes four times as long as that. */
const denseBytes = 1 << 18;

/**
 * Reads `columns` of the rows at these offsets, in any order. A page's rows are found on narrow columns first, and their texts are
 * fetched here. A lookup by a constant offset reads one block, whatever the table's size, while `off IN (…)` over offsets far apart reads
 * the whole table: hence one SELECT for each cluster of offsets.
 * @param columns trusted SQL, never user text.
 */
export async function rowsAt<T extends SqlRow & { off: number }>(
  db: Database,
  table: "executions" | "comparisons" | "candidates",
  columns: string,
  offsets: readonly number[],
  signal?: Signal,
): Promise<T[]> {
  const wanted = new Set(offsets.filter(Number.isSafeInteger));
  if (wanted.size === 0) return [];
  // Whole numbers as they are: binding 200 of them took longer than reading the rows.
  const parts = clusters(wanted).map((cluster) => {
    const [first = 0, last = first] = [cluster[0], cluster.at(-1)];
    if (first === last) return `SELECT ${columns} FROM ${table} WHERE off = ${first}`;
    const range = `SELECT ${columns} FROM ${table} WHERE off BETWEEN ${first} AND ${last}`;
    return last - first <= denseBytes ? range : `${range} AND off IN (${cluster.join(", ")})`;
  });
  const rows = await db.all<T>(parts.join("\nUNION ALL\n"), [], signal);
  return rows.filter(({ off }) => wanted.has(off));
}

function clusters(offsets: ReadonlySet<number>): number[][] {
  const found: number[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const offset of [...offsets].sort((a, b) => a - b)) {
    if (offset - last > nearBytes) found.push([]);
    found.at(-1)?.push(offset);
    last = offset;
  }
  return found;
}

const firstSpanBytes = 64 * 1024 * 1024;
const growth = 8;

/**
 * The offsets of the next matching rows, in order of arrival. Scans one range of the journal at a time, each eight times as long as the one
 * before: where many rows match, a page costs little; where few do, it costs about one scan.
 * @param whereAmong the condition on the rows, of which only those that meet its argument are asked about: a condition on `off`, as SQL.
 * @param after the last offset seen; undefined at the start.
 */
export async function nextOffsets(
  db: Database,
  table: "executions" | "comparisons",
  whereAmong: (among: string) => Where,
  after: number | undefined,
  limit: number,
  signal?: Signal,
): Promise<number[]> {
  const end = await db.get<{ last: number | null }>(`SELECT max(off) AS last FROM ${table}`, [], signal);
  const last = end?.last ?? -1;
  const found: number[] = [];
  let from = after === undefined ? 0 : after + 1;
  for (let spanBytes = firstSpanBytes; from <= last && found.length < limit; spanBytes *= growth) {
    const range = `off >= ${from} AND off < ${from + spanBytes}`;
    const inRange = whereAmong(range).and(range);
    const rows = await db.all<{ off: number }>(
      `SELECT off FROM ${table} ${inRange.sql} ORDER BY off LIMIT ${limit - found.length}`,
      inRange.values,
      signal,
    );
    for (const { off } of rows) found.push(off);
    from += spanBytes;
  }
  return found;
}
