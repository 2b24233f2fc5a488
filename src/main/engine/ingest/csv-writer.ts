/** Collects staged rows as text, and gives them out as bytes with the place of each row. */
export class CsvWriter {
  #text = "";
  /** Where each row starts, in characters. */
  #starts: number[] = [];

  get rows(): number {
    return this.#starts.length;
  }

  push(row: string): void {
    this.#starts.push(this.#text.length);
    this.#text += row;
  }

  /** The rows, and their starts in bytes with the end as one more entry. */
  finish(): { csv: Uint8Array<ArrayBuffer>; starts: Uint32Array<ArrayBuffer> } {
    // One encoding of everything is several times cheaper than one a row.
    const csv = Buffer.allocUnsafeSlow(Buffer.byteLength(this.#text, "utf8"));
    csv.write(this.#text, "utf8");
    const starts = new Uint32Array(this.#starts.length + 1);
    starts.set(this.#starts);
    starts[this.#starts.length] = this.#text.length;
    // Where every character is one byte, places in the text are places in the bytes.
    if (csv.length !== this.#text.length) this.#toBytes(starts);
    return { csv: new Uint8Array(csv.buffer as ArrayBuffer, csv.byteOffset, csv.length), starts };
  }

  #toBytes(starts: Uint32Array): void {
    let bytes = 0;
    for (let i = 0; i + 1 < starts.length; i++) {
      const from = starts[i] ?? 0;
      starts[i] = bytes;
      bytes += Buffer.byteLength(this.#text.slice(from, starts[i + 1]), "utf8");
    }
    starts[starts.length - 1] = bytes;
  }
}
