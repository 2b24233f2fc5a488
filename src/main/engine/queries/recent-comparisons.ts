import type { ComparisonResult } from "../../../contract/index.ts";
import type { Database } from "../store/duckdb.ts";
import { stateOfRows } from "./comparison-places.ts";

/** A comparison read back from its journal. */
export interface StoredComparison {
  key: string;
  comparisonId: string;
  raw: string;
  /** The parsed line; positions are indices into `candidates`. */
  record: ComparisonResult;
}

/** By the state of the rows they were read in: once rows change, all of them are forgotten. */
const recent = new WeakMap<object, Map<string, StoredComparison>>();
/** The one on screen, those ahead and those just decided. */
const maxRecent = 32;
/** Characters of a line; of longer ones, 32 would fill the memory. */
const maxLength = 64 * 1024;

/** A comparison that was read a moment ago: it is looked at, decided about, and its next decision is made, each with a file to open. */
export function recentComparison(db: Database, key: string): StoredComparison | undefined {
  const state = stateOfRows(db);
  return state === undefined ? undefined : recent.get(state)?.get(key);
}

/** @param state of the rows when reading began (`stateOfRows`). Nobody may change what is kept. */
export function keepRecent(state: object | undefined, read: StoredComparison): void {
  if (state === undefined || read.raw.length > maxLength) return;
  const kept = recent.get(state) ?? new Map<string, StoredComparison>();
  recent.set(state, kept);
  kept.delete(read.key);
  kept.set(read.key, read);
  for (const oldest of kept.keys()) {
    if (kept.size <= maxRecent) return;
    kept.delete(oldest);
  }
}
