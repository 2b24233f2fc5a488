import { tagSeparator } from "../common-fields.ts";
import type { LineHash } from "../line-hash.ts";
import { codeUnit } from "./json-bytes.ts";

/** Writes fields of a CSV row into bytes. Each function takes where to write and returns where it ended; the caller has reserved room. */

const tagSeparatorByte = tagSeparator.charCodeAt(0);
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;

/** The character of a short escape, by the byte after the backslash. */
const meaning = new Uint8Array(256);
for (const [letter, byte] of Object.entries({ '"': 0x22, "\\": 0x5c, "/": 0x2f, b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 })) {
  meaning[letter.charCodeAt(0)] = byte;
}

/** Above this many bytes one native copy is cheaper than a loop. */
const longCopy = 160;

export function writeBytes(to: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  if (end - start > longCopy) {
    to.set(bytes.subarray(start, end), at);
    return at + end - start;
  }
  for (let i = start; i < end; i++) to[at++] = bytes[i] as number;
  return at;
}

/** @param value a whole number from 0 to 2^32 - 1. */
export function writeWord(to: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let bound = 10; digits < 10 && value >= bound; bound *= 10) digits++;
  let rest = value >>> 0;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) >>> 0;
    to[i] = zero + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

/** A decimal of at most so many digits is the only one of them that a double can be read from, so it is the shortest: what JavaScript writes. */
const largestExact = 1e15 - 1;

/**
 * Writes a number as `String` does: a whole one below 2^32, or one with at most six decimals and fifteen digits. A text of each would cost more than all
 * else of a record.
 * @returns -1 for any other.
 */
export function writeNumber(to: Uint8Array, at: number, value: number): number {
  const whole = value >>> 0;
  if (whole === value) return writeWord(to, at, whole);
  if (!(value >= 1e-6 && value < 0xffffffff)) return -1;
  const scaled = Math.round(value * 1e6);
  // Both are exact, so the quotient is the double that the decimal is read as.
  if (scaled > largestExact || scaled / 1e6 !== value) return -1;
  at = writeWord(to, at, whole);
  to[at++] = 0x2e;
  let rest = scaled - whole * 1e6;
  let end = at;
  for (let i = at + 5; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    const digit = rest - tenth * 10;
    if (digit !== 0 && end === at) end = i + 1;
    to[i] = zero + digit;
    rest = tenth;
  }
  return end;
}

const hexDigits = Buffer.from("0123456789abcdef");

/** Writes `keyOfHash` as a quoted field. */
export function writeQuotedHash(to: Uint8Array, at: number, { h0, h1, h2 }: LineHash): number {
  to[at++] = quote;
  at = writeHexWord(to, at, h0);
  at = writeHexWord(to, at, h1);
  at = writeHexWord(to, at, h2);
  to[at++] = quote;
  return at;
}

function writeHexWord(to: Uint8Array, at: number, word: number): number {
  for (let shift = 28; shift >= 0; shift -= 4) to[at++] = hexDigits[(word >>> shift) & 15] as number;
  return at;
}

/**
 * Writes the elements of a JSON list of strings without escapes as a quoted CSV field, each between separators (`joinTags`). Never longer than the JSON,
 * with its brackets.
 */
export function writeTags(to: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  const from = at;
  to[at++] = quote;
  let inside = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === quote) {
      inside = !inside;
      if (inside) to[at++] = tagSeparatorByte;
    } else if (inside) to[at++] = byte;
  }
  // No element: nothing, which is NULL.
  if (at === from + 1) return from;
  to[at++] = tagSeparatorByte;
  to[at++] = quote;
  return at;
}

/**
 * Writes a JSON string as a quoted CSV field: escapes resolved, quotes doubled. Apart from the two quotes it is never longer than the JSON.
 * @param escaped whether it contains a backslash.
 */
export function writeText(to: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number, escaped: boolean): number {
  to[at++] = quote;
  at = escaped ? writeUnescaped(to, at, bytes, start, end) : writeBytes(to, at, bytes, start, end);
  to[at++] = quote;
  return at;
}

function writeUnescaped(to: Uint8Array, at: number, bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; ) {
    const byte = bytes[i] as number;
    if (byte !== backslash) {
      to[at++] = byte;
      i++;
      continue;
    }
    const letter = bytes[i + 1] as number;
    if (letter !== 0x75) {
      const meant = meaning[letter] as number;
      to[at++] = meant;
      if (meant === quote) to[at++] = quote;
      i += 2;
      continue;
    }
    let point = codeUnit(bytes, i + 2);
    i += 6;
    if (point >= 0xd800 && point <= 0xdbff) {
      point = 0x10000 + ((point - 0xd800) << 10) + (codeUnit(bytes, i + 2) - 0xdc00);
      i += 6;
    }
    at = writeCodePoint(to, at, point);
    if (point === quote) to[at++] = quote;
  }
  return at;
}

function writeCodePoint(to: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    to[at++] = point;
  } else if (point < 0x800) {
    to[at++] = 0xc0 | (point >> 6);
    to[at++] = 0x80 | (point & 63);
  } else if (point < 0x10000) {
    to[at++] = 0xe0 | (point >> 12);
    to[at++] = 0x80 | ((point >> 6) & 63);
    to[at++] = 0x80 | (point & 63);
  } else {
    to[at++] = 0xf0 | (point >> 18);
    to[at++] = 0x80 | ((point >> 12) & 63);
    to[at++] = 0x80 | ((point >> 6) & 63);
    to[at++] = 0x80 | (point & 63);
  }
  return at;
}
