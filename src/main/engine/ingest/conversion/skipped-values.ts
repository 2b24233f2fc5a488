const quote = 0x22;
const openBracket = 0x5b;
const openBrace = 0x7b;

/** Of shorter values a scan is as fast as a comparison. */
const minBytes = 64;
const maxBytes = 64 * 1024;
const maxValues = 4;
/** Values that differ in every row are not worth a copy each: after so many, one in so many is kept. */
const learningMisses = 16;

/**
 * The last values of one member that nobody reads. They repeat from row to row (a price list, settings), and a value that is there again, byte for
 * byte, needs no scan.
 */
export class SkippedValues {
  readonly #naming: readonly string[];
  #values: Buffer[] = [];
  #misses = 0;

  /** @param naming see `Dialect.reads`. */
  constructor(naming: readonly string[]) {
    this.#naming = naming;
  }

  /** Where the value at `at` ends; -1 when it was not seen lately. */
  endOf(bytes: Buffer, at: number, end: number): number {
    for (let i = 0; i < this.#values.length; i++) {
      const value = this.#values[i] as Buffer;
      const stop = at + value.length;
      // Strings, lists and objects say themselves where they end: what begins with all of one is one.
      if (stop > end || bytes.compare(value, 0, value.length, at, stop) !== 0) continue;
      if (i > 0) {
        this.#values[i] = this.#values[i - 1] as Buffer;
        this.#values[i - 1] = value;
      }
      return stop;
    }
    return -1;
  }

  /** Whether the value in bytes[start..end), which is valid JSON, is left out. */
  take(bytes: Buffer, start: number, end: number): boolean {
    const first = bytes[start];
    if (this.#naming.length > 0) {
      // To look through a text costs more than to parse it.
      if (first === quote) return false;
      const text = bytes.toString("latin1", start, end);
      if (text.includes("\\u") || this.#naming.some((name) => text.includes(name))) return false;
    }
    const length = end - start;
    this.#misses++;
    const learns = this.#misses <= learningMisses || this.#misses % learningMisses === 0;
    if (learns && length >= minBytes && length <= maxBytes && (first === quote || first === openBracket || first === openBrace)) {
      this.#values.unshift(Buffer.from(bytes.subarray(start, end)));
      if (this.#values.length > maxValues) this.#values.pop();
    }
    return true;
  }
}
