import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Database, type SqlValue } from "../index/duckdb.ts";
import { type Columns, candidateColumns, comparisonColumns, createTables, executionColumns } from "../index/schema.ts";
import { hashOfKey } from "../ingest/line-hash.ts";

/** For tests: a real index in a temporary folder, filled by hand. */
export interface TestDatabase extends AsyncDisposable {
  db: Database;
}

export type ExecutionValues = { [column in keyof typeof executionColumns]?: SqlValue | undefined };
export type ComparisonValues = { [column in keyof typeof comparisonColumns]?: SqlValue | undefined };
export type CandidateValues = { [column in keyof typeof candidateColumns]?: SqlValue | undefined };

export async function testDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "assay-queries-"));
  const db = await Database.open(join(folder, "index.duckdb"), { memoryLimitMb: 500, threads: 2, temporaryFolder: join(folder, "tmp") });
  await db.write(async (run) => {
    for (const sql of createTables) await run(sql);
  });
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rows 1 000 bytes apart, unless they say where they are. Absent columns are NULL. */
export function insertExecutions(db: Database, rows: readonly ExecutionValues[]): Promise<void> {
  const standard = { len: 999, h0: 0, h1: 0, h2: 0, valid: true, input: "", output: "" };
  return insert(
    db,
    "executions",
    executionColumns,
    rows.map((row, i) => ({ ...standard, off: i * 1000, trace_id: `t-${i}`, ...row })),
  );
}

export function insertComparisons(db: Database, rows: readonly ComparisonValues[]): Promise<void> {
  return insert(
    db,
    "comparisons",
    comparisonColumns,
    rows.map((row) => ({ len: 999, valid: true, ...hashOfKey(String(row.key)), ...row })),
  );
}

export function insertCandidates(db: Database, rows: readonly CandidateValues[]): Promise<void> {
  return insert(db, "candidates", candidateColumns, rows);
}

export function insertReviews(
  db: Database,
  rows: readonly { key: string; reviewed: boolean; outcome: string | null; tiers: string }[],
): Promise<void> {
  return insert(db, "reviews", { key: "", reviewed: "", outcome: "", tiers: "" }, rows);
}

async function insert(db: Database, table: string, columns: Columns, rows: readonly Record<string, SqlValue | undefined>[]): Promise<void> {
  const names = Object.keys(columns);
  const marks = `(${names.map(() => "?").join(", ")})`;
  await db.write(async (run) => {
    for (let i = 0; i < rows.length; i += 200) {
      const slice = rows.slice(i, i + 200);
      const values = slice.flatMap((row) => names.map((name) => row[name] ?? null));
      await run(`INSERT INTO ${table} VALUES ${slice.map(() => marks).join(", ")}`, values);
    }
  });
}
