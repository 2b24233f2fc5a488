/** What a page asks for at once comes in several messages: so long after the first all of them are here. */
const gatherMs = 4;

interface Waiting {
  /** Lower runs first. */
  priority: number;
  run(): Promise<unknown>;
}

/**
 * Runs tasks one after the other, the most urgent of those that wait first; the first of all waits for 4 ms. A task that fails does not keep the next from running.
 *
 * @example
 * const lane = new PriorityLane();
 * void lane.queue(2, () => drawBands());
 * await lane.queue(0, () => readTable()); // runs first: both were asked for at once
 */
export class PriorityLane {
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  /** @param priority lower runs first; equal ones in the order they were queued. Settles as the task does. */
  queue<T>(priority: number, task: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = async () => {
        try {
          resolve(await task());
        } catch (thrown) {
          reject(thrown);
        }
      };
      const before = this.#waiting.findIndex((other) => other.priority > priority);
      this.#waiting.splice(before === -1 ? this.#waiting.length : before, 0, { priority, run });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next.run();
    this.#isRunning = false;
  }
}
