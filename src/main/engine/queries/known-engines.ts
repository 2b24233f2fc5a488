import type { Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { Where } from "./where.ts";

/** Those of these engines that no execution and no candidate names, in the order given. */
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
