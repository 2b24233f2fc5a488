import { keyOfHash } from "../records/line-hash.ts";
import { placeRepeats } from "./place-repeats.ts";
import type { StoredQueue } from "./queue-store.ts";

/** One comparison of a queue. */
export interface QueueItem {
  /** Where its line is in comparisons.jsonl, in bytes. */
  off: number;
  len: number;
  key: string;
  /** Its second look. */
  isSecond?: true;
}

/** Of an item: offset (high, low), length and hash. */
const wordsEach = 6;
/** Marks a second look in the order. */
const second = 2 ** 31;

/** The items of a queue: 28 bytes each, where an object and its key take 150, and a million of them would be looked at in every collection of garbage. */
export class QueueItems {
  readonly #words: Uint32Array;
  /** Which item is where. */
  readonly #order: Uint32Array;

  private constructor(words: Uint32Array, order: Uint32Array) {
    this.#words = words;
    this.#order = order;
  }

  /** @param columns slices of the six words of each item, in the order of the queue. */
  static async collect(columns: AsyncIterable<readonly Uint32Array[]>, queue: Pick<StoredQueue, "seed" | "repeats">): Promise<QueueItems> {
    let words = new Uint32Array(wordsEach * 1024);
    let count = 0;
    for await (const slice of columns) {
      const rows = slice[0]?.length ?? 0;
      if ((count + rows) * wordsEach > words.length) {
        const larger = new Uint32Array(Math.max(words.length * 2, (count + rows) * wordsEach));
        larger.set(words);
        words = larger;
      }
      for (const [word, column] of slice.entries()) {
        for (let row = 0; row < rows; row++) words[(count + row) * wordsEach + word] = column[row] as number;
      }
      count += rows;
    }
    const kept = words.slice(0, count * wordsEach);
    const firstWord = (index: number) => kept[index * wordsEach + 3] as number;
    return new QueueItems(kept, placeRepeats(count, firstWord, second, queue));
  }

  get length(): number {
    return this.#order.length;
  }

  /** As of an array. */
  slice(from: number, to: number): QueueItem[] {
    return Array.from(this.#order.subarray(from, to), (one) => this.#read(one));
  }

  *[Symbol.iterator](): Generator<QueueItem> {
    for (const one of this.#order) yield this.#read(one);
  }

  #read(one: number): QueueItem {
    const isSecond = one >= second;
    const at = (isSecond ? one - second : one) * wordsEach;
    const [high = 0, low = 0, len = 0, h0 = 0, h1 = 0, h2 = 0] = this.#words.subarray(at, at + wordsEach);
    const item = { off: high * 2 ** 32 + low, len, key: keyOfHash({ h0, h1, h2 }) };
    return isSecond ? { ...item, isSecond } : item;
  }
}
