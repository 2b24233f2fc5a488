import { keyOfHash, type LineHash } from "./line-hash.ts";
import { LineHashSet } from "./line-hash-set.ts";
import { isRowKey } from "./source-key.ts";

/** The source keys of the converted records of a channel, with how often a row stands there: files hold rows that are alike, and mean it. */
export class SourceKeys {
  readonly #keys = new LineHashSet();
  /** Of those that are there more than once. */
  readonly #counts = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#keys.size === 0;
  }

  /** Adds a key as the index has it. */
  add(key: LineHash): void {
    if (this.#keys.add(key) || !isRowKey(key)) return;
    const name = keyOfHash(key);
    this.#counts.set(name, (this.#counts.get(name) ?? 1) + 1);
  }

  /** Begins a file that is only looked at. @returns whether the next record is new; nothing is remembered but within the file. */
  beginLooking(): (key: LineHash) => boolean {
    const repeats = new Map<string, number>();
    return (key) => {
      if (!this.#keys.has(key)) return true;
      if (!isRowKey(key)) return false;
      const name = keyOfHash(key);
      const times = (repeats.get(name) ?? 0) + 1;
      repeats.set(name, times);
      return times > (this.#counts.get(name) ?? 1);
    };
  }

  /**
   * Goes on with a file whose earlier rows are here, each read once: a row that is alike an earlier one is another row.
   * @returns whether the next record is new; it is there afterwards.
   */
  continueFile(): (key: LineHash) => boolean {
    return (key) => {
      if (this.#keys.add(key)) return true;
      if (!isRowKey(key)) return false;
      const name = keyOfHash(key);
      this.#counts.set(name, (this.#counts.get(name) ?? 1) + 1);
      return true;
    };
  }

  /** Begins a file. @returns whether the next record, asked about in order, is new; it is there afterwards. */
  beginFile(): (key: LineHash) => boolean {
    const seen = new LineHashSet();
    const repeats = new Map<string, number>();
    return (key) => {
      if (seen.add(key)) return this.#keys.add(key);
      if (!isRowKey(key)) return false;
      const name = keyOfHash(key);
      const times = (repeats.get(name) ?? 1) + 1;
      repeats.set(name, times);
      const isNew = times > (this.#counts.get(name) ?? 1);
      if (isNew) this.#counts.set(name, times);
      return isNew;
    };
  }
}
