import type { IncomingMessage } from "node:http";

/** Of a request of a few bytes. */
const minEstimateBytes = 64 * 1024;

/**
 * About how many bytes a body holds in memory while it is taken: what it says of its length, times a factor.
 * @param maxBytes at most, and of a body that does not say.
 */
export function estimateMemory({ headers }: IncomingMessage, factor: number, maxBytes: number): number {
  const lengthBytes = Number(headers["content-length"] ?? Number.NaN);
  return Number.isNaN(lengthBytes) ? maxBytes : Math.min(maxBytes, minEstimateBytes + lengthBytes * factor);
}

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
