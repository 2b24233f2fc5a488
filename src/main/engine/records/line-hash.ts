import { hash } from "node:crypto";

/** The first 96 bits of a line's SHA-256: what makes a line a duplicate of another. Two of 10^8 lines collide with odds below 10^-13. */
export interface LineHash {
  h0: number;
  h1: number;
  h2: number;
}

const word = (text: string, at: number) =>
  ((text.charCodeAt(at) << 24) | (text.charCodeAt(at + 1) << 16) | (text.charCodeAt(at + 2) << 8) | text.charCodeAt(at + 3)) >>> 0;

/** @param line the line's bytes without its newline (and without the carriage return of a CRLF). */
export function hashLine(line: Uint8Array): LineHash {
  // "binary" (latin1 text) is the cheapest form Node hands a digest out in.
  const digest = hash("sha256", line, "binary");
  return { h0: word(digest, 0), h1: word(digest, 4), h2: word(digest, 8) };
}

const hex = (n: number) => n.toString(16).padStart(8, "0");

/** 24 hex digits: the key that names a comparison, and a collected sample. */
export function keyOfHash({ h0, h1, h2 }: LineHash): string {
  return hex(h0) + hex(h1) + hex(h2);
}

/** The hash a key stands for; null when it is no key. */
export function hashOfKey(key: string): LineHash | null {
  if (!/^[0-9a-f]{24}$/.test(key)) return null;
  const wordAt = (at: number) => Number.parseInt(key.slice(at, at + 8), 16);
  return { h0: wordAt(0), h1: wordAt(8), h2: wordAt(16) };
}
