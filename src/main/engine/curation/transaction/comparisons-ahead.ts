import type { CurationAction } from "../../../../contract/index.ts";
import { noSuchComparison } from "../../queries/comparison-detail.ts";
import type { RecordedComparison } from "./comparison-source.ts";

/** Finds comparisons by key. Each is read when its function is called; unknown keys are left out. */
export type FindComparisons = (keys: readonly string[]) => Promise<ReadonlyMap<string, () => Promise<RecordedComparison>>>;

type Found = Awaited<ReturnType<FindComparisons>>;

/** @throws AssayError not_found, damaged, io … */
export async function readFound(found: Found, key: string): Promise<RecordedComparison> {
  const read = found.get(key);
  if (read === undefined) throw noSuchComparison(key);
  return read();
}

/** Comparisons per query of the index. */
const foundAtOnce = 500;
/** Comparisons read ahead: enough to keep the disk busy, few enough to hold in memory. */
const readAhead = 16;

/** The comparisons of a step, each read once, and ahead of its use. */
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

  /** @param index of the action that needs it; must not decrease. @throws AssayError not_found, damaged, io … */
  get(key: string, index: number): Promise<RecordedComparison> {
    if (index >= this.#foundUntil) {
      this.#foundUntil = index + foundAtOnce;
      this.#found = this.#find(getKeys(this.#actions.slice(index, this.#foundUntil)));
    }
    if (index >= this.#readUntil) this.#readNext(index);
    return this.#read.get(key) ?? this.#readOne(key);
  }

  #readNext(from: number): void {
    this.#readUntil = Math.min(from + readAhead, this.#foundUntil);
    const before = this.#read;
    this.#read = new Map();
    for (const key of getKeys(this.#actions.slice(from, this.#readUntil))) {
      const reading = before.get(key) ?? this.#readOne(key);
      // Reported by whoever awaits it; unhandled otherwise.
      reading.catch(() => {});
      this.#read.set(key, reading);
    }
  }

  async #readOne(key: string): Promise<RecordedComparison> {
    return readFound(await this.#found, key);
  }
}

function getKeys(actions: readonly CurationAction[]): string[] {
  return [...new Set(actions.flatMap((action) => ("comparison" in action ? [action.comparison] : [])))];
}
