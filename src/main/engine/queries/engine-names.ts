import type { Output, Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { findKept, selectRest } from "./kept-scope.ts";
import { Where } from "./where.ts";

const maxNames = 2000;

/** Every engine that an execution or a candidate names, with the number of each: most frequent first, then by the bytes of the id. */
export async function engineNames(db: Database, signal?: Signal): Promise<Output<"engines.names">> {
  const rows = await db.snapshot(async (read) => {
    const kept = await findKept(read, { successfulOnly: false, includeCached: false });
    const executions = kept === null ? null : selectRest(kept, "engine_id, 1, off", () => new Where().and("engine_id IS NOT NULL"));
    const counted =
      executions === null
        ? countNames("SELECT engine_id, 1 AS n, off FROM executions WHERE engine_id IS NOT NULL")
        : countNames(`SELECT engine_id, rows AS n, first_off AS off FROM sum_cells UNION ALL ${executions.sql}`);
    return read<{ engine_id: string; e: number; c: number; e_place: number | null; c_place: number | null }>(
      `SELECT engine_id, coalesce(e.n, 0) AS e, coalesce(c.n, 0) AS c, e.place AS e_place, c.place AS c_place
       FROM (${counted}) e FULL JOIN (${countNames("SELECT engine_id, 1 AS n, off FROM candidates WHERE engine_id IS NOT NULL")}) c USING (engine_id)
       ORDER BY coalesce(e.n, 0) + coalesce(c.n, 0) DESC, engine_id LIMIT ${maxNames}`,
      executions?.values ?? [],
    );
  }, signal);
  return rows.map((row) => ({
    engineId: row.engine_id,
    executions: row.e,
    candidates: row.c,
    executionOrder: row.e_place,
    candidateOrder: row.c_place,
  }));
}

/** SQL of how often each engine is named, and its place in order of the first time. @param named SQL of `engine_id`, `n` and `off`. */
function countNames(named: string): string {
  return `SELECT engine_id, sum(n)::BIGINT AS n, row_number() OVER (ORDER BY min(off), engine_id) - 1 AS place FROM (${named}) GROUP BY engine_id`;
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
