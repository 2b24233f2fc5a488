/** Text that waits before it becomes bytes: short, so that what rows are made of dies young. */
const textWaiting = 32 * 1024;

const leastBytes = 1024;

/** Collects staged rows as bytes, and remembers where each starts. Rows come as text, or are written into the bytes. */
export class CsvWriter {
  #bytes: Buffer;
  #length = 0;
  #text = "";
  /** Where each row starts, in bytes; entries of rows that still wait as text are in characters, from `#waitingFrom` on. */
  #starts: number[] = [];
  #waitingFrom = 0;

  /** @param spare a buffer to write into; absent, or when it is too small, new ones are made. */
  constructor(spare?: ArrayBuffer) {
    // Of its own even when empty: it is transferred to another thread.
    this.#bytes = Buffer.from(spare ?? new ArrayBuffer(0));
  }

  /** Where the next byte goes. */
  get length(): number {
    return this.#length;
  }

  push(row: string): void {
    this.#starts.push(this.#text.length);
    this.#text += row;
    if (this.#text.length > textWaiting) this.#encode();
  }

  /** Starts a row that the caller writes itself, at `length` and on. @returns bytes with room for as many as asked. */
  beginRow(mostBytes: number): Uint8Array {
    if (this.#text !== "") this.#encode();
    this.#makeRoom(mostBytes);
    this.#starts.push(this.#length);
    return this.#bytes;
  }

  /** @param end where the row begun last stops, its newline included. */
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

  /** One encoding of many rows is several times cheaper than one a row. */
  #encode(): void {
    const text = this.#text;
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    this.#makeRoom(text.length * 3);
    const written = this.#bytes.write(text, this.#length, "utf8");
    const starts = this.#starts;
    const base = this.#length;
    if (written === text.length) {
      for (let i = this.#waitingFrom; i < starts.length; i++) starts[i] = base + (starts[i] ?? 0);
    } else {
      // Some characters take more than one byte: rows have to be measured.
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

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, this.#bytes.length * 2, leastBytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
