/** Characters collected before they are encoded: few, so that their strings are collected in the young generation. */
const maxTextLength = 32 * 1024;

const minBytes = 1024;

/** Collects CSV rows as bytes, with the start of each. Rows are pushed as text, or written into the bytes by the caller. */
export class CsvWriter {
  #bytes: Buffer;
  #length = 0;
  #text = "";
  /** Where each row starts, in bytes; from `#waitingFrom` on, in characters of `#text`. */
  #starts: number[] = [];
  #waitingFrom = 0;

  /** @param spare a buffer to write into; a larger one is allocated when it is too small. */
  constructor(spare?: ArrayBuffer) {
    // Never a pooled buffer, even when empty: it is transferred to another thread.
    this.#bytes = Buffer.from(spare ?? new ArrayBuffer(0));
  }

  /** Where the next byte goes. */
  get length(): number {
    return this.#length;
  }

  push(row: string): void {
    this.#starts.push(this.#text.length);
    this.#text += row;
    if (this.#text.length > maxTextLength) this.#encode();
  }

  /** Starts a row that the caller writes itself, from `length` on. @returns the bytes to write into, with room for `maxBytes`. */
  beginRow(maxBytes: number): Uint8Array {
    if (this.#text !== "") this.#encode();
    this.#reserve(maxBytes);
    this.#starts.push(this.#length);
    return this.#bytes;
  }

  /** @param end just after the newline of the row that `beginRow` started. */
  endRow(end: number): void {
    this.#length = end;
    this.#waitingFrom = this.#starts.length;
  }

  /** The rows, and their starts in bytes with the end as one more entry. */
  finish(): { csv: Uint8Array<ArrayBuffer>; starts: Uint32Array<ArrayBuffer> } {
    this.#encode();
    const starts = new Uint32Array(this.#starts.length + 1);
    starts.set(this.#starts);
    starts[this.#starts.length] = this.#length;
    return { csv: new Uint8Array(this.#bytes.buffer as ArrayBuffer, this.#bytes.byteOffset, this.#length), starts };
  }

  /** Encoding many rows at once is several times cheaper than row by row. */
  #encode(): void {
    const text = this.#text;
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    this.#reserve(text.length * 3);
    const written = this.#bytes.write(text, this.#length, "utf8");
    const starts = this.#starts;
    const base = this.#length;
    if (written === text.length) {
      for (let i = this.#waitingFrom; i < starts.length; i++) starts[i] = base + (starts[i] ?? 0);
    } else {
      // Some characters take more than one byte: measure each row.
      let at = base;
      for (let i = this.#waitingFrom; i < starts.length; i++) {
        const row = text.slice(starts[i], starts[i + 1] ?? text.length);
        starts[i] = at;
        at += Buffer.byteLength(row, "utf8");
      }
    }
    this.#length += written;
    this.#waitingFrom = starts.length;
    this.#text = "";
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, this.#bytes.length * 2, minBytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
