import type { Database } from "./duckdb.ts";
import { createTables } from "./schema.ts";

/** What a catalog may hold beside tables; in an index there is none of it. Its types are those that every database has. */
const counted = ["views", "functions", "sequences", "indexes", "schemas", "types"] as const;

const countsSql = (database: string) =>
  `SELECT ${counted.map((what) => `(SELECT count(*) FROM duckdb_${what}() WHERE database_name = '${database}') AS ${what}`).join(", ")}`;
const tablesSql = (database: string) =>
  `SELECT schema_name, table_name, sql, comment FROM duckdb_tables() WHERE database_name = '${database}' ORDER BY ALL`;

/**
 * Whether the catalog of an open index is exactly the one that this version makes: the same tables, columns, types and constraints, and
 * no view, macro, sequence, index, schema or type beside them. A default, a generated column or a CHECK would hide an expression,
 * so tables are compared by the SQL that would make them, with tables made in memory for the comparison.
 */
export async function hasOwnCatalog(db: Database): Promise<boolean> {
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql.replace("CREATE TABLE ", "CREATE TABLE memory.main."));
  });
  try {
    const [tables, expectedTables, counts, expectedCounts] = [
      await db.all(tablesSql("assay")),
      await db.all(tablesSql("memory")),
      await db.all(countsSql("assay")),
      await db.all(countsSql("memory")),
    ];
    return JSON.stringify([tables, counts]) === JSON.stringify([expectedTables, expectedCounts]);
  } finally {
    const names = createTables.map((sql) => /^CREATE TABLE (\w+)/.exec(sql)?.[1]);
    await db.write(async (run) => {
      for (const name of names) await run(`DROP TABLE memory.main.${name}`);
    });
  }
}
