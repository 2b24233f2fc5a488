import { findNear, isSameBytes } from "../../lines/same-bytes.ts";
import { shortEscape, stringEnd } from "../../records/plain/json-bytes.ts";

const quote = 0x22;
const backslash = 0x5c;

/** Of shorter texts a scan is as fast. */
const minBytes = 128;
const maxBytes = 64 * 1024;
/** The beginning of what texts have in common at their ends: so much of it is looked for. */
const needleBytes = 16;
/** How much of a text may differ from the last one, in the middle. */
const maxMiddleBytes = 1024;
/** What is not alike is not compared for ever. */
const maxMisses = 64;

/**
 * Long texts that nobody reads and that differ from row to row in a few bytes: settings with a count in them, written as JSON text. What they have
 * in common at both ends is compared, and only the middle is scanned.
 */
export class AlikeTexts {
  readonly #naming: readonly string[];
  readonly #longestName: number;
  /** The last text that was scanned whole, with its quotes. */
  #last: Buffer | null = null;
  #head = nothing;
  #tail = nothing;
  #needle = nothing;
  #misses = 0;

  /** @param naming a text with one of these names in it is to be read. */
  constructor(naming: readonly string[]) {
    this.#naming = naming;
    this.#longestName = Math.max(2, ...naming.map(({ length }) => length));
  }

  /** Where the text whose quote is at `at` ends; -1 where it is not plain or is to be read. */
  endOf(bytes: Buffer, at: number, end: number): number {
    const alike = this.#tail.length === 0 ? -1 : this.#alikeEnd(bytes, at, end);
    if (alike >= 0) return alike;
    const stop = stringEnd(bytes, at + 1) + 1;
    if (stop <= 0 || this.#isRead(bytes, at, stop)) return -1;
    const length = stop - at;
    if (length >= minBytes && length <= maxBytes && this.#misses < maxMisses) {
      this.#misses++;
      this.#learn(Buffer.from(bytes.subarray(at, stop)));
    }
    return stop;
  }

  #isRead(bytes: Buffer, start: number, end: number): boolean {
    if (this.#naming.length === 0) return false;
    const text = bytes.toString("latin1", start, end);
    return text.includes("\\u") || this.#naming.some((name) => text.includes(name));
  }

  #alikeEnd(bytes: Buffer, at: number, end: number): number {
    const from = at + this.#head.length;
    if (from + this.#tail.length > end || !isSameBytes(bytes, at, this.#head)) return -1;
    // From the end of the longest middle backwards would find a later one: the first is as good, its rest is compared.
    const tail = findNear(bytes, from, from + maxMiddleBytes, this.#needle);
    if (tail < 0 || tail + this.#tail.length > end || !isSameBytes(bytes, tail, this.#tail)) return -1;
    // The middle must be whole characters and escapes of the same text.
    for (let i = from; i < tail; i++) {
      const byte = bytes[i] as number;
      if (byte < 0x20 || byte === quote) return -1;
      // Not "u": such a text is scanned whole.
      if (byte === backslash && (++i === tail || shortEscape[bytes[i] as number] === 0)) return -1;
    }
    return this.#isRead(bytes, Math.max(at, from - this.#longestName), Math.min(end, tail + this.#longestName))
      ? -1
      : tail + this.#tail.length;
  }

  /** Compares with the text before. */
  #learn(text: Buffer): void {
    const last = this.#last;
    this.#last = text;
    if (last === null) return;
    const shorter = Math.min(last.length, text.length);
    let head = 0;
    while (head < shorter && last[head] === text[head]) head++;
    let tail = 0;
    while (tail < shorter - head && last[last.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
    head = wholeEscapes(text, head);
    tail = text.length - tailStart(text, text.length - tail);
    const isAlike = tail >= needleBytes && text.length - head - tail <= maxMiddleBytes && !hasCode(text);
    this.#head = isAlike ? text.subarray(0, head) : nothing;
    this.#tail = isAlike ? text.subarray(text.length - tail) : nothing;
    this.#needle = this.#tail.subarray(0, needleBytes);
  }
}

const nothing: Buffer = Buffer.alloc(0);

/** Escapes of four digits could be cut, and pairs of them torn. */
const hasCode = (text: Buffer) => text.includes("\\u");

/** The last place up to `at` that is not inside an escape. */
function wholeEscapes(text: Buffer, at: number): number {
  let slashes = 0;
  while (at - slashes > 0 && text[at - 1 - slashes] === backslash) slashes++;
  return slashes % 2 === 1 ? at - 1 : at;
}

/** The first place from `at` that is not inside an escape. */
const tailStart = (text: Buffer, at: number) => (wholeEscapes(text, at) === at ? at : at + 1);
