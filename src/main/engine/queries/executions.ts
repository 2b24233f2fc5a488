import type { ExecutionFilter, ExecutionPage, Input, Signal } from "../../../contract/index.ts";
import type { Database } from "../index/duckdb.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { nextPositions } from "./execution-order.ts";
import { type Remembered, remember } from "./remembered.ts";
import { rowsAt } from "./rows-at.ts";
import { Where } from "./where.ts";

type HeadRow = {
  off: number;
  trace_id: string | null;
  task_id: string | null;
  engine_id: string | null;
  ts: number | null;
  success: boolean | null;
  latency_ms: number | null;
  quality: number | null;
  status: string | null;
  input_head: string | null;
  output_head: string | null;
};

const headColumns = `off, trace_id, task_id, engine_id, ts, success, latency_ms, quality, status,
  left(input, 200) AS input_head, left(output, 200) AS output_head`;

/**
 * One page of executions. Sorts: newest and oldest by timestamp, slowest and fastest by latency (unknown ones last), arrival by their place
 * in the journal; ties by place. Paging goes on after a row, so pages neither repeat nor skip rows while others arrive.
 * `total` is counted with the same filter.
 * @throws AssayError invalid_argument for a cursor that is not one of this sort's; cancelled.
 */
export async function listExecutions(
  db: Database,
  { filter, sort, cursor, limit }: Input<"executions.list">,
  signal?: Signal,
  remembered?: Remembered,
): Promise<ExecutionPage> {
  const order = `executions ${sort}`;
  const after = decodeCursor(order, cursor);
  const where = matching(filter);
  const [found, total] = await Promise.all([
    // One more than asked tells whether there is a next page.
    nextPositions(db, sort, where, after, limit + 1, signal),
    remember(remembered, "executions.total", filter, (stop) => count(db, where, stop), signal),
  ]);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const heads = await rowsAt<HeadRow>(
    db,
    "executions",
    headColumns,
    page.map(({ off }) => off),
    signal,
  );
  const byOffset = new Map(heads.map((head) => [head.off, head]));
  return {
    rows: page.flatMap(({ off }) => {
      const head = byOffset.get(off);
      return head === undefined ? [] : [toRow(head)];
    }),
    nextCursor: found.length > limit && last !== undefined ? encodeCursor(order, last) : null,
    total,
  };
}

/** Where the record at this offset lies in its journal; undefined when no record starts there. */
export function rowOf(db: Database, off: number, signal?: Signal): Promise<{ off: number; len: number } | undefined> {
  return db.get<{ off: number; len: number }>("SELECT off, len FROM executions WHERE off = ?::BIGINT LIMIT 1", [off], signal);
}

function matching(filter: ExecutionFilter): Where {
  const where = new Where()
    .oneOf("engine_id", filter.engines)
    .and("success = ?", filter.success)
    .and("ts >= ?::BIGINT", filter.fromS)
    .and("ts < ?::BIGINT", filter.toS)
    .and("latency_ms >= ?::DOUBLE", filter.minLatencyMs)
    .and("latency_ms <= ?::DOUBLE", filter.maxLatencyMs);
  const text = filter.text;
  if (text === undefined || text === "") return where;
  const columns = ["input", "output", "status", "trace_id", "task_id"];
  return where.and(columns.map((column) => `contains(lower(${column}), lower(?))`).join(" OR "), ...columns.map(() => text));
}

async function count(db: Database, where: Where, signal: Signal | undefined): Promise<number> {
  const row = await db.get<{ n: number }>(`SELECT count(*) AS n FROM executions ${where.sql}`, where.values, signal);
  return row?.n ?? 0;
}

/** A line kept although invalid may lack any of these; the screen still gets a row to open. */
function toRow(head: HeadRow): ExecutionPage["rows"][number] {
  return {
    offset: head.off,
    traceId: head.trace_id ?? "",
    taskId: head.task_id,
    engineId: head.engine_id ?? "",
    timestampS: Math.max(0, head.ts ?? 0),
    success: head.success ?? false,
    latencyMs: head.latency_ms,
    quality: head.quality,
    status: head.status,
    inputHead: head.input_head ?? "",
    outputHead: head.output_head ?? "",
  };
}
