import { AssayError, type SqlAnswer, type SqlCell, sqlLimits } from "../../../contract/index.ts";
import { loadDuckDb } from "../store/duckdb.ts";
import { quoteSql } from "../store/sql.ts";
import { checkStatement } from "./check-statement.ts";
import { toSqlError } from "./sql-errors.ts";
import { createViews, sqlTables } from "./tables.ts";

/** DuckDB, locked down, over a copy of an index. It lives in a process of its own, which is killed when it does not listen (sql-desk.ts). */

export interface SandboxOptions {
  /** A copy of the index, opened read-only. */
  path: string;
  memoryLimitMb: number;
  /** Keys of comparisons that are not to be seen. */
  sealed: readonly string[];
}

export interface SqlQuestion {
  sql: string;
  maxRows: number;
}

export interface Sandbox {
  /** @throws AssayError invalid_argument, refused, over_limit (memory), cancelled (interrupted). */
  run(question: SqlQuestion): Promise<Omit<SqlAnswer, "elapsedMs" | "sealed">>;
  interrupt(): void;
}

const tableNames: ReadonlySet<string> = new Set(sqlTables.map(({ name }) => name));

/** @throws DuckDB's error when the copy cannot be opened. */
export async function openSandbox({ path, memoryLimitMb, sealed }: SandboxOptions): Promise<Sandbox> {
  const { DuckDBInstance, JsonDuckDBValueConverter } = await loadDuckDb();
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${memoryLimitMb}MB`,
    threads: "2",
    // Nothing is spilled: what does not fit into memory fails.
    temp_directory: "",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const connection = await instance.connect();
  const run = async (sql: string) => void (await connection.run(sql));
  if (sealed.length > 0) await removeSealed(run, path, sealed);
  await run(`ATTACH ${quoteSql(path)} AS assay (READ_ONLY)`);
  for (const sql of createViews) await run(sql);
  for (const sql of ["SET TimeZone = 'UTC'", "SET enable_external_access = false", "SET lock_configuration = true"]) await run(sql);

  const parse = async (sql: string) => {
    const [row] = await (await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteSql(sql)})`)).getRowsJS();
    const tree = JSON.parse(String(row?.[0]));
    if (tree.error === true) throw toSqlError(sql, tree);
    checkStatement(tree, tableNames);
  };

  return {
    interrupt: () => connection.interrupt(),
    async run({ sql, maxRows }) {
      const { prefix, inner } = splitExplain(sql);
      try {
        await parse(inner);
        if (prefix !== "" && sealed.length > 0) throw planRefused();
        const result = await connection.stream(prefix + inner);
        const columns = result.columnNames().map((name, i) => ({ name, type: String(result.columnType(i)) }));
        const rows: SqlCell[][] = [];
        let bytes = 0;
        for await (const some of result.yieldConvertedRows(JsonDuckDBValueConverter)) {
          for (const values of some) {
            if (rows.length === maxRows) return { columns, rows, cut: "rows" };
            const row = values.map((value, i) => toCell(value, columns[i]?.type ?? ""));
            bytes += JSON.stringify(row).length;
            if (bytes > sqlLimits.maxBytes) return { columns, rows, cut: "bytes" };
            rows.push(row);
          }
        }
        return { columns, rows, cut: null };
      } catch (thrown) {
        if (thrown instanceof AssayError) throw thrown;
        throw toSqlError(sql, thrown);
      }
    },
  };
}

/**
 * Takes sealed comparisons out of the copy. A condition in a view would not do: DuckDB may evaluate what was asked before it, and an error then quotes
 * what is sealed (`CAST(winner_engine AS INTEGER)`). Bounds that DuckDB keeps of a column still count them, so nothing is derived from those.
 */
async function removeSealed(run: (sql: string) => Promise<void>, path: string, sealed: readonly string[]): Promise<void> {
  await run(`ATTACH ${quoteSql(path)} AS sealing`);
  await run("CREATE TEMP TABLE sealed (key VARCHAR NOT NULL)");
  for (let at = 0; at < sealed.length; at += 1000) {
    const rows = sealed.slice(at, at + 1000).map((key) => `(${quoteSql(key)})`);
    await run(`INSERT INTO temp.sealed VALUES ${rows.join(", ")}`);
  }
  const keys = "(SELECT key FROM temp.sealed)";
  await run(`DELETE FROM sealing.main.candidates WHERE off IN (SELECT off FROM sealing.main.comparisons WHERE key IN ${keys})`);
  for (const table of ["comparisons", "reviews"]) await run(`DELETE FROM sealing.main.${table} WHERE key IN ${keys}`);
  await run("DROP TABLE temp.sealed");
  await run("DETACH sealing");
  await run("SET disabled_optimizers = 'statistics_propagation'");
}

const planRefused = () =>
  new AssayError("refused", "EXPLAIN shows counts of rows, also of comparisons that a blind queue has not revealed.", {
    fix: "Reveal them, or ask with assay query.",
  });

/** EXPLAIN is not serialized: what follows it is checked, and exactly that is explained. */
function splitExplain(sql: string): { prefix: string; inner: string } {
  const [, analyze, inner] = /^\s*EXPLAIN\s+(ANALYZE\s+)?([\s\S]*)$/i.exec(sql) ?? [];
  return inner === undefined ? { prefix: "", inner: sql } : { prefix: analyze === undefined ? "EXPLAIN " : "EXPLAIN ANALYZE ", inner };
}

const numeric = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT|UHUGEINT)$/;

/** @param value as DuckDB's JSON conversion gives it: whole numbers of 64 bits and decimals are texts. */
function toCell(value: unknown, type: string): SqlCell {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "string") return JSON.stringify(value);
  if (numeric.test(type) && Number.isSafeInteger(Number(value))) return Number(value);
  return type.startsWith("DECIMAL") ? Number(value) : value;
}
