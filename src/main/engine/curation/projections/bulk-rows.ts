import { dirname, join } from "node:path";
import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import { makeFolderInside, removeFile } from "../../files/inside.ts";
import { createRowEncoder, type Row, toValues } from "../../records/csv-row.ts";
import { type Columns, reviewColumns, sampleColumns } from "../../records/index-columns.ts";
import type { Database, Statement } from "../../store/duckdb.ts";
import { readCsv, writeLoadFile } from "../../store/load-sql.ts";
import { placeholders } from "../../store/sql.ts";

/** The tables that curation writes. */
const tables = { samples: sampleColumns, reviews: reviewColumns } as const;
type Tables = typeof tables;
export type BulkTable = keyof typeof tables;

const upsert: Record<BulkTable, string> = {
  samples: "",
  reviews: ` ON CONFLICT (key) DO UPDATE SET ${Object.keys(reviewColumns)
    .filter((name) => name !== "key")
    .map((name) => `${name} = excluded.${name}`)
    .join(", ")}`,
};

/** Up to this many rows, bound parameters are faster than a CSV file that DuckDB reads. */
const fewRows = 20;
const namesAtOnce = 500;

export function deleteSamples(refs: readonly string[]): Statement[] {
  const statements: Statement[] = [];
  for (let i = 0; i < refs.length; i += namesAtOnce) {
    const some = refs.slice(i, i + namesAtOnce);
    statements.push([`DELETE FROM samples WHERE ref IN (${placeholders(some.length)})`, some]);
  }
  return statements;
}

/** Statements run in one transaction. Many rows are loaded from temporary CSV files beside the index. */
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

  /** Rows of `reviews` replace existing ones. */
  async insert<T extends BulkTable>(table: T, rows: readonly Row<Tables[T]>[]): Promise<void> {
    if (rows.length === 0) return;
    const columns: Columns = tables[table];
    if (rows.length <= fewRows) {
      const values = rows.map((row) => toValues(columns, row));
      this.add([
        `INSERT INTO ${table} VALUES ${values.map((row) => `(${placeholders(row.length)})`).join(", ")}${upsert[table]}`,
        values.flat(),
      ]);
      return;
    }
    const encode = createRowEncoder(columns);
    const lines: Buffer[] = [];
    let longest = 0;
    const budget = new YieldBudget();
    for (const row of rows) {
      const line = Buffer.from(encode(row), "utf8");
      lines.push(line);
      longest = Math.max(longest, line.length);
      await budget.spend(line.length + smallStepBytes);
    }
    const folder = join(dirname(this.#db.path), "staging");
    await makeFolderInside(folder);
    const path = await writeLoadFile(folder, lines);
    this.#files.push(path);
    this.add([`INSERT INTO ${table} SELECT * FROM ${readCsv(path, columns, longest)}${upsert[table]}`]);
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
