import { dirname, join } from "node:path";
import { YieldBudget } from "../async/yield-budget.ts";
import { makeFolderInside, removeFile } from "../files/inside.ts";
import type { Database, SqlValue } from "../store/duckdb.ts";
import { liveSampleColumns, reviewColumns } from "../store/schema.ts";
import { readStaged, stageFile } from "../store/staging.ts";

/** One SQL statement with its parameters. */
export type Statement = [sql: string, parameters?: SqlValue[]];

/** The tables that curation writes, with their columns in order. */
const tables = { samples: liveSampleColumns, reviews: reviewColumns } as const;
export type BulkTable = keyof typeof tables;

const upsert: Record<BulkTable, string> = {
  samples: "",
  reviews: " ON CONFLICT (key) DO UPDATE SET reviewed = excluded.reviewed, outcome = excluded.outcome, tiers = excluded.tiers",
};

/** Up to here parameters are faster; beyond, a file that DuckDB reads itself is. */
const fewRows = 20;
const namesAtOnce = 500;

const marks = (count: number) => Array.from({ length: count }, () => "?").join(", ");

/** Deletes samples by ref. */
export function deleteSamples(refs: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  for (let i = 0; i < refs.length; i += namesAtOnce) {
    const some = refs.slice(i, i + namesAtOnce);
    statements.push([`DELETE FROM samples WHERE ref IN (${marks(some.length)})`, some]);
  }
  return statements;
}

/** Runs statements in one transaction; many rows travel through files beside the index, which are gone afterwards. */
export class BulkWrite {
  readonly #db: Database;
  readonly #statements: Statement[] = [];
  readonly #files: string[] = [];

  constructor(db: Database) {
    this.#db = db;
  }

  add(...statements: Statement[]): void {
    this.#statements.push(...statements);
  }

  /** Rows in the order of the table's columns; those of `reviews` replace what is there. */
  async insert(table: BulkTable, rows: readonly SqlValue[][]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    if (rows.length <= fewRows) {
      this.add([`INSERT INTO ${table} VALUES ${rows.map((row) => `(${marks(row.length)})`).join(", ")}${upsert[table]}`, rows.flat()]);
      return;
    }
    const lines: Buffer[] = [];
    let longest = 0;
    const budget = new YieldBudget();
    for (const row of rows) {
      const line = Buffer.from(`${row.map(field).join(",")}\n`, "utf8");
      lines.push(line);
      longest = Math.max(longest, line.length);
      await budget.spend(line.length);
    }
    const folder = join(dirname(this.#db.path), "staging");
    await makeFolderInside(folder);
    const path = await stageFile(folder, lines);
    this.#files.push(path);
    this.add([`INSERT INTO ${table} SELECT * FROM ${readStaged(path, tables[table], longest)}${upsert[table]}`]);
  }

  /** @throws AssayError of the index; nothing is written then. */
  async run(): Promise<void> {
    try {
      await this.#db.write(async (run) => {
        for (const statement of this.#statements) await run(...statement);
      });
    } finally {
      await Promise.all(this.#files.map((file) => removeFile(file)));
    }
  }
}

/** Text is always quoted, so that an empty one is not NULL. */
function field(value: SqlValue): string {
  if (value === null) return "";
  return typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
}
