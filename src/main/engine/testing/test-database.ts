import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionParts } from "../queries/executions.ts";
import { ComparisonSearch } from "../queries/search/comparison-search.ts";
import { ExecutionSearch } from "../queries/search/execution-search.ts";
import { type Columns, candidateColumns, comparisonColumns, executionColumns, reviewColumns } from "../records/index-columns.ts";
import { hashOfKey } from "../records/line-hash.ts";
import { Database, type SqlValue } from "../store/duckdb.ts";
import { latencyBinSql } from "../store/latency-bin.ts";
import { createTables } from "../store/schema.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import { importWorkerUrl } from "./open-temporary.ts";

/** For tests: a real index in a temporary folder, filled by hand, and events.jsonl beside it. */
export interface TestDatabase extends AsyncDisposable {
  db: Database;
  /** Where executions are looked for; their texts only after `writeLines`. */
  executions: ExecutionParts;
  comparisonSearch: ComparisonSearch;
  /** Writes lines at these offsets of events.jsonl; what is between them is nothing. */
  writeLines(lines: readonly { off: number; line: string }[]): Promise<void>;
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
  const pool = new WorkerPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
  const journal = { path: join(folder, "events.jsonl"), durableBytes: 0 };
  const executions: ExecutionParts = {
    db,
    search: new ExecutionSearch({ db, pool, journal, stagingFolder: folder }),
    journal: null,
  };
  // No journal of comparisons: what is searched for in them is tested on a workspace (session/comparison-search.test.ts).
  const nothing = { journal: undefined, log: undefined, keysOfNotes: () => [] };
  const comparisonSearch = new ComparisonSearch({ db, pool, stagingFolder: folder, ...nothing });
  return {
    db,
    comparisonSearch,
    executions,
    async writeLines(lines) {
      const file = await open(journal.path, executions.journal === null ? "w" : "r+");
      for (const { off, line } of lines) {
        const bytes = Buffer.from(`${off === 0 ? "" : "\n"}${line}\n`);
        const at = Math.max(0, off - 1);
        await file.write(bytes, 0, bytes.length, at);
        journal.durableBytes = Math.max(journal.durableBytes, at + bytes.length);
      }
      await file.close();
      executions.journal = journal.path;
    },
    async [Symbol.asyncDispose]() {
      await pool.close();
      await db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Rows 1 000 bytes apart, unless they say where they are. Absent columns are NULL. */
export async function insertExecutions(db: Database, rows: readonly ExecutionValues[]): Promise<void> {
  const standard = { len: 999, h0: 0, h1: 0, h2: 0 };
  await insert(
    db,
    "executions",
    executionColumns,
    rows.map((row, i) => ({ ...standard, off: i * 1000, ...row })),
  );
  await db.write((run) => run(`UPDATE executions SET latency_bin = ${latencyBinSql("latency_ms")} WHERE latency_bin IS NULL`));
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
  rows: readonly ({ key: string; reviewed: boolean; outcome: string | null; tiers: string } & Partial<
    Record<keyof typeof reviewColumns, SqlValue>
  >)[],
): Promise<void> {
  return insert(db, "reviews", reviewColumns, rows);
}

async function insert(db: Database, table: string, columns: Columns, rows: readonly Record<string, SqlValue | undefined>[]): Promise<void> {
  const names = Object.keys(columns);
  const marks = `(${names.map(() => "?").join(", ")})`;
  await db.write(async (run) => {
    for (let i = 0; i < rows.length; i += 200) {
      const slice = rows.slice(i, i + 200);
      const values = slice.flatMap((row) => names.map((name) => row[name] ?? null));
      await run(`INSERT INTO ${table} (${Object.keys(columns).join(", ")}) VALUES ${slice.map(() => marks).join(", ")}`, values);
    }
  });
}
