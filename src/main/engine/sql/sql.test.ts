import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyFileOut } from "../files/inside.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

/** SQL over one small workspace: what is answered, and everything that is refused. */

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openTemporary();
  const execution = (engine: string, i: number) => ({
    ...{
      schema_version: 1,
      trace_id: `t-${i}`,
      engine_id: engine,
      timestamp: 1_764_145_200 + i,
      input: "q",
      output: "a",
      tags: ["x", "y"],
    },
    metrics: { latency_ms: 10 * i, success: i !== 3 },
  });
  const candidates = ["a", "b"].map((engine) => ({ engine_id: engine, output: `by ${engine}`, metrics: { quality_score: 0.5 } }));
  const lines = [
    ...[1, 2, 3, 4].map((i) => execution(i < 3 ? "a" : "b", i)),
    { comparison_id: "c-1", query: "which?", candidates, winner: { engine_id: "b", score: 0.9 } },
    {
      ...{ sample_id: "s-1", source_trace_id: "t-1", input: "i", output: "o", tier: "gold", created_at: 1_764_145_200 },
      validation: { quality_score: 0.9, validated: true },
    },
    { what: "is this" },
  ];
  const file = join(workspace.path, "lines.jsonl");
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
});
afterAll(() => workspace.close());

/** In the process of its own. */
const ask = (sql: string, more: { maxRows?: number; timeoutMs?: number } = {}) => workspace.askSql({ sql, ...more }, "all");

/** One sandbox in this process for what needs no process of its own. */
let sandbox: Sandbox;
beforeAll(async () => {
  const path = join(workspace.path, "copy.duckdb");
  for (const end of ["", ".wal"]) await copyFileOut(`${workspace.paths.cache}/index.duckdb${end}`, `${path}${end}`);
  sandbox = await openSandbox({ path, memoryLimitMb: 300, sealed: [] });
});
const run = (sql: string, maxRows = 1000) => sandbox.run({ sql, maxRows });

describe("a question in SQL", () => {
  it("is answered with typed columns, from every table", async () => {
    const answer = await ask(`
      WITH slow AS (SELECT engine_id, count(*) AS n, max(latency_ms) AS worst, min(time) AS first FROM executions GROUP BY ALL)
      SELECT *, (SELECT count(*) FROM candidates) AS candidates, (SELECT any_value(winner_engine) FROM comparisons) AS winner,
        (SELECT tier FROM samples) AS tier, (SELECT count(*) FROM decisions) AS decisions, (SELECT count(*) FROM quarantine) AS rejected,
        (SELECT any_value(tags) FROM executions) AS tags, 9223372036854775807 AS large
      FROM slow ORDER BY engine_id`);
    expect(answer.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "engine_id VARCHAR",
      "n BIGINT",
      "worst DOUBLE",
      "first TIMESTAMP",
      "candidates BIGINT",
      "winner VARCHAR",
      "tier VARCHAR",
      "decisions BIGINT",
      "rejected BIGINT",
      "tags VARCHAR[]",
      "large BIGINT",
    ]);
    const rest = [2, "b", "gold", 0, 1, '["x","y"]', "9223372036854775807"];
    expect(answer.rows).toEqual([
      ["a", 2, 20, "2025-11-26 08:20:01", ...rest],
      ["b", 2, 40, "2025-11-26 08:20:03", ...rest],
    ]);
    expect(answer).toMatchObject({ cut: null, sealed: 0 });
  });

  it.each([
    ["VALUES (1, 'a')", [[1, "a"]]],
    ["FROM executions SELECT count(*)", [[4]]],
    ["SELECT count(*) FROM range(7)", [[7]]],
    ["WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT sum(n) FROM t", [[6]]],
    ["SELECT current_date IS NOT NULL", [[true]]],
  ])("%s", async (sql, rows) => {
    expect((await run(sql)).rows).toEqual(rows);
  });

  it.each(["DESCRIBE samples", "SUMMARIZE executions", "EXPLAIN SELECT * FROM quarantine", "EXPLAIN ANALYZE SELECT 1"])(
    "%s",
    async (sql) => {
      expect((await run(sql)).rows.length).toBeGreaterThan(0);
    },
  );

  it("is cut where it is too long, and says so", async () => {
    expect(await run("FROM range(100)", 7)).toMatchObject({ cut: "rows", rows: { length: 7 } });
    expect((await run("SELECT repeat('x', 100000) FROM range(100)")).cut).toBe("bytes");
  });

  it.each([
    ["SELECT 1 FROM\nFROM", "line 2, column 1"],
    ["SELECT 1,\n  nothing FROM executions", "line 2, column 3"],
  ])("that is wrong names its place: %j", async (sql, where) => {
    await expect(run(sql)).rejects.toMatchObject({ code: "invalid_argument", where });
  });
});

