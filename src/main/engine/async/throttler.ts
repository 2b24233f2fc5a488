import { Sequencer } from "./sequencer.ts";

/**
 * Runs a task, one run after the other. However often it is asked for before a run begins, that one run serves all of them.
 * Failures go to `onError`.
 *
 * @example
 * const refresh = new Throttler(() => reload(), log);
 * void refresh.ask(); // starts
 * // … while it runs:
 * void refresh.ask();
 * await refresh.ask(); // one more run, for both
 */
export class Throttler {
  readonly #task: () => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #runs = new Sequencer();
  /** The run that has not begun. */
  #next: Promise<void> | null = null;
  #latest: Promise<void> = Promise.resolve();

  constructor(task: () => Promise<unknown>, onError: (error: unknown) => void) {
    this.#task = task;
    this.#onError = onError;
  }

  /** Resolves when a run that began after this call has ended. */
  ask(): Promise<void> {
    this.#next ??= this.#latest = this.#runs.queue(() => this.#run());
    return this.#next;
  }

  /** Resolves when nothing runs and no run is asked for. */
  async settled(): Promise<void> {
    for (let seen: unknown = null; seen !== this.#latest; ) {
      seen = this.#latest;
      await seen;
    }
  }

  async #run(): Promise<void> {
    this.#next = null;
    await this.#task().catch(this.#onError);
  }
}
