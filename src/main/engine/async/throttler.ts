/**
 * Runs a task now, or once more after the current run when asked meanwhile: never twice at once, and however often it is
 * asked during a run, only one run follows. Failures go to `onError`.
 *
 * @example
 * const refresh = new Throttler(() => reload(), log);
 * refresh.ask(); // starts
 * refresh.ask();
 * refresh.ask(); // both together: one more run when the first has ended
 */
export class Throttler {
  readonly #task: () => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | null = null;
  #asked = false;

  constructor(task: () => Promise<unknown>, onError: (error: unknown) => void) {
    this.#task = task;
    this.#onError = onError;
  }

  ask(): void {
    this.#asked = true;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing runs and no run is asked for. */
  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      await this.#task().catch(this.#onError);
    }
    this.#running = null;
  }
}
