import { setTimeout as delay } from "node:timers/promises";

/**
 * Rests between pieces of work, in proportion to what each took: a single piece is done at once, a flood of them in batches.
 *
 * @example
 * const rest = new WorkRest({ factor: 24, maxMs: 1000 });
 * while (queue.length > 0) {
 *   await rest.wait();
 *   const startedAt = performance.now();
 *   await insert(queue.splice(0)); // and whatever came meanwhile
 *   rest.begin(performance.now() - startedAt);
 * }
 * rest.cutShort(); // somebody waits for the queue
 */
export class WorkRest {
  readonly #factor: number;
  readonly #maxMs: number;
  #until = 0;
  #resting = new AbortController();

  /** @param factor how many times as long as the work took. @param maxMs at most this long. */
  constructor({ factor, maxMs }: { factor: number; maxMs: number }) {
    this.#factor = factor;
    this.#maxMs = maxMs;
  }

  /** Begins a rest after work that took so long. */
  begin(tookMs: number): void {
    this.#until = performance.now() + Math.min(this.#maxMs, tookMs * this.#factor);
  }

  /** Resolves when the rest is over, or is cut short. */
  async wait(): Promise<void> {
    const leftMs = this.#until - performance.now();
    if (leftMs <= 0) return;
    this.#resting = new AbortController();
    await delay(leftMs, undefined, { signal: this.#resting.signal }).catch(() => {});
  }

  /** Whoever waits goes on. The next who waits during this rest waits for its end again. */
  cutShort(): void {
    this.#resting.abort();
  }
}
