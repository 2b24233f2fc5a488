import { newline } from "../../lines/line-bytes.ts";

/** Writes texts as lines of UTF-8 into one buffer that grows. */
export class LineWriter {
  #bytes: Buffer;
  #length = 0;

  /** @param spare a buffer to write into, or the size of a new one; a larger one is allocated when it is too small. */
  constructor(spare: ArrayBuffer | number) {
    // Never a pooled buffer: it is transferred to another thread.
    this.#bytes = typeof spare === "number" ? Buffer.allocUnsafeSlow(spare) : Buffer.from(spare);
  }

  /** @returns where the line starts, and its bytes without the newline: a view that holds until the next line is written. */
  write(text: string): { start: number; line: Buffer } {
    const start = this.#length;
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    if (start + text.length * 3 >= this.#bytes.length) this.#reserve(start + Buffer.byteLength(text, "utf8") + 1);
    const end = start + this.#bytes.write(text, start, "utf8");
    this.#bytes[end] = newline;
    this.#length = end + 1;
    return { start, line: this.#bytes.subarray(start, end) };
  }

  /** Where the next line starts. */
  get length(): number {
    return this.#length;
  }

  /** @returns the bytes, with room for so many more from `length` on. */
  reserve(sizeBytes: number): Buffer {
    this.#reserve(this.#length + sizeBytes);
    return this.#bytes;
  }

  /** Takes a line that somebody wrote into them. @param end its newline. @returns its bytes, as `write` does. */
  accept(end: number): Buffer {
    const start = this.#length;
    this.#length = end + 1;
    return this.#bytes.subarray(start, end);
  }

  /** Everything written, until the next line is. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** Takes the last line away again. */
  drop(start: number): void {
    this.#length = start;
  }

  finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes.buffer as ArrayBuffer, this.#bytes.byteOffset, this.#length);
  }

  #reserve(sizeBytes: number): void {
    if (sizeBytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(sizeBytes, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
