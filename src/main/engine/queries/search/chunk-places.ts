import { newline, recordStart } from "../../lines/line-bytes.ts";
import type { SearchedTexts } from "./searched-texts.ts";

/** Misses beyond these, and so many for each hit, are not worth listing. */
const maxMisses = 16;
const maxMissesPerHit = 2;

/** Collects where the matches in a chunk are and, where most lines match, which lines do not. */
export class ChunkPlaces {
  readonly #bytes: Uint8Array;
  readonly #hits: number[] = [];
  /** null once there are too many. */
  #misses: number[] | null;
  /** Where the lines start that were not looked at yet. */
  #seenTo = 0;

  constructor(bytes: Uint8Array, texts: SearchedTexts) {
    this.#bytes = bytes;
    this.#misses = texts === "notes" ? null : [];
  }

  /** A match in the line bytes[start..end), in the order of lines. @param record where its record starts. @param more what is added to it. */
  add(start: number, record: number, more: number, end: number): void {
    this.#hits.push(record + more);
    if (start > this.#seenTo) this.#missTo(start);
    this.#seenTo = end + 1;
  }

  finish(): { hits: Uint32Array<ArrayBuffer>; misses: Uint32Array<ArrayBuffer> | null } {
    this.#missTo(this.#bytes.length);
    return { hits: new Uint32Array(this.#hits), misses: this.#misses && new Uint32Array(this.#misses) };
  }

  /** No line from where the last match ended to here matches. */
  #missTo(to: number): void {
    const bytes = this.#bytes;
    const max = maxMisses + maxMissesPerHit * this.#hits.length;
    for (let at = this.#seenTo; at < to && this.#misses !== null; ) {
      const found = bytes.indexOf(newline, at);
      const end = found < 0 ? to : found;
      this.#misses.push(recordStart(bytes, at, end));
      if (this.#misses.length > max) this.#misses = null;
      at = end + 1;
    }
  }
}
