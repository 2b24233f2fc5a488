import type { SampleNarrowing } from "../curation/projections/sample-queries.ts";
import { makeFolderInside, removeFile } from "../files/inside.ts";
import type { Database } from "../store/duckdb.ts";
import { readCsv, writeLoadFile } from "../store/load-sql.ts";

let tablesMade = 0;
/** The longest row: a ref of at most 600 characters, and a number. */
const rowBytes = 2048;
const rowsAtOnce = 50_000;

/** What checks found, as a table in memory that lists of samples are narrowed by: the samples with findings, and a bit for each check. */
export class FoundTable {
  readonly #db: Database;
  readonly #name = `memory.main.checked_${++tablesMade}`;

  private constructor(db: Database) {
    this.#db = db;
  }

  /** @param folder for a temporary file. @throws AssayError of the index. */
  static async make(db: Database, folder: string, rows: Iterable<{ ref: string; flags: number }>): Promise<FoundTable> {
    const table = new FoundTable(db);
    await db.all(`CREATE TABLE ${table.#name} (ref VARCHAR, flags UINTEGER)`);
    let lines: string[] = [];
    for (const { ref, flags } of rows) {
      lines.push(`"${ref.replaceAll('"', '""')}",${flags}\n`);
      if (lines.length < rowsAtOnce) continue;
      await table.#insert(folder, lines);
      lines = [];
    }
    if (lines.length > 0) await table.#insert(folder, lines);
    return table;
  }

  /** The condition on `samples` for those that a check finds. */
  narrow(bit: number): SampleNarrowing {
    return { sql: `ref IN (SELECT ref FROM ${this.#name} WHERE flags & ? <> 0)`, values: [bit] };
  }

  /** How many samples of the dataset each of these bits finds. */
  async count(bits: readonly number[]): Promise<number[]> {
    const counts = bits.map((bit) => `count(*) FILTER (flags & ${bit} <> 0)`);
    const row = await this.#db.get(
      `SELECT ${counts.map((count, i) => `${count} AS n${i}`).join(", ")}
       FROM ${this.#name} f WHERE EXISTS (SELECT 1 FROM samples s WHERE s.ref = f.ref AND s.tier IN ('gold', 'silver', 'bronze'))`,
    );
    return bits.map((_, i) => Number(row?.[`n${i}`] ?? 0));
  }

  async drop(): Promise<void> {
    await this.#db.all(`DROP TABLE IF EXISTS ${this.#name}`);
  }

  async #insert(folder: string, lines: readonly string[]): Promise<void> {
    await makeFolderInside(folder);
    const path = await writeLoadFile(folder, [Buffer.from(lines.join(""))]);
    try {
      await this.#db.all(`INSERT INTO ${this.#name} SELECT * FROM ${readCsv(path, { ref: "VARCHAR", flags: "UINTEGER" }, rowBytes)}`);
    } finally {
      await removeFile(path);
    }
  }
}
