import type { Database } from "../store/duckdb.ts";

/** Whether the index has a record that a dialect made: only those can be replaced by another mapping of it, since their keys begin with its name. */
export async function hasDialect(db: Pick<Database, "all">, dialect: string): Promise<boolean> {
  const tables = ["executions", "comparisons", "samples"].map((table) => `SELECT 1 AS found FROM ${table} WHERE source_dialect = ?`);
  return (await db.all(`${tables.join(" UNION ALL ")} LIMIT 1`, [dialect, dialect, dialect])).length > 0;
}
