import type { ReadRows } from "../store/duckdb.ts";
import type { Where } from "./where.ts";

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that are readable on an axis, in seconds. The last ones cover any timestamp a record can have. */
const widthsS = [
  ...[1, 5, 10, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 7, 30, 90, 365, 3_650, 36_500, 365_000, 3_650_000].map((days) => days * day),
];

export const narrowestS = 1;

/** The narrowest width in seconds of which at most `maxBuckets` hold these times; they start at whole multiples of it since 1970. */
export function chooseBucketWidth(firstS: number, lastS: number, maxBuckets: number): number | null {
  return widthsS.find((width) => Math.floor(lastS / width) - Math.floor(firstS / width) < maxBuckets) ?? null;
}

/** For the executions in scope. By itself, so that it is a constant where millions of rows are divided by it. @returns null without rows. */
export async function chooseWidth(read: ReadRows, where: Where, maxBuckets: number): Promise<number | null> {
  const [span] = await read<{ first: number | null; last: number | null }>(
    `SELECT min(ts) AS first, max(ts) AS last FROM executions ${where.sql}`,
    where.values,
  );
  if (typeof span?.first !== "number" || typeof span.last !== "number") return null;
  return chooseBucketWidth(span.first, span.last, maxBuckets);
}
