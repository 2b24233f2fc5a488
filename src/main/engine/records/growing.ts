/** Columns of numbers that grow line by line, and end as one compact buffer that can be transferred to another thread. */

type Column = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

abstract class Growing<T extends Column> {
  protected column: T;
  length = 0;

  constructor(column: T) {
    this.column = column;
  }

  protected abstract larger(entries: number): T;

  push(value: number): void {
    if (this.length === this.column.length) {
      const grown = this.larger(this.length * 2);
      grown.set(this.column);
      this.column = grown;
    }
    this.column[this.length++] = value;
  }

  at(index: number): number {
    return this.column[index] as number;
  }

  finish(): T {
    return this.column.slice(0, this.length) as T;
  }
}

/** How many entries to allocate for a chunk of this many bytes, if its lines are as short as usual; columns grow when there are more. */
export const entriesFor = (chunkBytes: number): number => Math.min(4096, 8 + (chunkBytes >> 7));

export class GrowingBytes extends Growing<Uint8Array<ArrayBuffer>> {
  constructor(entries = 8) {
    super(new Uint8Array(entries));
  }
  protected larger(entries: number) {
    return new Uint8Array(entries);
  }
}

export class GrowingWords extends Growing<Uint32Array<ArrayBuffer>> {
  constructor(entries = 8) {
    super(new Uint32Array(entries));
  }
  protected larger(entries: number) {
    return new Uint32Array(entries);
  }
}

export class GrowingDoubles extends Growing<Float64Array<ArrayBuffer>> {
  constructor(entries = 8) {
    super(new Float64Array(entries));
  }
  protected larger(entries: number) {
    return new Float64Array(entries);
  }
}
