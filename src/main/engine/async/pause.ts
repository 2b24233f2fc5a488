import { setImmediate as turn } from "node:timers/promises";

/** About 2 ms of parsing or stringifying. */
const workBytes = 1 << 18;

/** Lets others have the event loop now and then during long work. */
export class Pause {
  #bytes = 0;

  /** @param bytes how much was done since the last call. */
  async after(bytes: number): Promise<void> {
    this.#bytes += bytes;
    if (this.#bytes >= workBytes) await this.now();
  }

  async now(): Promise<void> {
    this.#bytes = 0;
    await turn();
  }
}
