import { randomBytes, timingSafeEqual } from "node:crypto";
import { hashSecret } from "./guard.ts";

/** Lifetime of a launch code. */
export const launchCodeMs = 60_000;
/** Valid codes at a time; one more replaces the oldest. */
const maxLiveCodes = 20;

/** Launch codes of the web host: each opens one session within a minute. Only hashes are kept. */
export class LaunchCodes {
  readonly #live: { hash: Buffer; expiresAtMs: number }[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  issue(): string {
    const code = randomBytes(32).toString("base64url");
    this.#live.push({ hash: hashSecret(code), expiresAtMs: this.#nowMs() + launchCodeMs });
    if (this.#live.length > maxLiveCodes) this.#live.shift();
    return code;
  }

  /** Whether the code is valid. Does not use it up. */
  isLive(code: string | null | undefined): boolean {
    return this.#find(code) >= 0;
  }

  /** Uses a code up. @returns whether it was valid. */
  redeem(code: string | null | undefined): boolean {
    const index = this.#find(code);
    if (index < 0) return false;
    this.#live.splice(index, 1);
    return true;
  }

  /** Compares with every code, so that timing reveals nothing. */
  #find(code: string | null | undefined): number {
    if (code === null || code === undefined) return -1;
    const hash = hashSecret(code);
    const nowMs = this.#nowMs();
    let found = -1;
    for (const [index, live] of this.#live.entries()) {
      if (timingSafeEqual(live.hash, hash) && nowMs < live.expiresAtMs) found = index;
    }
    return found;
  }
}
