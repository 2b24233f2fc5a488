import { daysSince1970, isDate } from "../../dialects/times.ts";
import { plainEnd } from "../../records/plain/json-bytes.ts";
import { type RowHole, spotKinds } from "./row-hole.ts";

/** Reads and judges located values in the bytes, as dialects would the values themselves. Each says no where it is not sure. */

const zero = 0x30;
const nine = 0x39;
const point = 0x2e;
const quote = 0x22;
const backslash = 0x5c;
/** 1 for what JSON writes behind a backslash: other escapes are spelled otherwise when they are written again. */
const ownEscape = Uint8Array.from({ length: 256 }, (_, byte) => ('"\\bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0));
/** A whole number of so many digits is exact, and a decimal the only one that a double is read from. */
const exactDigits = 15;
const maxIdBytes = 512;
/** See `readText`: shorter texts may say that there is nothing. */
const longestNothing = 9;

/** A text that is not empty and spelled as JSON writes it. */
export function isText({ kind, start, end }: RowHole, bytes: Buffer): boolean {
  if (end <= start) return false;
  if (kind === spotKinds.text) return true;
  if (kind !== spotKinds.escapedText) return false;
  for (let at = start; at < end; ) {
    at = plainEnd(bytes, at);
    if (bytes[at] === quote) return true;
    if (bytes[at] !== backslash || ownEscape[bytes[at + 1] as number] === 0) return false;
    at += 2;
  }
  return true;
}

/** A text that says something, and has no escapes. */
export function isName({ kind, start, end }: RowHole, bytes: Buffer): boolean {
  if (kind !== spotKinds.text || end <= start || !isAsciiSign(bytes[start] as number) || !isAsciiSign(bytes[end - 1] as number))
    return false;
  const first = (bytes[start] as number) | 0x20;
  // "none", "null", "nan", "nil", "n/a", "undefined".
  return end - start > longestNothing || (first !== 0x6e && first !== 0x75);
}

export const isId = (hole: RowHole, bytes: Buffer): boolean => hole.end - hole.start <= maxIdBytes && isName(hole, bytes);

const isAsciiSign = (byte: number) => byte > 0x20 && byte < 0x7f;
const isDigit = (byte: number) => byte >= zero && byte <= nine;

/** A whole number from 0, or its digits in a text, as it is written again. */
export function isCount({ kind, start, end }: RowHole, bytes: Buffer): boolean {
  if (kind !== spotKinds.number && kind !== spotKinds.text) return false;
  const digits = end - start;
  if (digits === 0 || digits > exactDigits || (digits > 1 && bytes[start] === zero)) return false;
  for (let at = start; at < end; at++) if (!isDigit(bytes[at] as number)) return false;
  return true;
}

/** A decimal from 0.000001, or a whole number, likewise. */
export function isDecimal(hole: RowHole, bytes: Buffer): boolean {
  const { kind, start, end } = hole;
  if (kind !== spotKinds.number && kind !== spotKinds.text) return false;
  let at = start;
  while (at < end && isDigit(bytes[at] as number)) at++;
  if (at === end) return isCount(hole, bytes);
  const wholeDigits = at - start;
  if (wholeDigits === 0 || (wholeDigits > 1 && bytes[start] === zero) || bytes[at] !== point || end - start > exactDigits + 1) return false;
  const first = ++at;
  let leading = 0;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (!isDigit(byte)) return false;
    if (byte === zero && leading === at - first) leading++;
  }
  // Below that JavaScript writes an exponent; a last 0 is not written.
  return end > first && bytes[end - 1] !== zero && (bytes[start] !== zero || leading < 6);
}

/** A time that was read: whole numbers, as `Instant` has them. */
export class PlainTime {
  seconds = 0;
  nanos = 0;

  /** `2025-01-24 09:20:46.847371` or with a T, in UTC: without a zone, or with Z. */
  read(bytes: Buffer, start: number, end: number): boolean {
    const year = digits(bytes, start, 4);
    const month = digits(bytes, start + 5, 2);
    const day = digits(bytes, start + 8, 2);
    const [hour, minute, second] = [digits(bytes, start + 11, 2), digits(bytes, start + 14, 2), digits(bytes, start + 17, 2)];
    const between = bytes[start + 10];
    if (end - start < 19 || (year | month | day | hour | minute | second) < 0 || (between !== 0x20 && between !== 0x54)) return false;
    if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a) return false;
    if (!isDate(year, month, day) || year < 1970 || hour > 23 || minute > 59 || second > 59) return false;
    let at = start + 19;
    let nanos = 0;
    if (at < end && bytes[at] === point) {
      let unit = 100_000_000;
      for (at++; at < end && isDigit(bytes[at] as number); at++) {
        if (unit === 0) return false;
        nanos += ((bytes[at] as number) - zero) * unit;
        unit = unit === 1 ? 0 : unit / 10;
      }
    }
    if (at < end && bytes[at] === 0x5a) at++;
    this.seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    this.nanos = nanos;
    return at === end;
  }
}

/** The number in so many digits; -1 where there are others. */
function digits(bytes: Buffer, at: number, count: number): number {
  let number = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] as number) - zero;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}