/** What stands for OUTSIDE in a statement. */
const outside = () => join(workspace.path, "outside");
beforeAll(() => mkdir(outside()));

/** Whatever is tried here is refused before it runs, or fails in a database that has no files, no settings and nothing to write to. */
const hostile = [
  "SELECT * FROM read_csv('/etc/passwd')",
  "SELECT * FROM read_text('/etc/passwd')",
  "SELECT * FROM read_blob('/etc/*')",
  "SELECT * FROM read_json_auto('/etc/os-release')",
  "SELECT * FROM read_parquet('x.parquet')",
  "SELECT * FROM glob('/*')",
  "SELECT * FROM '/etc/passwd'",
  `SELECT * FROM "/etc/passwd"`,
  "SELECT * FROM 'https://example.com/x.csv'",
  "SELECT * FROM sniff_csv('/etc/passwd')",
  `WITH x AS (WITH "/etc/passwd" AS (SELECT 1) FROM "/etc/passwd") SELECT * FROM x, "/etc/passwd"`,
  `WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT * FROM duckdb_settings`,
  "SELECT getenv('HOME')",
  "SELECT current_setting('temp_directory')",
  "SELECT 'temp_directory'.current_setting()",
  "SELECT * FROM duckdb_settings()",
  "SELECT * FROM duckdb_databases()",
  "SELECT * FROM duckdb_secrets()",
  "FROM pragma_database_list",
  "FROM information_schema.tables",
  "FROM sqlite_master",
  "FROM pg_catalog.pg_settings",
  "SELECT pg_sleep(60)",
  "SELECT sleep_ms(60000)",
  "FROM assay.executions",
  // Names that a recursive CTE does not see yet are tables'.
  "WITH duckdb_databases AS (WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 2 FROM r) SELECT * FROM duckdb_databases) FROM duckdb_databases",
  "WITH RECURSIVE duckdb_databases AS (FROM duckdb_databases UNION ALL FROM duckdb_databases) FROM duckdb_databases",
  "FROM meta",
  "FROM reviews",
  "DESCRIBE meta",
  "SUMMARIZE meta",
  "SHOW TABLES",
  "SHOW DATABASES",
  "SELECT * FROM query('SELECT 1')",
  "SELECT * FROM query_table('meta')",
  "SELECT * FROM json_execute_serialized_sql('{}')",
  "SELECT json_serialize_sql('SELECT 1')",
  "FROM checkpoint()",
  "FROM force_checkpoint()",
  "FROM enable_logging()",
  "FROM arrow_scan(1, 2, 3)",
  "SELECT write_log('x')",
  "SELECT nextval('x')",
  "SELECT finalize(1)",
  "SELECT 1; DROP TABLE executions",
  "SELECT 1; SELECT 2",
  "INSERT INTO executions (engine_id) VALUES ('x')",
  "UPDATE executions SET engine_id = 'x'",
  "DELETE FROM samples",
  "CREATE TABLE t AS SELECT 1",
  "CREATE OR REPLACE VIEW executions AS SELECT 1",
  "CREATE MACRO m() AS 1",
  "CREATE SECRET (TYPE s3)",
  "DROP VIEW executions",
  "ALTER TABLE executions RENAME TO x",
  "COPY executions TO 'out.csv'",
  "COPY (SELECT 1) TO 'OUTSIDE/out.csv'",
  "EXPORT DATABASE 'OUTSIDE/out'",
  "IMPORT DATABASE 'OUTSIDE'",
  "ATTACH 'OUTSIDE/other.duckdb'",
  "DETACH assay",
  "USE assay",
  "INSTALL httpfs",
  "LOAD httpfs",
  "SET enable_external_access = true",
  "RESET lock_configuration",
  "PRAGMA version",
  "PRAGMA database_list",
  "PRAGMA enable_external_access = true",
  "CALL pragma_version()",
  "BEGIN",
  "CHECKPOINT",
  "VACUUM",
  "PREPARE p AS SELECT 1",
  "EXECUTE p",
  "EXPLAIN INSERT INTO executions (engine_id) VALUES ('x')",
  "EXPLAIN ANALYZE COPY (SELECT 1) TO 'OUTSIDE/out.csv'",
  "EXPLAIN EXPLAIN SELECT * FROM meta",
  "SELECT * FROM executions WHERE engine_id IN (SELECT content FROM read_text('/etc/passwd'))",
  "SELECT (SELECT list(file) FROM glob('/*'))",
  "PIVOT executions ON engine_id USING count(*)",
  "",
  "-- nothing",
];

