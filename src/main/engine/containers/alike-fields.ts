import { findNear, isSameBytes } from "../lines/same-bytes.ts";

const quote = 0x22;

/** Of shorter fields a scan is as fast. */
const minBytes = 128;
const maxBytes = 64 * 1024;
/** The beginning of what fields have in common at their ends: so much of it is looked for. */
const needleBytes = 16;
/** How much of a field may differ from the one before, in the middle. */
const maxMiddleBytes = 1024;
/** A comparison costs as much as some fields: after so many one in so many is worth it. */
const eagerFields = 32;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Long quoted fields of one column that differ from row to row in a few bytes, in the middle (settings with a count in them): what they have in common
 * at both ends is compared and copied, as it was spelled in JSON before.
 */
export class AlikeFields {
  /** The last field that was spelled byte by byte, from behind its opening quote to behind its closing one. */
  #last = nothing;
  /** In the table, and as JSON. Both end between two characters of the field. */
  head = nothing;
  spelledHead = nothing;
  tail = nothing;
  spelledTail = nothing;
  /** Whether a backslash is in the head or tail as JSON. */
  hasEscape = false;
  #needle = nothing;
  #seen = 0;

  /**
   * @param at behind the opening quote.
   * @returns where the middle of a field ends that has the same head and tail; -1 where it has not. What is in the middle is for the caller to see: a
   * quote in it, unless doubled, ends the field.
   */
  middleEnd(bytes: Buffer, at: number): number {
    if (this.tail.length === 0) return -1;
    const from = at + this.head.length;
    if (from + this.tail.length >= bytes.length || !isSameBytes(bytes, at, this.head)) return -1;
    const tail = findNear(bytes, from, from + maxMiddleBytes, this.#needle);
    return tail >= 0 && tail + this.tail.length < bytes.length && isSameBytes(bytes, tail, this.tail) ? tail : -1;
  }

  /** Whether a field that was spelled byte by byte is worth a comparison with the one before. */
  learns(sizeBytes: number): boolean {
    return sizeBytes >= minBytes && sizeBytes <= maxBytes && (this.#seen++ < eagerFields || this.#seen % eagerFields === 0);
  }

  /** Compares such a field with the one before. @param spelled as JSON, likewise from behind its first quote to behind its last. */
  learn(bytes: Buffer, start: number, end: number, spelled: Buffer): void {
    const field = Buffer.from(bytes.subarray(start, end));
    const last = this.#last;
    this.#last = field;
    if (last.length === 0) return;
    const head = commonHead(last, field);
    const tail = commonTail(last, field, Math.min(last.length, field.length) - head);
    const isAlike = tail >= needleBytes && field.length - head - tail <= maxMiddleBytes;
    const kept = isAlike ? Buffer.from(spelled) : nothing;
    this.head = isAlike ? field.subarray(0, head) : nothing;
    this.spelledHead = kept.subarray(0, spellingLength(field, head));
    this.tail = isAlike ? field.subarray(field.length - tail) : nothing;
    this.spelledTail = kept.subarray(spellingLength(field, field.length - tail));
    this.#needle = this.tail.subarray(0, needleBytes);
    this.hasEscape = this.spelledHead.includes(0x5c) || this.spelledTail.includes(0x5c);
  }
}

/** How many bytes both begin with, without the half of a doubled quote. */
function commonHead(a: Buffer, b: Buffer): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return isInPair(b, length) ? length - 1 : length;
}

/** How many bytes both end with, likewise. */
function commonTail(a: Buffer, b: Buffer, max: number): number {
  let length = 0;
  while (length < max && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return isInPair(b, b.length - length) ? length - 1 : length;
}

/** Whether a place is between two quotes that stand for one. */
function isInPair(field: Buffer, at: number): boolean {
  let quotes = 0;
  while (at - quotes > 0 && field[at - 1 - quotes] === quote) quotes++;
  return quotes % 2 === 1;
}

/** Bytes that the first `count` bytes of a field take in JSON: two for a backslash, two or six for those below a blank, else as many. */
function spellingLength(field: Buffer, count: number): number {
  let length = count;
  for (let i = 0; i < count; i++) {
    const byte = field[i] as number;
    if (byte === 0x5c) length++;
    else if (byte < 0x20) length += byte === 8 || byte === 9 || byte === 10 || byte === 12 || byte === 13 ? 1 : 5;
  }
  return length;
}
