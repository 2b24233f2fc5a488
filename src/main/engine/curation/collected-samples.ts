import type { Database } from "../index/duckdb.ts";

export interface CollectedSample {
  line: string;
  /** How many identical lines were collected. */
  copies: number;
  createdAt: number;
}

const slice = 500;
const marks = (count: number) => Array.from({ length: count }, () => "?").join(", ");

/** Collected samples that curation has not touched yet, as the index knows them. */
export class CollectedSamples {
  readonly #db: Database;
  #ahead = new Map<string, CollectedSample>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Loads many at once; what was loaded before is let go. */
  async load(refs: readonly string[]): Promise<void> {
    this.#ahead = new Map();
    for (let i = 0; i < refs.length; i += slice) {
      const some = refs.slice(i, i + slice);
      const rows = await this.#db.all<{ ref: string; line: string; copies: number; created_at: number | null }>(
        `SELECT ref, line, count(*) AS copies, any_value(created_at) AS created_at FROM samples
         WHERE ref IN (${marks(some.length)}) AND origin = 'collected' GROUP BY ref, line`,
        some,
      );
      for (const { ref, line, copies, created_at } of rows) this.#ahead.set(ref, { line, copies, createdAt: Math.max(0, created_at ?? 0) });
    }
  }

  async get(ref: string): Promise<CollectedSample | undefined> {
    if (!this.#ahead.has(ref)) await this.load([ref]);
    return this.#ahead.get(ref);
  }

  /** Which of these lines, named by key, are in the dataset as collected. */
  async known(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const there = new Set<string>();
    for (let i = 0; i < keys.length; i += slice) {
      const some = keys.slice(i, i + slice);
      const rows = await this.#db.all<{ ref: string }>(`SELECT DISTINCT ref FROM samples WHERE ref IN (${marks(some.length)})`, some);
      for (const { ref } of rows) there.add(ref);
    }
    return there;
  }
}
