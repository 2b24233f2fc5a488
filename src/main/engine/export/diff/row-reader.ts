import { join } from "node:path";
import type { Signal } from "../../../../contract/index.ts";
import { copyFileOut } from "../../files/inside.ts";
import { readLines } from "../../files/read-lines.ts";
import { createCopyTable } from "../../store/copy-table.ts";
import { Database } from "../../store/duckdb.ts";

const memoryLimitMb = 512;

/** Reads the rows of an export's files as JSON lines, whatever their encoding. */
export class RowReader {
  readonly #scratch: string;
  readonly #signal: Signal;
  readonly #linesOf = new Map<string, string>();
  #db: Database | null = null;

  /** @param scratch a private folder: tables are unpacked into it. */
  constructor(scratch: string, signal: Signal) {
    this.#scratch = scratch;
    this.#signal = signal;
  }

  /** The rows of a file, in order, a slice at a time. @throws AssayError not_found, damaged, disk_full, io … */
  async *read(path: string): AsyncGenerator<string[]> {
    for await (const lines of readLines(await this.#asLines(path))) yield lines.map(({ bytes }) => bytes.toString("utf8"));
  }

  async close(): Promise<void> {
    await this.#db?.close();
  }

  async #asLines(path: string): Promise<string> {
    if (!/\.(csv|parquet)$/.test(path)) return path;
    const known = this.#linesOf.get(path);
    if (known !== undefined) return known;
    // DuckDB reaches its own folder only.
    const name = `rows-${this.#linesOf.size}`;
    const [copy, lines] = [join(this.#scratch, name), join(this.#scratch, `${name}.jsonl`)];
    await copyFileOut(path, copy);
    this.#db ??= await Database.open(join(this.#scratch, "diff.duckdb"), {
      memoryLimitMb,
      threads: 2,
      temporaryFolder: join(this.#scratch, "spill"),
    });
    const format = path.endsWith(".csv") ? ({ type: "table", delimiter: "," } as const) : ({ type: "parquet" } as const);
    await createCopyTable(this.#db)({ path: copy, format, outPath: lines, name: path, signal: this.#signal });
    this.#linesOf.set(path, lines);
    return lines;
  }
}
