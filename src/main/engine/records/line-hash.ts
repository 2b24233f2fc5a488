import { hash } from "node:crypto";

/**
 * The first 96 bits of a line's SHA-256, as three big-endian 32-bit words: two lines with the same hash are duplicates. Odds of a
 * collision among 10^8 lines are below 10^-13.
 */
export interface LineHash {
  h0: number;
  h1: number;
  h2: number;
}

/** Whether a line of the dataset is a row version that curation itself wrote, now or earlier: such a line is no new sample. */
export type IsOwnWrite = (hash: LineHash) => boolean;

/** Stands for the hash of a line that has none, because it was refused. */
export const noHash: Readonly<LineHash> = { h0: 0, h1: 0, h2: 0 };

const word = (text: string, at: number) =>
  ((text.charCodeAt(at) << 24) | (text.charCodeAt(at + 1) << 16) | (text.charCodeAt(at + 2) << 8) | text.charCodeAt(at + 3)) >>> 0;

/** @param line the record's bytes, without its line end (see lines/line-bytes.ts); a text is hashed as UTF-8. */
export function hashLine(line: Uint8Array | string): LineHash {
  // "binary" (latin1 text) is the cheapest form in which Node returns a digest.
  const digest = hash("sha256", line, "binary");
  return { h0: word(digest, 0), h1: word(digest, 4), h2: word(digest, 8) };
}

const hex = (n: number) => n.toString(16).padStart(8, "0");

/** 24 hex digits: the key of a comparison or a collected sample. */
export function keyOfHash({ h0, h1, h2 }: LineHash): string {
  return hex(h0) + hex(h1) + hex(h2);
}

/** The inverse of `keyOfHash`; null when the text is not a key. */
export function hashOfKey(key: string): LineHash | null {
  if (!/^[0-9a-f]{24}$/.test(key)) return null;
  const wordAt = (at: number) => Number.parseInt(key.slice(at, at + 8), 16);
  return { h0: wordAt(0), h1: wordAt(8), h2: wordAt(16) };
}

/** Reads hash number `index` of a packed column (three words each) into `into`, so that a loop over lines allocates nothing. */
export function unpackHash(words: Uint32Array, index: number, into: LineHash): LineHash {
  into.h0 = words[index * 3] as number;
  into.h1 = words[index * 3 + 1] as number;
  into.h2 = words[index * 3 + 2] as number;
  return into;
}
