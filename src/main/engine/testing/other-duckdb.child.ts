import { DuckDBInstance } from "@duckdb/node-api";

// Opens a database as another program does, with none of Assay's limits. With statements it runs them and ends; without, it holds the
// database for reading, says so, and stays until it is killed.
const [path = "", ...statements] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS other${statements.length === 0 ? " (READ_ONLY)" : ""}`);
await connection.run("USE other");
for (const sql of statements) await connection.run(sql);
if (statements.length === 0) {
  process.stdout.write("open\n");
  setInterval(() => {}, 60_000);
} else {
  connection.closeSync();
  instance.closeSync();
}
