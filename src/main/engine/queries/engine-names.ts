import type { Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { Where } from "./where.ts";

const maxNames = 2000;

/** Every engine that an execution or a candidate names, with the number of each: most frequent first, then by the bytes of the id. */
export async function engineNames(db: Database, signal?: Signal): Promise<Output<"engines.names">> {
  const ordered = (table: string) =>
    `SELECT engine_id, count(*) AS n, row_number() OVER (ORDER BY min(off), engine_id) - 1 AS place
     FROM ${table} WHERE engine_id IS NOT NULL GROUP BY engine_id`;
  const rows = await db.all<{ engine_id: string; e: number; c: number; e_place: number | null; c_place: number | null }>(
    `SELECT engine_id, coalesce(e.n, 0) AS e, coalesce(c.n, 0) AS c, e.place AS e_place, c.place AS c_place
     FROM (${ordered("executions")}) e FULL JOIN (${ordered("candidates")}) c USING (engine_id)
     ORDER BY coalesce(e.n, 0) + coalesce(c.n, 0) DESC, engine_id LIMIT ${maxNames}`,
    [],
    signal,
  );
  return rows.map((row) => ({
    engineId: row.engine_id,
    executions: row.e,
    candidates: row.c,
    executionOrder: row.e_place,
    candidateOrder: row.c_place,
  }));
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
