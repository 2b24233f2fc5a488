import type { ReadRows } from "../store/duckdb.ts";
import { chooseBucketWidth } from "../store/time-widths.ts";
import type { Where } from "./where.ts";

/** For the executions in scope. By itself, so that it is a constant where millions of rows are divided by it. @returns null without rows. */
export async function chooseWidth(read: ReadRows, where: Where, maxBuckets: number): Promise<number | null> {
  const [span] = await read<{ first: number | null; last: number | null }>(
    `SELECT min(ts) AS first, max(ts) AS last FROM executions ${where.sql}`,
    where.values,
  );
  if (typeof span?.first !== "number" || typeof span.last !== "number") return null;
  return chooseBucketWidth(span.first, span.last, maxBuckets);
}
