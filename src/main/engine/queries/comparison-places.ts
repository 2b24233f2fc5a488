import type { Signal } from "../../../contract/index.ts";
import { hashOfKey } from "../records/line-hash.ts";
import type { Database } from "../store/duckdb.ts";

export interface ComparisonPlace {
  off: number;
  len: number;
  comparisonId: string;
}

export type PlaceRow = { off: number; len: number; key: string; comparison_id: string | null };

const kept = new WeakMap<Database, Map<string, ComparisonPlace>>();
/** About 200 bytes each. */
const maxKept = 20_000;
/** More keys than this are found in one pass over all rows. */
const fewKeys = 8;

/**
 * Keeps in memory where comparisons were seen, from now on. What is listed is asked for next, by its key: finding that in 1 000 000 rows took 8 ms of a
 * processor up to five times for each decision in a blind queue. Call it again whenever rows of comparisons have changed; it forgets all.
 */
export function keepPlaces(db: Database): void {
  kept.set(db, new Map());
}

/** Another object whenever rows of comparisons have changed; undefined where nobody says so. */
export const stateOfRows = (db: Database): object | undefined => kept.get(db);

/** To note what a query finds that begins now: nothing, once rows have changed meanwhile. */
export function noting(db: Database): (rows: readonly PlaceRow[]) => void {
  const places = kept.get(db);
  if (places === undefined) return () => {};
  return (rows) => {
    for (const row of rows) places.set(row.key, toPlace(row));
    for (const key of places.keys()) {
      if (places.size <= maxKept) return;
      places.delete(key);
    }
  };
}

/** Where the comparisons with these keys are in their journal, by key; one of them when a line is stored more than once. Unknown keys are omitted. */
export async function comparisonPlaces(db: Database, keys: readonly string[], signal?: Signal): Promise<Map<string, ComparisonPlace>> {
  const wanted = new Set(keys);
  const places = new Map<string, ComparisonPlace>();
  for (const key of wanted) {
    const known = kept.get(db)?.get(key);
    if (known) places.set(key, known);
  }
  const firstWords = new Set([...wanted].flatMap((key) => (places.has(key) ? [] : (hashOfKey(key)?.h0 ?? []))));
  if (firstWords.size === 0) return places;
  const note = noting(db);
  // By the first word of the hash: comparing a million texts takes twenty times as long.
  const rows = await db.all<PlaceRow>(
    `SELECT off, len, key, comparison_id FROM comparisons WHERE h0 IN (${[...firstWords].map(() => "?::UINTEGER").join(", ")}) ORDER BY off DESC`,
    [...firstWords],
    signal,
  );
  for (const row of rows) if (wanted.has(row.key)) places.set(row.key, toPlace(row));
  if (wanted.size <= fewKeys) note(rows);
  return places;
}

const toPlace = ({ off, len, comparison_id }: PlaceRow): ComparisonPlace => ({ off, len, comparisonId: comparison_id ?? "" });
