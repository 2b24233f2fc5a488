import type { AssayError } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";

/** How a followed file is doing. `failing`: its lines could not be written, and are tried again. */
export type FollowedState = "missing" | "waiting" | "reading" | "refused" | "failing";

const minRetryMs = 1000;
const maxRetryMs = 30_000;
const maxNotices = 20;

/** How a followed file is doing, as screens and commands tell it, and when it is tried again. */
export class FollowedStatus {
  readonly #name: string;
  readonly #log: Log;
  readonly #onChange: () => void;
  #state: FollowedState = "waiting";
  #error: AssayError | null = null;
  #notices: readonly AssayError[] = [];
  #retryMs = 0;
  #retryAtMs = 0;

  constructor(name: string, log: Log, onChange: () => void) {
    this.#name = name;
    this.#log = log;
    this.#onChange = onChange;
  }

  get state(): FollowedState {
    return this.#state;
  }

  /** Why it is refused or failing. */
  get error(): AssayError | null {
    return this.#error;
  }

  /** Lines that may be missing though the file is read on, oldest first. */
  get notices(): readonly AssayError[] {
    return this.#notices;
  }

  /** Whether it failed, and is to be left alone for a while. */
  get isResting(): boolean {
    return Date.now() < this.#retryAtMs;
  }

  set(state: FollowedState, error: AssayError | null = null): void {
    if (state === this.#state && error?.message === this.#error?.message) return;
    this.#state = state;
    this.#error = error;
    this.#onChange();
  }

  /** A look ended well: the next failure is tried again soon. */
  recover(): void {
    this.#retryMs = 0;
  }

  fail(error: AssayError): void {
    this.#retryMs = Math.min(maxRetryMs, Math.max(minRetryMs, this.#retryMs * 2));
    this.#retryAtMs = Date.now() + this.#retryMs;
    this.#log("warn", "follow_failed", { file: this.#name, code: error.code, error: error.message });
    const isRefused = ["refused", "unrecognised", "permission", "disabled", "invalid_argument"].includes(error.code);
    this.set(isRefused ? "refused" : "failing", error);
  }

  notify(notice: AssayError): void {
    this.#notices = [...this.#notices, notice].slice(-maxNotices);
    this.#log("warn", "follow_gap", { file: this.#name, error: notice.message });
    this.#onChange();
  }
}
