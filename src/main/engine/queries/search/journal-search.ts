import type { Signal } from "../../../../contract/index.ts";
import { QueryCache } from "../query-cache.ts";
import { type LineMatches, ResultTable, type SearchParts } from "./result-table.ts";

/** How many recent texts keep their result table: the current one, and those typed on the way to it. */
const maxTables = 3;

/**
 * Searches texts in the lines of a journal. They are not in the index, or only their beginnings; workers scan the journal, once for a text
 * and after that only what was appended since. The results are temporary tables in a least-recently-used cache; a table in use is counted
 * and never dropped.
 */
export class JournalSearch {
  readonly #parts: SearchParts;
  /** Runs one scan at a time, shared by equal searches, and cancels it when nobody waits for it. */
  readonly #scans = new QueryCache();
  /** The most recently used last. */
  #tables: ResultTable[] = [];
  #created = 0;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /**
   * @param text not empty.
   * @param query is given what matches, and the SQL name of the table of places, which stays until the query is done. Of notes, its column `off`
   * holds where every durable line with the text is (see `searchedTexts`).
   * @throws AssayError cancelled when `signal` is aborted first; damaged, io … when the journal cannot be read; what `query` throws.
   */
  async withMatches<T>(text: string, query: (matches: LineMatches, table: string) => Promise<T>, signal?: Signal): Promise<T> {
    const toBytes = this.#parts.journal?.durableBytes ?? 0;
    const table = this.#use(text);
    table.users++;
    try {
      await this.#evict(maxTables);
      const scan = async (stop: Signal) => {
        table.users++;
        await table.scanTo(toBytes, stop).finally(() => table.users--);
      };
      await this.#scans.get("search", table.name, toBytes, scan, signal);
      return await query(table, table.name);
    } finally {
      table.users--;
    }
  }

  /** Drops all results: the journal was replaced. */
  async forget(): Promise<void> {
    for (const table of this.#tables) table.isCurrent = false;
    await this.#evict(0);
  }

  #use(text: string): ResultTable {
    const known = this.#tables.find((one) => one.text === text && one.isCurrent);
    const table = known ?? new ResultTable(this.#parts, text, `memory.main.found_${this.#parts.texts}_${++this.#created}`);
    this.#tables = [...this.#tables.filter((one) => one !== table), table];
    return table;
  }

  /** Drops the oldest tables beyond `kept`, unless they are in use. */
  async #evict(kept: number): Promise<void> {
    const old = this.#tables.slice(0, Math.max(0, this.#tables.length - kept));
    const unused = old.filter(({ users }) => users === 0);
    this.#tables = this.#tables.filter((one) => !unused.includes(one));
    for (const one of unused) await one.drop();
  }
}
