import type { SearchResult } from "./search-chunk.ts";

/** In this range of the journal a record matches unless it is listed; elsewhere only if it is. */
interface Range {
  from: number;
  to: number;
}

/** Other lists are no longer chosen beyond these, since every range is a condition. */
const maxRanges = 50;

/**
 * Which records of a journal match, with as few places as possible: where most of them do, those that do not are listed. A text that every
 * record has would otherwise cost DuckDB 24 bytes and a look-up for each in every query.
 */
export class MatchPlaces {
  readonly #ranges: Range[] = [];

  /** Scanning goes on here; what was added beyond was not kept. */
  resumeAt(offset: number): void {
    while ((this.#ranges.at(-1)?.from ?? -1) >= offset) this.#ranges.pop();
    const last = this.#ranges.at(-1);
    if (last !== undefined) last.to = Math.min(last.to, offset);
  }

  /** @param offset where the chunk starts. @param to where it ends. @returns what to list, counted from `offset`. */
  add({ hits, misses }: Pick<SearchResult, "hits" | "misses">, offset: number, to: number): Uint32Array {
    const last = this.#ranges.at(-1);
    const goesOn = last?.to === offset;
    // To change, the other list has to be much shorter: ranges should be long.
    const isInverse = misses !== null && (goesOn ? misses.length <= 2 * hits.length : misses.length * 2 < hits.length);
    if (isInverse && goesOn) last.to = to;
    else if (isInverse && this.#ranges.length < maxRanges) this.#ranges.push({ from: offset, to });
    else return hits;
    return misses;
  }

  /**
   * Which rows match, as SQL.
   * @param table of what was listed; its column is `off`, as in the rows. undefined: nothing was.
   * @param scannedTo what was added up to here is in the table; nothing beyond matches.
   * @param among a condition that all rows asked about meet, on `off` alone: no other place is looked up.
   */
  condition(table: string | undefined, scannedTo: number, among?: string): string {
    const some = among === undefined ? "" : ` WHERE ${among}`;
    const isListed = table === undefined ? "FALSE" : `off IN (SELECT off FROM ${table}${some})`;
    const ranges = this.#ranges.filter(({ from }) => from < scannedTo);
    if (ranges.length === 0) return `off < ${scannedTo} AND ${isListed}`;
    const isInverse = ranges.map(({ from, to }) => `off >= ${from} AND off < ${to}`).join(" OR ");
    return `off < ${scannedTo} AND ${table === undefined ? `(${isInverse})` : `((${isInverse}) <> (${isListed}))`}`;
  }
}

const digitsOfZero = 0x30;

/** Rows of one column: the places, one a line. */
export function toRows(places: Uint32Array, offset: number): Uint8Array {
  const longest = String(offset + (places.at(-1) ?? 0)).length + 1;
  const rows = new Uint8Array(places.length * longest);
  let at = 0;
  for (const place of places) {
    let left = offset + place;
    let end = at + 1;
    for (let rest = left; rest >= 10; rest = Math.floor(rest / 10)) end++;
    for (let i = end - 1; i >= at; i--) {
      const tens = Math.floor(left / 10);
      rows[i] = digitsOfZero + (left - tens * 10);
      left = tens;
    }
    rows[end] = 0x0a;
    at = end + 1;
  }
  return rows.subarray(0, at);
}
