/**
 * A bounded amount that producers wait for. The amount stays with its owner, who says when there is some available and calls
 * `changed` whenever that may have become true. Everyone who waits goes on then, so a bound is exceeded by one item per
 * waiting producer at most.
 *
 * @example
 * const capacity = new Capacity(() => queue.length < 1000 || closed);
 * await capacity.available(); // producer
 * queue.push(item);
 * queue.shift(); // consumer
 * capacity.changed();
 */
export class Capacity {
  readonly #isAvailable: () => boolean;
  #waiting: (() => void)[] = [];

  constructor(isAvailable: () => boolean) {
    this.#isAvailable = isAvailable;
  }

  /** Resolves as soon as there is some: at once, or after a call of `changed`. */
  async available(): Promise<void> {
    while (!this.#isAvailable()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The amount changed: whoever waits looks again. */
  changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
