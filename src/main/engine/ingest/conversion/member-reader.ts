import { skipSpace, valueEnd } from "../../records/plain/json-bytes.ts";
import { SkippedValues } from "./skipped-values.ts";

const quote = 0x22;
const colon = 0x3a;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A shorter value is parsed although nobody reads it: leaving it out costs more. */
const shortValueBytes = 16;
/** After so many rows it shows whether leaving out is worth the scan: not where more than half of the bytes are read. */
const trialRows = 8;
/** Names that are remembered: rows of one tool have a hundred at most. */
const maxNames = 512;
/** In a name: an escape, which could spell any other, or a control character, which is no JSON. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for.
const unclear = /[\0-\x1f\\]/;

interface Member {
  /** With its quotes. */
  key: Buffer;
  /** What of its values is left out; null: they are read. */
  skipped: SkippedValues | null;
  /** The row in which it was kept last although it may be left out, from 1; -1 where nobody would know that it comes again. */
  keptIn: number;
}

/**
 * Parses of a row what its dialect reads (`Dialect.reads`). The others are only checked to be JSON, in the bytes. What is not plain (an escape in a
 * key, deep nesting, a lone surrogate, anything that is not valid) is left to a parser of the whole row.
 */
export class MemberReader {
  readonly #reads: Readonly<Record<string, true | readonly string[]>>;
  readonly #members = new Map<string, Member>();
  /** The member at each position of the last row: rows of one tool look alike. */
  readonly #expected: Member[] = [];
  #kept = Buffer.allocUnsafeSlow(16 * 1024);
  #rows = 0;
  #rowBytes = 0;
  #keptBytes = 0;

  constructor(reads: Readonly<Record<string, true | readonly string[]>>) {
    this.#reads = reads;
    for (const name of Object.keys(reads)) this.#addMember(name);
  }

  /**
   * @param bytes valid UTF-8; behind `end` follows white space, a newline or nothing.
   * @returns an object with at least the members that are read, as `JSON.parse` of the whole row would give them; undefined where the row is
   * not plainly an object, or the whole of it is parsed as fast.
   */
  read(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
    if (this.#rows >= trialRows && this.#keptBytes * 2 > this.#rowBytes) return undefined;
    if (this.#kept.length <= end - start) this.#kept = Buffer.allocUnsafeSlow((end - start) * 2);
    const length = this.#keep(bytes, start, end);
    this.#rows++;
    this.#rowBytes += end - start;
    this.#keptBytes += length < 0 ? end - start : length;
    if (length < 0) return undefined;
    try {
      return JSON.parse(this.#kept.toString("utf8", 0, length)) as Record<string, unknown>;
    } catch {
      return undefined;
    }
  }

  /** Writes the row without what nobody reads. @returns how long it is; -1 where it is not plain. */
  #keep(bytes: Buffer, start: number, end: number): number {
    const kept = this.#kept;
    let to = 0;
    if (bytes[start] !== openBrace) return -1;
    kept[to++] = openBrace;
    let at = skipSpace(bytes, start + 1);
    /** Where the members begin that are kept and not copied yet; -1 when there are none. */
    let run = -1;
    let runEnd = at;
    for (let position = 0; bytes[at] !== closeBrace || position > 0; position++) {
      if (bytes[at] !== quote) return -1;
      const from = at;
      const member = this.#memberAt(bytes, at, position);
      if (member === null) return -1;
      at = skipSpace(bytes, at + member.key.length);
      if (bytes[at] !== colon) return -1;
      at = skipSpace(bytes, at + 1);
      const valueStart = at;
      let isKept = member.skipped === null;
      const seenEnd = member.skipped === null ? -1 : member.skipped.endOf(bytes, at, end);
      if (seenEnd >= 0) at = seenEnd;
      else {
        at = valueEnd(bytes, at);
        if (at < 0) return -1;
        if (member.skipped !== null)
          isKept = (at - valueStart < shortValueBytes && member.keptIn >= 0) || !member.skipped.take(bytes, valueStart, at);
      }
      // The last of two counts: one that is left out must not leave the one before it.
      if (member.skipped !== null) {
        const row = this.#rows + 1;
        if (isKept) member.keptIn = row;
        else if (member.keptIn === row) return -1;
      }
      if (isKept) {
        if (run < 0) run = from;
        runEnd = at;
      } else if (run >= 0) {
        if (to > 1) kept[to++] = comma;
        to += bytes.copy(kept, to, run, runEnd);
        run = -1;
      }
      at = skipSpace(bytes, at);
      if (bytes[at] === closeBrace) break;
      if (bytes[at] !== comma) return -1;
      at = skipSpace(bytes, at + 1);
    }
    if (skipSpace(bytes, at + 1) < end) return -1;
    if (run >= 0) {
      if (to > 1) kept[to++] = comma;
      to += bytes.copy(kept, to, run, runEnd);
    }
    kept[to++] = closeBrace;
    return to;
  }

  /** The member whose key begins at `at`; null where an escape could spell any name. */
  #memberAt(bytes: Buffer, at: number, position: number): Member | null {
    const expected = this.#expected[position];
    if (expected !== undefined && isAt(bytes, at, expected.key)) return expected;
    const end = bytes.indexOf(quote, at + 1);
    if (end < 0) return null;
    const name = bytes.toString("utf8", at + 1, end);
    if (unclear.test(name)) return null;
    const member = this.#members.get(name) ?? this.#addMember(name);
    if (position < maxNames) this.#expected[position] = member;
    return member;
  }

  #addMember(name: string): Member {
    const read = Object.hasOwn(this.#reads, name) ? this.#reads[name] : [];
    const isRemembered = this.#members.size < maxNames;
    const skipped = read === true ? null : new SkippedValues(read ?? []);
    const member: Member = { key: Buffer.from(`"${name}"`, "utf8"), skipped, keptIn: isRemembered ? 0 : -1 };
    if (isRemembered) this.#members.set(name, member);
    return member;
  }
}

function isAt(bytes: Buffer, at: number, key: Buffer): boolean {
  for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return false;
  return true;
}
