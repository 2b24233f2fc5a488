/**
 * Runs a job now, and once more when it was asked for while it ran; never twice at once.
 * `settled` resolves when nothing runs and nothing is asked for. Failures go to `onError`.
 */
export class Again {
  readonly #job: () => Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  #running: Promise<void> | null = null;
  #asked = false;

  constructor(job: () => Promise<unknown>, onError: (error: unknown) => void) {
    this.#job = job;
    this.#onError = onError;
  }

  ask(): void {
    this.#asked = true;
    this.#running ??= this.#run();
  }

  async settled(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      await this.#job().catch(this.#onError);
    }
    this.#running = null;
  }
}
