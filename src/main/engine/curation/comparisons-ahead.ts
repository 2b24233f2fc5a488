import type { CurationAction } from "../../../contract/index.ts";
import { noSuchComparison } from "../queries/comparison-detail.ts";
import type { RecordedComparison } from "./comparison-source.ts";

/** Finds comparisons by key; each is read when its function is called. Those that are not there are left out. */
export type FindComparisons = (keys: readonly string[]) => Promise<ReadonlyMap<string, () => Promise<RecordedComparison>>>;

type Found = Awaited<ReturnType<FindComparisons>>;

/** @throws AssayError not_found, damaged, io … */
export async function readFound(found: Found, key: string): Promise<RecordedComparison> {
  const read = found.get(key);
  if (read === undefined) throw noSuchComparison(key);
  return read();
}

/** One question to the index for so many. */
const foundAtOnce = 500;
/** Enough to keep the disk busy, few enough to hold. */
const readAhead = 16;

/** The comparisons of a step: found by the hundred, each read once, the next ones while one is used. */
export class ComparisonsAhead {
  readonly #find: FindComparisons;
  readonly #actions: readonly CurationAction[];
  #found: Promise<Found> = Promise.resolve(new Map());
  #foundUntil = 0;
  #read = new Map<string, Promise<RecordedComparison>>();
  #readUntil = 0;

  constructor(find: FindComparisons, actions: readonly CurationAction[]) {
    this.#find = find;
    this.#actions = actions;
  }

  /** @param index of the action that wants it; never one before the last. @throws AssayError not_found, damaged, io … */
  get(key: string, index: number): Promise<RecordedComparison> {
    if (index >= this.#foundUntil) {
      this.#foundUntil = index + foundAtOnce;
      this.#found = this.#find(keysOf(this.#actions.slice(index, this.#foundUntil)));
    }
    if (index >= this.#readUntil) this.#readNext(index);
    return this.#read.get(key) ?? this.#readOne(key);
  }

  #readNext(from: number): void {
    this.#readUntil = Math.min(from + readAhead, this.#foundUntil);
    const before = this.#read;
    this.#read = new Map();
    for (const key of keysOf(this.#actions.slice(from, this.#readUntil))) {
      const reading = before.get(key) ?? this.#readOne(key);
      // Whoever wants it hears of a failure; the others need not.
      reading.catch(() => {});
      this.#read.set(key, reading);
    }
  }

  async #readOne(key: string): Promise<RecordedComparison> {
    return readFound(await this.#found, key);
  }
}

function keysOf(actions: readonly CurationAction[]): string[] {
  return [...new Set(actions.flatMap((action) => ("comparison" in action ? [action.comparison] : [])))];
}
