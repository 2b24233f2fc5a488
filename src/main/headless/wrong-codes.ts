const windowMs = 10_000;
const maxInWindow = 20;

/** Counts wrong launch codes, so that a flood of guesses is answered with 429. */
export class WrongCodes {
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #counted = 0;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** @returns whether one more wrong code is still within the limit. */
  count(): boolean {
    const nowMs = this.#nowMs();
    if (nowMs - this.#startedAtMs >= windowMs) {
      this.#startedAtMs = nowMs;
      this.#counted = 0;
    }
    this.#counted += 1;
    return this.#counted <= maxInWindow;
  }
}
