/** Of things that finish in any order: how many of the first ones are all finished. */
export class DurablePrefix {
  #begun = 0;
  #prefix = 0;
  readonly #ahead = new Set<number>();

  /** @returns the number of the thing that begins, counted from 0. */
  begin(): number {
    return this.#begun++;
  }

  /** @returns whether the prefix grew. */
  done(number: number): boolean {
    this.#ahead.add(number);
    const before = this.#prefix;
    while (this.#ahead.delete(this.#prefix)) this.#prefix++;
    return this.#prefix > before;
  }

  get prefix(): number {
    return this.#prefix;
  }
}
