import type { Database } from "./duckdb.ts";
import { createTables } from "./schema.ts";

/** What a catalog may hold besides tables. An index has only the schemas and types that every database has. */
const kinds = ["views", "sequences", "indexes", "schemas", "types"] as const;

const countsSql = kinds
  .map(
    (kind) =>
      `SELECT database_name, '${kind}' AS kind, count(*) AS n FROM duckdb_${kind}() WHERE database_name IN ('assay', 'memory') GROUP BY ALL`,
  )
  .join(" UNION ALL ");
const tablesSql =
  "SELECT database_name, schema_name, table_name, sql, comment FROM duckdb_tables() WHERE database_name IN ('assay', 'memory') ORDER BY ALL";
const functionsSql = "SELECT function_name FROM duckdb_functions() WHERE database_name = 'assay' LIMIT 1";

/**
 * Whether the catalog of an open index is exactly what this version creates: the same tables, columns, types and constraints, and no
 * view, macro, sequence, index, schema or type besides. A default, a generated column or a CHECK can hide an expression, so tables
 * are compared by their SQL with tables created in memory.
 */
export async function hasOwnCatalog(db: Database): Promise<boolean> {
  // In parallel: listing functions takes DuckDB 10 ms, at every opening.
  const [functions, counts, tables] = await Promise.all([db.all(functionsSql), db.all(countsSql), readTables(db)]);
  return functions.length === 0 && isSameInBoth(counts) && isSameInBoth(tables);
}

async function readTables(db: Database): Promise<Record<string, unknown>[]> {
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql.replace("CREATE TABLE ", "CREATE TABLE memory.main."));
  });
  try {
    return await db.all(tablesSql);
  } finally {
    const names = createTables.map((sql) => /^CREATE TABLE (\w+)/.exec(sql)?.[1]);
    await db.write(async (run) => {
      for (const name of names) await run(`DROP TABLE memory.main.${name}`);
    });
  }
}

/** Whether the index and the in-memory database have the same rows, apart from the name of the database. */
function isSameInBoth(rows: readonly Record<string, unknown>[]): boolean {
  const rowsIn = (database: string) =>
    rows
      .filter(({ database_name }) => database_name === database)
      .map((row) => JSON.stringify({ ...row, database_name: "" }))
      .sort()
      .join();
  return rowsIn("assay") === rowsIn("memory");
}
