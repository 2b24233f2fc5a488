import { arrayType, stringType, valueBytes } from "./gguf-types.ts";

/** The bytes at hand end before the value does. */
export class EndOfBytes extends Error {}
/** Another version or byte order, or a header that is not looked into. */
export class NotUnderstood extends Error {}

/** Longer texts are cut. */
const maxTextBytes = 256;
/** Arrays may hold arrays. No known writer nests them, and each level is a call. */
const maxNesting = 4;

/**
 * Reads the little-endian values of a GGUF header one after the other. No length in the file allocates anything: a value is skipped or
 * sliced out of the bytes there are, so the work is bounded by those. Throws EndOfBytes beyond them.
 */
export class GgufCursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(bytes: number): number {
    const from = this.at;
    if (from + bytes > this.#bytes.length) throw new EndOfBytes();
    this.at += bytes;
    return from;
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.skip(4));
  }

  /** A uint64; inexact above 2^53, where no count fits a file. */
  count(): number {
    const from = this.skip(8);
    return this.#bytes.readUInt32LE(from + 4) * 2 ** 32 + this.#bytes.readUInt32LE(from);
  }

  skipString(): void {
    this.skip(this.count());
  }

  string(): string {
    const length = this.count();
    const from = this.skip(length);
    return this.#bytes.toString("utf8", from, from + Math.min(length, maxTextBytes));
  }

  /** A text or a whole number; null for a value of another type, which is skipped. */
  value(type: number): string | number | null {
    if (type === stringType) return this.string();
    const from = this.at;
    this.skipValue(type);
    switch (type) {
      case 0:
        return this.#bytes.readUInt8(from);
      case 2:
        return this.#bytes.readUInt16LE(from);
      case 4:
        return this.#bytes.readUInt32LE(from);
      case 5:
        return this.#bytes.readInt32LE(from);
      case 10:
      case 11:
        return this.#bytes.readUInt32LE(from + 4) * 2 ** 32 + this.#bytes.readUInt32LE(from);
      default:
        return null;
    }
  }

  skipValue(type: number, nesting = 0): void {
    if (type === stringType) this.skipString();
    else if (type === arrayType) this.#skipArray(nesting);
    else this.skip(bytesOf(type));
  }

  #skipArray(nesting: number): void {
    if (nesting >= maxNesting) throw new NotUnderstood();
    const element = this.uint32();
    const count = this.count();
    if (element !== stringType && element !== arrayType) this.skip(count * bytesOf(element));
    else for (let i = 0; i < count; i++) this.skipValue(element, nesting + 1);
  }
}

function bytesOf(type: number): number {
  const bytes = valueBytes[type];
  if (bytes === undefined) throw new NotUnderstood();
  return bytes;
}
