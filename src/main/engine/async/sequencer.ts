/**
 * Runs tasks one after the other, in the order they were queued. A task that fails does not keep the next from running.
 *
 * @example
 * const writes = new Sequencer();
 * void writes.queue(() => append(first));
 * await writes.queue(() => append(second)); // starts once the first append has settled
 */
export class Sequencer {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the task does. A task that waits for another one queued behind it never ends. */
  queue<T>(task: () => T | Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.then(ignore, ignore);
    return run;
  }

  /** Resolves once every task queued so far has run, failed or not. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

const ignore = () => {};
