// duckdb-parquet.mjs PATTERN: counts and exact percentiles of each engine from Parquet files, with DuckDB. Prints the median of five times in ms.
import { DuckDBInstance } from "@duckdb/node-api";

const connection = await (await DuckDBInstance.create()).connect();
const took = [];
for (let i = 0; i < 5; i++) {
  const from = performance.now();
  const answer = await connection.runAndReadAll(
    `SELECT engine_id, count(*), quantile_cont(latency_ms, [0.5, 0.95, 0.99]) FROM read_parquet('${process.argv[2]}') GROUP BY engine_id`,
  );
  answer.getRows();
  took.push(performance.now() - from);
}
process.stdout.write(String(took.sort((a, b) => a - b)[2]), () => process.exit(0));
