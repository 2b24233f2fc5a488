import type { Signal } from "../../../../contract/index.ts";
import type { Condition } from "../where.ts";
import { JournalSearch } from "./journal-search.ts";
import type { SearchParts } from "./result-table.ts";

/** What a search of comparisons may look at: all of it, notes included, or what a blind queue shows while it is sealed. */
export type SearchReach = "open" | "sealed" | "masked";

type Parts = Pick<SearchParts, "db" | "pool" | "stagingFolder">;

export interface ComparisonSearchParts extends Parts {
  /** comparisons.jsonl; undefined while its channel is switched off. */
  journal: SearchParts["journal"];
  /** curation.jsonl */
  log: SearchParts["journal"];
  /** Keys of the comparisons whose note, as it is now, is at one of these places in curation.jsonl (`searchedTexts.notes`). */
  keysOfNotes(places: ReadonlySet<number>): string[];
}

/** Searches all of the texts of comparisons in their journal, and the notes about them in curation.jsonl. */
export class ComparisonSearch {
  readonly #parts: ComparisonSearchParts;
  readonly #texts: Record<SearchReach, JournalSearch>;
  readonly #notes: JournalSearch;

  constructor(parts: ComparisonSearchParts) {
    const { db, pool, stagingFolder, journal, log } = parts;
    this.#parts = parts;
    const open = new JournalSearch({ texts: "comparisons", db, pool, stagingFolder, journal });
    const sealed = new JournalSearch({ texts: "sealed", db, pool, stagingFolder, journal });
    const masked = new JournalSearch({ texts: "masked", db, pool, stagingFolder, journal });
    this.#texts = { open, sealed, masked };
    this.#notes = new JournalSearch({ texts: "notes", db, pool, stagingFolder, journal: log });
  }

  /**
   * Runs a query of the comparisons that contain the text.
   * @param text undefined or empty: all of them.
   * @param query is given the condition on the table `comparisons`; undefined for all.
   * @throws AssayError cancelled; damaged, io … when a journal cannot be read; what `query` throws.
   */
  async matching<T>(
    text: string | undefined,
    reach: SearchReach,
    query: (condition: Condition | undefined) => Promise<T>,
    signal?: Signal,
  ): Promise<T> {
    if (text === undefined || text === "") return query(undefined);
    const keys = reach === "open" ? await this.#noted(text, signal) : [];
    return this.#texts[reach].withMatches(text, (matches) => query(condition(matches.condition(), keys)), signal);
  }

  /** Drops all results: the journals were replaced. */
  async forget(): Promise<void> {
    for (const search of [...Object.values(this.#texts), this.#notes]) await search.forget();
  }

  async #noted(text: string, signal?: Signal): Promise<string[]> {
    const read = (_: unknown, table: string) => this.#parts.db.all<{ off: number }>(`SELECT off FROM ${table}`, [], signal);
    const places = await this.#notes.withMatches(text, read, signal);
    return places.length === 0 ? [] : this.#parts.keysOfNotes(new Set(places.map(({ off }) => off)));
  }
}

function condition(found: string, keys: readonly string[]): Condition {
  if (keys.length === 0) return { sql: found, values: [] };
  return { sql: `(${found}) OR key IN (SELECT unnest(string_split(?, ',')))`, values: [keys.join(",")] };
}
