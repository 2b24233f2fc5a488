// DuckDB's own import: read into a table of a database file, copy out, fsync. It checks no schema, finds no duplicates and does not
// preserve bytes.
import { open } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";

const [input, database, output] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(database)).connect();
await connection.run(`CREATE TABLE e AS SELECT * FROM read_json('${input}', format = 'newline_delimited')`);
await connection.run(`COPY e TO '${output}' (FORMAT json)`);
const file = await open(output, "r+");
await file.sync();
await file.close();
process.exit(0);