describe("what is refused", () => {
  it.each(hostile)("%s", async (sql) => {
    await expect(run(sql.replace("OUTSIDE", outside()))).rejects.toMatchObject({
      code: expect.stringMatching(/^(refused|invalid_argument)$/),
    });
  });

  it("leaves nothing behind: no file, no copy, and the same rows", async () => {
    expect(existsSync("out.csv")).toBe(false);
    expect(await readdir(outside())).toEqual([]);
    expect(await readdir(join(workspace.paths.cache, "staging"))).toEqual([]);
    expect((await ask("SELECT count(*) FROM executions")).rows).toEqual([[4]]);
  });
});

describe("a sealed comparison", () => {
  let blind: Sandbox;
  beforeAll(async () => {
    const keys = (await run("SELECT comparison_key FROM comparisons")).rows.map(([key]) => String(key));
    const path = join(workspace.path, "sealed.duckdb");
    for (const end of ["", ".wal"]) await copyFileOut(`${workspace.paths.cache}/index.duckdb${end}`, `${path}${end}`);
    blind = await openSandbox({ path, memoryLimitMb: 300, sealed: keys });
  });

  it.each([
    "SELECT * FROM comparisons WHERE CAST(winner_engine AS INTEGER) = 1",
    "SELECT * FROM candidates WHERE CAST(engine_id AS INTEGER) = 1",
    "SELECT * FROM comparisons WHERE CASE WHEN winner_engine = 'b' THEN error(winner_engine) ELSE true END",
    "SELECT * FROM (SELECT min(winner_engine) AS low, max(winner_engine) AS high FROM comparisons) WHERE low IS NOT NULL OR high IS NOT NULL",
    "SELECT * FROM decisions",
  ])("is not there, not even for an error to quote: %s", async (sql) => {
    expect((await blind.run({ sql, maxRows: 9 })).rows).toEqual([]);
  });

  it("is not counted by a plan", async () => {
    await expect(blind.run({ sql: "EXPLAIN ANALYZE FROM comparisons", maxRows: 9 })).rejects.toMatchObject({ code: "refused" });
    expect((await blind.run({ sql: "SELECT count(*) FROM executions", maxRows: 9 })).rows).toEqual([[4]]);
  });
});

describe("what takes too long or too much", () => {
  it("is stopped in the middle of a function that does not look up", async () => {
    await expect(ask("SELECT length(repeat(repeat('x', 1000), 1000000)) FROM range(50)", { timeoutMs: 800 })).rejects.toMatchObject({
      code: "over_limit",
    });
  });

  it("is stopped when nobody waits any more", async () => {
    const stop = new AbortController();
    const asked = workspace.askSql(
      { sql: "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range = 7" },
      "all",
      stop.signal,
    );
    setTimeout(() => stop.abort(), 500);
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
  });

  it("ends where its memory ends", async () => {
    await expect(run("SELECT list(range) FROM range(1000000000)")).rejects.toMatchObject({ code: "over_limit" });
  });
});
