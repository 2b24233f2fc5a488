import type { ExecutionSort, Signal } from "../../../contract/index.ts";
import { executionColumns } from "../records/index-columns.ts";
import type { Database } from "../store/duckdb.ts";
import type { Position } from "./cursor.ts";
import { nextOffsets } from "./rows-by-offset.ts";
import type { Where } from "./where.ts";

interface Order {
  column: "ts" | "latency_ms" | "cost_usd" | "input_tokens" | "output_tokens" | "quality" | "len";
  descending: boolean;
  /** Ties: the later one in the journal first. */
  lastFirst: boolean;
}

const orders = {
  newest: { column: "ts", descending: true, lastFirst: true },
  oldest: { column: "ts", descending: false, lastFirst: false },
  slowest: { column: "latency_ms", descending: true, lastFirst: false },
  fastest: { column: "latency_ms", descending: false, lastFirst: false },
  costliest: { column: "cost_usd", descending: true, lastFirst: false },
  cheapest: { column: "cost_usd", descending: false, lastFirst: false },
  most_tokens: { column: "output_tokens", descending: true, lastFirst: false },
  fewest_tokens: { column: "output_tokens", descending: false, lastFirst: false },
  most_input_tokens: { column: "input_tokens", descending: true, lastFirst: false },
  fewest_input_tokens: { column: "input_tokens", descending: false, lastFirst: false },
  best: { column: "quality", descending: true, lastFirst: false },
  worst: { column: "quality", descending: false, lastFirst: false },
  largest: { column: "len", descending: true, lastFirst: false },
  smallest: { column: "len", descending: false, lastFirst: false },
} as const satisfies Record<Exclude<ExecutionSort, "arrival">, Order>;

/**
 * Finds the next rows of a sort, on narrow columns alone. Keyset paging: continues after `after` without counting rows to skip. Rows
 * without a sort key come last.
 */
export async function nextPositions(
  db: Database,
  sort: ExecutionSort,
  where: Where,
  after: Position | undefined,
  limit: number,
  signal?: Signal,
): Promise<Position[]> {
  if (sort === "arrival") {
    const offsets = await nextOffsets(db, "executions", where, after?.off, limit, signal);
    return offsets.map((off) => ({ key: null, off }));
  }
  const order: Order = orders[sort];
  const found = after !== undefined && after.key === null ? [] : await withKey(db, order, where, after, limit, signal);
  if (found.length < limit) {
    const afterOff = after?.key === null ? after.off : undefined;
    found.push(...(await withoutKey(db, order, where, afterOff, limit - found.length, signal)));
  }
  return found;
}

async function withKey(
  db: Database,
  order: Order,
  where: Where,
  after: Position | undefined,
  limit: number,
  signal?: Signal,
): Promise<Position[]> {
  const { column, descending } = order;
  const type = executionColumns[column];
  const beyond = descending ? "<" : ">";
  const next = where.copy().and(`${column} IS NOT NULL`);
  if (after !== undefined) {
    // Two conditions rather than one OR: the first alone prunes whole blocks.
    next
      .and(`${column} ${beyond}= ?::${type}`, after.key)
      .and(`${column} ${beyond} ?::${type} OR ${offBeyond(order)}`, after.key, after.off);
  }
  return await db.all<{ key: number; off: number }>(
    `SELECT ${column} AS key, off FROM executions ${next.sql} ORDER BY ${column} ${descending ? "DESC" : "ASC"}, ${offOrder(order)} LIMIT ${limit}`,
    next.values,
    signal,
  );
}

async function withoutKey(
  db: Database,
  order: Order,
  where: Where,
  afterOff: number | undefined,
  limit: number,
  signal?: Signal,
): Promise<Position[]> {
  const next = where.copy().and(`${order.column} IS NULL`).and(offBeyond(order), afterOff);
  return await db.all<{ key: null; off: number }>(
    `SELECT NULL AS key, off FROM executions ${next.sql} ORDER BY ${offOrder(order)} LIMIT ${limit}`,
    next.values,
    signal,
  );
}

const offBeyond = ({ lastFirst }: Order) => `off ${lastFirst ? "<" : ">"} ?::BIGINT`;
const offOrder = ({ lastFirst }: Order) => `off ${lastFirst ? "DESC" : "ASC"}`;
