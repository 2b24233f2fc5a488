// The same statistics in DuckDB alone, over a table of only the columns needed. Prints the times in ms.
import { DuckDBInstance } from "@duckdb/node-api";

const [input, database, runs] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(database)).connect();
await connection.run(
  `CREATE TABLE e AS SELECT engine_id, metrics.success AS success, metrics.latency_ms AS ms, metrics.quality_score AS quality
   FROM read_json('${input}', format = 'newline_delimited',
     columns = {engine_id: 'VARCHAR', metrics: 'STRUCT(success BOOLEAN, latency_ms DOUBLE, quality_score DOUBLE)'})`,
);
const took = [];
for (let i = 0; i < Number(runs); i++) {
  const from = performance.now();
  await (
    await connection.runAndReadAll(
      `SELECT engine_id, count(*), count(*) FILTER (WHERE success), count(ms), min(ms), max(ms), avg(ms), count(quality), avg(quality),
         quantile_cont(ms, [0.5, 0.95, 0.99]) FROM e GROUP BY GROUPING SETS ((engine_id), ())`,
    )
  ).getRows();
  took.push(performance.now() - from);
}
process.stdout.write(JSON.stringify(took), () => process.exit(0));
