/**
 * A fixed number of things that are lent to one borrower at a time. Who finds none waits, in order.
 *
 * @example
 * const pool = new LendingPool([first, second]);
 * const one = await pool.borrow();
 * try { await use(one); } finally { pool.giveBack(one); }
 * await pool.drain(); // resolves once both are back
 */
export class LendingPool<T> {
  readonly #size: number;
  readonly #idle: T[];
  readonly #waiting: ((one: T) => void)[] = [];

  constructor(all: readonly T[]) {
    this.#size = all.length;
    this.#idle = [...all];
  }

  borrow(): Promise<T> {
    const idle = this.#idle.pop();
    return idle === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(idle);
  }

  giveBack(one: T): void {
    const next = this.#waiting.shift();
    if (next) next(one);
    else this.#idle.push(one);
  }

  /** Takes everything out of the pool, after everyone who waits now was served. Later borrowers wait for ever. */
  async drain(): Promise<T[]> {
    const all: T[] = [];
    while (all.length < this.#size) all.push(await this.borrow());
    return all;
  }
}
