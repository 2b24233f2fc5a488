import { setImmediate as nextTurn } from "node:timers/promises";

/** About 2 ms of parsing or stringifying. */
const budgetBytes = 1 << 18;

/** What a step of a few µs counts as whose bytes do not tell: a look-up or two, a small object made. */
export const smallStepBytes = 1000;

/**
 * How much long work may do before it yields the event loop to others.
 *
 * @example
 * const budget = new YieldBudget();
 * for (const line of lines) {
 *   parse(line);
 *   await budget.spend(line.length);
 * }
 */
export class YieldBudget {
  #spentBytes = 0;

  /** Yields once the budget is used up. @param bytes processed since the last call. */
  async spend(bytes: number): Promise<void> {
    this.#spentBytes += bytes;
    if (this.#spentBytes >= budgetBytes) await this.yieldNow();
  }

  async yieldNow(): Promise<void> {
    this.#spentBytes = 0;
    await nextTurn();
  }
}
