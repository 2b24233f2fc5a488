import type { Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { Where } from "./where.ts";

const maxNames = 2000;

/** Every engine that an execution or a candidate names, with the number of each: most frequent first, then by the bytes of the id. */
export async function engineNames(db: Database, signal?: Signal): Promise<Output<"engines.names">> {
  const rows = await db.all<{ engine_id: string; executions: number; candidates: number }>(
    `SELECT engine_id, sum(e)::BIGINT AS executions, sum(c)::BIGINT AS candidates FROM (
       SELECT engine_id, count(*) AS e, 0 AS c FROM executions WHERE engine_id IS NOT NULL GROUP BY engine_id
       UNION ALL
       SELECT engine_id, 0 AS e, count(*) AS c FROM candidates WHERE engine_id IS NOT NULL GROUP BY engine_id)
     GROUP BY engine_id ORDER BY sum(e) + sum(c) DESC, engine_id LIMIT ${maxNames}`,
    [],
    signal,
  );
  return rows.map((row) => ({ engineId: row.engine_id, executions: row.executions, candidates: row.candidates }));
}

/** The engines among these that no execution and no candidate names, in the given order. */
export async function unknownEngines(db: Database, engines: readonly string[], signal?: Signal): Promise<string[]> {
  if (engines.length === 0) return [];
  const named = new Where().oneOf("engine_id", engines);
  const rows = await db.all<{ engine_id: string }>(
    `SELECT DISTINCT engine_id FROM executions ${named.sql} UNION SELECT DISTINCT engine_id FROM candidates ${named.sql}`,
    [...named.values, ...named.values],
    signal,
  );
  const known = new Set(rows.map((row) => row.engine_id));
  return engines.filter((engine) => !known.has(engine));
}
