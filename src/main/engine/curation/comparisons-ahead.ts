import type { CurationAction } from "../../../contract/index.ts";
import type { RecordedComparison } from "./comparison-source.ts";

/** Enough to keep the disk busy, few enough to hold. */
const ahead = 16;

/** The comparisons of a step, each loaded once, the next ones while one is used. */
export class ComparisonsAhead {
  readonly #load: (key: string) => Promise<RecordedComparison>;
  readonly #actions: readonly CurationAction[];
  #loaded = new Map<string, Promise<RecordedComparison>>();
  #until = 0;

  constructor(load: (key: string) => Promise<RecordedComparison>, actions: readonly CurationAction[]) {
    this.#load = load;
    this.#actions = actions;
  }

  /** @param index of the action that wants it. @throws AssayError not_found */
  get(key: string, index: number): Promise<RecordedComparison> {
    if (index >= this.#until) this.#loadNext(index);
    return this.#loaded.get(key) ?? this.#load(key);
  }

  #loadNext(from: number): void {
    this.#until = from + ahead;
    const before = this.#loaded;
    this.#loaded = new Map();
    for (const action of this.#actions.slice(from, this.#until)) {
      if (!("comparison" in action) || this.#loaded.has(action.comparison)) continue;
      const loading = before.get(action.comparison) ?? this.#load(action.comparison);
      // Whoever wants it hears of a failure; the others need not.
      loading.catch(() => {});
      this.#loaded.set(action.comparison, loading);
    }
  }
}
