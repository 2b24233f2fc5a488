/** Where calls come from: a page that may go away while it waits. */
export interface CallSource {
  readonly id: number;
  once(event: "destroyed", listener: () => void): unknown;
}

/** The calls that pages are waiting for, so that one can be aborted, and all of a page that is gone. */
export class RunningCalls {
  readonly #bySource = new Map<number, Map<number, AbortController>>();

  /**
   * A call begins. A page that was loaded again counts from the start: an older call of the same number has
   * nobody waiting and is aborted.
   * @returns the signal for the call's work, and what to do when it has been answered.
   */
  begin(source: CallSource, callId: number): { signal: AbortSignal; end: () => void } {
    const calls = this.#callsOf(source);
    const controller = new AbortController();
    calls.get(callId)?.abort();
    calls.set(callId, controller);
    const end = () => {
      if (calls.get(callId) === controller) calls.delete(callId);
    };
    return { signal: controller.signal, end };
  }

  /** Aborts a call; one that is not running is nothing to abort. */
  abort(source: CallSource, callId: number): void {
    this.#bySource.get(source.id)?.get(callId)?.abort();
  }

  #callsOf(source: CallSource): Map<number, AbortController> {
    const known = this.#bySource.get(source.id);
    if (known !== undefined) return known;
    const calls = new Map<number, AbortController>();
    this.#bySource.set(source.id, calls);
    source.once("destroyed", () => {
      for (const controller of calls.values()) controller.abort();
      this.#bySource.delete(source.id);
    });
    return calls;
  }
}
