import type { Database } from "../../store/duckdb.ts";
import { placeholders } from "../../store/sql.ts";
import { type DatasetLines, longLines } from "./long-lines.ts";

export interface CollectedSample {
  line: string;
  /** How many identical lines were collected. */
  copies: number;
  createdAt: number;
}

const slice = 500;
/** Collected samples that curation has not touched yet, read from the index; long lines from the dataset file. */
export class CollectedSamples {
  readonly #db: Database;
  readonly #dataset: DatasetLines;
  #ahead = new Map<string, CollectedSample>();

  constructor(db: Database, dataset: DatasetLines) {
    this.#db = db;
    this.#dataset = dataset;
  }

  /** Loads many at once and releases what was loaded before. */
  async load(refs: readonly string[]): Promise<void> {
    this.#ahead = new Map();
    const long: { ref: string; copies: number; createdAt: number }[] = [];
    for (let i = 0; i < refs.length; i += slice) {
      const some = refs.slice(i, i + slice);
      const rows = await this.#db.all<{ ref: string; line: string | null; copies: number; created_at: number | null }>(
        `SELECT ref, line, count(*) AS copies, any_value(created_at) AS created_at FROM samples
         WHERE ref IN (${placeholders(some.length)}) AND origin = 'collected' GROUP BY ref, line`,
        some,
      );
      for (const { ref, line, copies, created_at } of rows) {
        const createdAt = Math.max(0, created_at ?? 0);
        if (line === null) long.push({ ref, copies, createdAt });
        else this.#ahead.set(ref, { line, copies, createdAt });
      }
    }
    const lines = await longLines(
      this.#dataset,
      long.map(({ ref }) => ref),
    );
    for (const { ref, copies, createdAt } of long) {
      const line = lines.get(ref);
      if (line !== undefined) this.#ahead.set(ref, { line, copies, createdAt });
    }
  }

  async get(ref: string): Promise<CollectedSample | undefined> {
    if (!this.#ahead.has(ref)) await this.load([ref]);
    return this.#ahead.get(ref);
  }

  /** Which of these line keys are collected lines of the dataset. */
  async known(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const there = new Set<string>();
    for (let i = 0; i < keys.length; i += slice) {
      const some = keys.slice(i, i + slice);
      const rows = await this.#db.all<{ ref: string }>(
        `SELECT DISTINCT ref FROM samples WHERE ref IN (${placeholders(some.length)})`,
        some,
      );
      for (const { ref } of rows) there.add(ref);
    }
    return there;
  }
}
