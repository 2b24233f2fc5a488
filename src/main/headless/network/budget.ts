/** A bounded amount that is taken at once or not at all. */
export class Budget {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns a function that gives it back, to be called once; null when there is not so much left, unless nothing is taken. */
  take(amount: number): (() => void) | null {
    if (this.#taken > 0 && this.#taken + amount > this.#limit) return null;
    this.#taken += amount;
    return () => {
      this.#taken -= amount;
    };
  }
}
