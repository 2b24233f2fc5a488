/**
 * Runs a task once nobody has asked for it for a while, and at the latest so long after it was first asked for.
 *
 * @example
 * const save = new RestTimer(() => void write(), 10_000);
 * editor.onKey(() => save.ask(250)); // written when the keys rest
 */
export class RestTimer {
  readonly #task: () => void;
  readonly #atMostMs: number;
  #timer: NodeJS.Timeout | null = null;
  #firstAskedMs = 0;

  /** @param atMostMs the longest that asking again puts a run off. */
  constructor(task: () => void, atMostMs: number) {
    this.#task = task;
    this.#atMostMs = atMostMs;
  }

  /** @param restMs how long nobody may ask before it runs. */
  ask(restMs: number): void {
    const nowMs = performance.now();
    if (this.#timer === null) this.#firstAskedMs = nowMs;
    else clearTimeout(this.#timer);
    const latestMs = this.#firstAskedMs + Math.max(restMs, this.#atMostMs);
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#task();
      },
      Math.max(0, Math.min(restMs, latestMs - nowMs)),
    );
    this.#timer.unref();
  }

  /** It does not run until it is asked for again. */
  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
