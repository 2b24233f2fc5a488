import type { Signal } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import type { LineMatches } from "./search/result-table.ts";
import { Where } from "./where.ts";

/** Which executions match a filter: by what the index knows of them, and by what was found in their lines. */
export class ExecutionMatches {
  readonly #indexed: Where;
  readonly #lines: readonly LineMatches[];

  /** @param lines all of them have to match. Good while the search's query runs. */
  constructor(indexed: Where, lines: readonly LineMatches[]) {
    this.#indexed = indexed;
    this.#lines = lines;
  }

  /** At most so many match, as far as lines tell; Infinity where none were asked. */
  get most(): number {
    return Math.min(...this.#lines.map(({ hits }) => hits));
  }

  /** The condition on the table `executions`, to add to. @param among see `LineMatches.condition`. */
  where(among?: string): Where {
    return this.#lines.reduce((all, one) => all.and(one.condition(among)), this.indexed());
  }

  /** That of the index alone, to add to. */
  indexed(): Where {
    return this.#indexed.copy();
  }

  /** That of the lines alone. */
  inLines(among: string): Where {
    return this.#lines.reduce((all, one) => all.and(one.condition(among)), new Where());
  }

  /**
   * How many rows match a text alone, without asking which: where there are as many rows as lines, each line is a row, and so is each that matches.
   * @returns undefined where that cannot be told.
   */
  async counted(db: Database, signal: Signal | undefined): Promise<number | undefined> {
    const [text, another] = this.#lines;
    if (text?.lines === undefined || another !== undefined || this.#indexed.sql !== "") return undefined;
    const { count, toBytes } = text.lines;
    const { hits } = text;
    const rows = await db.get<{ n: number }>(`SELECT count(*) AS n FROM executions WHERE off < ${toBytes}`, [], signal);
    return rows?.n === count ? hits : undefined;
  }
}
