import { carriageReturn, newline } from "../lines/line-bytes.ts";
import { AlikeFields } from "./alike-fields.ts";

const quote = 0x22;
const backslash = 0x5c;
const hash = 0x23;
const closeBrace = 0x7d;
/** 1 for bytes that JSON or a table spells otherwise. */
const special = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 0x20 || byte === quote || byte === backslash ? 1 : 0));
/** What JSON writes for bytes below a blank; DuckDB writes hex digits in capitals. */
const escapes = Array.from({ length: 0x20 }, (_, byte) =>
  Buffer.from({ 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r" }[byte] ?? `\\u00${byte.toString(16).toUpperCase().padStart(2, "0")}`),
);
const nothing = Buffer.from("null");
/** Longer rows are left to DuckDB, which says what to do about them. */
export const maxRowBytes = 8 * 1024 * 1024;
/** A byte of a field becomes six at most. */
const maxGrowth = 6;

/** What is known of a table whose header was read. */
export interface RowRules {
  /** One ASCII character. */
  delimiter: string;
  /** Of the columns. */
  names: readonly string[];
}

interface Columns {
  names: readonly string[];
  /** What JSON writes before each field. */
  keys: readonly Buffer[];
  alike: readonly AlikeFields[];
}

/** Of the table that this thread split last: what its fields have in common holds for the next piece. */
let last: { rules: string; columns: Columns } | null = null;

function getColumns({ delimiter, names }: RowRules): Columns {
  const rules = JSON.stringify([delimiter, names]);
  if (last?.rules === rules) return last.columns;
  const keys = names.map((name, i) => Buffer.from(`${i === 0 ? "{" : ","}"${name}":`));
  const columns = { names, keys, alike: names.map(() => new AlikeFields()) };
  last = { rules, columns };
  return columns;
}

/** The row does not end in these bytes. */
export const cut = -1;
export const irregular = -2;

/** The line that was made of a row, and where in it the value of each column is, with its quotes. */
export interface SplitRow {
  readonly line: Buffer;
  /** Of the columns; the same array for all rows of a table, as long as this thread splits no other. */
  readonly names: readonly string[];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 for a value with a backslash. */
  readonly escaped: Uint8Array;
}

/** Writes rows of a regular table (split-table.ts) as lines, one behind the other. */
export class RowSplitter implements Omit<SplitRow, "line"> {
  readonly names: readonly string[];
  /** Of the row that was written last; see `SplitRow`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly escaped: Uint8Array;
  #hasEscape = false;
  readonly #bytes: Buffer;
  readonly #keys: readonly Buffer[];
  /** By column. */
  readonly #alike: readonly AlikeFields[];
  readonly #delimiter: number;
  #out: Buffer<ArrayBuffer>;
  #to = 0;

  constructor(bytes: Buffer, rules: RowRules, spare?: ArrayBuffer) {
    this.#bytes = bytes;
    ({ names: this.names, keys: this.#keys, alike: this.#alike } = getColumns(rules));
    const columns = this.names.length;
    [this.starts, this.ends, this.escaped] = [new Int32Array(columns), new Int32Array(columns), new Uint8Array(columns)];
    this.#delimiter = rules.delimiter.charCodeAt(0);
    this.#out = spare === undefined ? Buffer.allocUnsafeSlow(bytes.length * 2 + 1024) : Buffer.from(spare);
  }

  /** Writes the next lines from the beginning of the buffer, over those before. */
  restart(): void {
    this.#to = 0;
  }

  /** @returns the lines; their buffer is `spare`, or a larger one. */
  finish(): Buffer<ArrayBuffer> {
    return this.#out.subarray(0, this.#to);
  }

  /** Writes the row that begins at `start`. @returns where the next one begins, or why there is none. */
  row(start: number, isLast: boolean): number {
    const bytes = this.#bytes;
    const begin = this.#to;
    // Some readers take it for a remark.
    if (bytes[start] === hash) return irregular;
    let at = start;
    for (let column = 0; ; column++) {
      const key = this.#keys[column];
      if (key === undefined) return irregular;
      this.#reserve(key.length + 8);
      const out = this.#out;
      let to = this.#to;
      for (let i = 0; i < key.length; i++) out[to++] = key[i] as number;
      this.#to = to;
      this.starts[column] = to;
      this.#hasEscape = false;
      at = at < bytes.length && bytes[at] === quote ? this.#quoted(at + 1, this.#alike[column] as AlikeFields) : this.#bare(at);
      if (at === irregular) return irregular;
      this.ends[column] = this.#to;
      this.escaped[column] = this.#hasEscape ? 1 : 0;
      const isEnd = at === bytes.length;
      if (at === cut || (isEnd && !isLast)) return this.#cut(begin, isLast);
      if (!isEnd && bytes[at] === this.#delimiter) {
        if (++at === bytes.length && !isLast) return this.#cut(begin, isLast);
        continue;
      }
      if (column + 1 !== this.#keys.length || at - start > maxRowBytes) return irregular;
      this.#out[this.#to++] = closeBrace;
      this.#out[this.#to++] = newline;
      if (isEnd) return at;
      if (bytes[at] !== carriageReturn) return at + 1;
      if (at + 1 === bytes.length) return this.#cut(begin, isLast);
      return bytes[at + 1] === newline ? at + 2 : irregular;
    }
  }

  #cut(begin: number, isLast: boolean): number {
    this.#to = begin;
    return isLast ? irregular : cut;
  }

  /** A field without quotes: nothing where it is empty. @returns where it ends. */
  #bare(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    while (at < bytes.length) {
      const byte = bytes[at] as number;
      if (byte === this.#delimiter || byte === newline || byte === carriageReturn) break;
      if (byte === quote) return irregular;
      at++;
    }
    this.#reserve((at - start) * maxGrowth + 8);
    if (at === start) {
      for (let i = 0; i < nothing.length; i++) this.#out[this.#to++] = nothing[i] as number;
      return at;
    }
    const out = this.#out;
    let to = this.#to;
    out[to++] = quote;
    for (let i = start; i < at; i++) {
      const byte = bytes[i] as number;
      if (special[byte] === 0) out[to++] = byte;
      else {
        this.#to = to;
        this.#escape(byte);
        to = this.#to;
      }
    }
    out[to++] = quote;
    this.#to = to;
    return at;
  }

  /** @param start behind the opening quote. @returns where the closing one ends; `cut` when that cannot be told from these bytes. */
  #quoted(start: number, alike: AlikeFields): number {
    // Room for all that follows, as it is; each byte that takes more makes sure of it.
    this.#reserve(this.#bytes.length - start + maxGrowth + 2);
    const opened = this.#to;
    this.#out[this.#to++] = quote;
    const copied = this.#copyAlike(start, alike);
    if (copied >= 0) return copied;
    this.#to = opened + 1;
    this.#hasEscape = false;
    const end = this.#spell(start);
    if (alike.learns(end - start)) alike.learn(this.#bytes, start, end, this.#out.subarray(opened + 1, this.#to));
    return end;
  }

  /** A field that is like the one before, but for its middle. @returns where it ends; -1 where it is not. */
  #copyAlike(start: number, alike: AlikeFields): number {
    const middleEnd = alike.middleEnd(this.#bytes, start);
    if (middleEnd < 0) return -1;
    const end = middleEnd + alike.tail.length;
    const next = this.#bytes[end];
    if (next !== this.#delimiter && next !== newline && next !== carriageReturn) return -1;
    this.#reserve(alike.spelledHead.length + alike.spelledTail.length + (middleEnd - start) * maxGrowth);
    this.#hasEscape = alike.hasEscape;
    this.#to += alike.spelledHead.copy(this.#out, this.#to);
    for (let at = start + alike.head.length; at < middleEnd; at++) {
      const byte = this.#bytes[at] as number;
      if (special[byte] === 0) this.#out[this.#to++] = byte;
      // The closing quote, or half of a doubled one.
      else if (byte === quote && (at + 1 === middleEnd || this.#bytes[++at] !== quote)) return -1;
      else this.#escape(byte);
    }
    this.#to += alike.spelledTail.copy(this.#out, this.#to);
    return end;
  }

  /** Byte by byte. */
  #spell(start: number): number {
    const bytes = this.#bytes;
    let out = this.#out;
    let to = this.#to;
    // Reading behind the end would be allowed, and makes every read ten times slower from then on.
    const last = bytes.length - 1;
    for (let at = start; at <= last; at++) {
      let byte = bytes[at] as number;
      while (special[byte] === 0 && at < last) {
        out[to++] = byte;
        byte = bytes[++at] as number;
      }
      if (special[byte] === 0) return cut;
      if (byte === quote) {
        const next = at < last ? bytes[at + 1] : newline;
        if (next === quote) {
          this.#hasEscape = true;
          out[to++] = backslash;
          out[to++] = quote;
          at++;
          continue;
        }
        out[to++] = quote;
        this.#to = to;
        const ends = next === this.#delimiter || next === newline || next === carriageReturn;
        return ends ? at + 1 : irregular;
      }
      this.#to = to;
      this.#escape(byte);
      this.#reserve(bytes.length - at + maxGrowth + 2);
      out = this.#out;
      to = this.#to;
    }
    return cut;
  }

  #escape(byte: number): void {
    const out = this.#out;
    this.#hasEscape = true;
    if (byte >= 0x20) {
      out[this.#to++] = backslash;
      out[this.#to++] = byte;
    } else this.#to += (escapes[byte] as Buffer).copy(out, this.#to);
  }

  #reserve(sizeBytes: number): void {
    if (this.#to + sizeBytes <= this.#out.length) return;
    const grown = Buffer.allocUnsafeSlow(this.#out.length * 2 + sizeBytes);
    this.#out.copy(grown, 0, 0, this.#to);
    this.#out = grown;
  }
}
