import type { ExecutionSort, Signal } from "../../../contract/index.ts";
import { executionColumns } from "../records/index-columns.ts";
import type { Database } from "../store/duckdb.ts";
import type { Position } from "./cursor.ts";
import type { ExecutionMatches } from "./execution-matches.ts";
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

/** Where more lines match than a page holds this many times over, a page is looked for first among as many rows in a row. */
const nearPages = 32;

/**
 * Finds the next rows of a sort, on narrow columns alone. Keyset paging: continues after `after` without counting rows to skip. Rows
 * without a sort key come last.
 */
export async function nextPositions(
  db: Database,
  sort: ExecutionSort,
  matches: ExecutionMatches,
  after: Position | undefined,
  limit: number,
  signal?: Signal,
): Promise<Position[]> {
  if (sort === "arrival") {
    const offsets = await nextOffsets(db, "executions", (among) => matches.where(among), after?.off, limit, signal);
    return offsets.map((off) => ({ key: null, off }));
  }
  const order: Order = orders[sort];
  const found = after !== undefined && after.key === null ? [] : await nextRows(db, matches, withKey(order, after), limit, signal);
  if (found.length < limit) {
    const afterOff = after?.key === null ? after.off : undefined;
    found.push(...(await nextRows(db, matches, withoutKey(order, afterOff), limit - found.length, signal)));
  }
  return found;
}

/** Rows in an order. */
interface Asked {
  /** SQL of their key, and how they are sorted when it is called that. */
  key: string;
  order: (key: string) => string;
  /** Leaves those that come next. */
  narrow: (where: Where) => Where;
}

async function nextRows(db: Database, matches: ExecutionMatches, asked: Asked, limit: number, signal?: Signal): Promise<Position[]> {
  const { key, order, narrow } = asked;
  const select = (where: Where, limit: number) =>
    `SELECT ${key} AS key, off FROM executions ${where.sql} ORDER BY ${order(key)} LIMIT ${limit}`;
  const nearRows = limit * nearPages;
  if (matches.most > nearRows && matches.most < Number.POSITIVE_INFINITY) {
    // Asking about all rows builds a table of every place that was listed, which takes longer than these few rows.
    const next = narrow(matches.indexed());
    const { sql } = matches.inLines("off IN (SELECT off FROM near)");
    const near = await db.all<Position>(
      `WITH near AS MATERIALIZED (${select(next, nearRows)}) SELECT key, off FROM near ${sql} ORDER BY ${order("key")} LIMIT ${limit}`,
      next.values,
      signal,
    );
    if (near.length === limit) return near;
    const left = await db.get<{ n: number }>(`SELECT count(*) AS n FROM (${select(next, nearRows)})`, next.values, signal);
    if (left !== undefined && left.n < nearRows) return near;
  }
  const next = narrow(matches.where());
  return await db.all<Position>(select(next, limit), next.values, signal);
}

function withKey({ column, descending, lastFirst }: Order, after: Position | undefined): Asked {
  const type = executionColumns[column];
  const beyond = descending ? "<" : ">";
  return {
    key: column,
    order: (key) => `${key} ${descending ? "DESC" : "ASC"}, ${offOrder(lastFirst)}`,
    narrow: (where) => {
      where.and(`${column} IS NOT NULL`);
      if (after === undefined) return where;
      // Two conditions rather than one OR: the first alone prunes whole blocks.
      return where
        .and(`${column} ${beyond}= ?::${type}`, after.key)
        .and(`${column} ${beyond} ?::${type} OR ${offBeyond(lastFirst)}`, after.key, after.off);
    },
  };
}

function withoutKey({ column, lastFirst }: Order, afterOff: number | undefined): Asked {
  return {
    key: "NULL",
    order: () => offOrder(lastFirst),
    narrow: (where) => where.and(`${column} IS NULL`).and(offBeyond(lastFirst), afterOff),
  };
}

const offBeyond = (lastFirst: boolean) => `off ${lastFirst ? "<" : ">"} ?::BIGINT`;
const offOrder = (lastFirst: boolean) => `off ${lastFirst ? "DESC" : "ASC"}`;
