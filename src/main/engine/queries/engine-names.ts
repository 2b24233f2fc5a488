import type { Input, Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";

const mostNames = 2000;

/** Every engine that an execution or a candidate names, with how often each does: most frequent first, then by the bytes of the id. */
export async function engineNames(db: Database, _input: Input<"engines.names">, signal?: Signal): Promise<Output<"engines.names">> {
  const rows = await db.all<{ engine_id: string; executions: number; candidates: number }>(
    `SELECT engine_id, sum(e)::BIGINT AS executions, sum(c)::BIGINT AS candidates FROM (
       SELECT engine_id, count(*) AS e, 0 AS c FROM executions WHERE engine_id IS NOT NULL GROUP BY engine_id
       UNION ALL
       SELECT engine_id, 0 AS e, count(*) AS c FROM candidates WHERE engine_id IS NOT NULL GROUP BY engine_id)
     GROUP BY engine_id ORDER BY sum(e) + sum(c) DESC, engine_id LIMIT ${mostNames}`,
    [],
    signal,
  );
  return rows.map((row) => ({ engineId: row.engine_id, executions: row.executions, candidates: row.candidates }));
}
