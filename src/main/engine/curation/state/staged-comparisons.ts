import { noMarks, noOutcome } from "../../../../contract/index.ts";
import type { ComparisonState } from "./comparison-state.ts";

/**
 * What an event makes of comparisons while its lines are read, beside the state that is in force. Reading yields between lines; putting thousands in
 * force is then a matter of milliseconds, and nobody sees half of them.
 */
export class StagedComparisons {
  readonly #inForce: (name: string) => ComparisonState | undefined;
  readonly #staged = new Map<string, ComparisonState>();

  /** @param inForce what is decided about a comparison before the event. */
  constructor(inForce: (name: string) => ComparisonState | undefined) {
    this.#inForce = inForce;
  }

  /** The event's own copy of what is decided about a comparison: change it. */
  get(name: string): ComparisonState {
    let state = this.#staged.get(name);
    if (!state) {
      const { candidates, ...before } = this.#inForce(name) ?? { ...noOutcome, note: null, marks: noMarks, candidates: [] };
      state = { ...before, candidates: new Map(candidates) };
      this.#staged.set(name, state);
    }
    return state;
  }

  /** What the event touched, in the order in which it did. */
  all(): Iterable<[string, ComparisonState]> {
    return this.#staged;
  }
}
