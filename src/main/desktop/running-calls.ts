/** A page that makes calls and may be destroyed while it waits. */
export interface CallSource {
  readonly id: number;
  once(event: "destroyed", listener: () => void): unknown;
}

/** Pending calls by page, to abort one, or all of a destroyed page. */
export class RunningCalls {
  readonly #bySource = new Map<number, Map<number, AbortController>>();

  /**
   * Registers a call. A reloaded page numbers its calls from the start again, so an older call with the same number is aborted.
   * @returns the call's signal, and a function to call once it is answered.
   */
  begin(source: CallSource, callId: number): { signal: AbortSignal; end: () => void } {
    const calls = this.#getCalls(source);
    const controller = new AbortController();
    calls.get(callId)?.abort();
    calls.set(callId, controller);
    const end = () => {
      if (calls.get(callId) === controller) calls.delete(callId);
    };
    return { signal: controller.signal, end };
  }

  /** Aborts a call, if it is running. */
  abort(source: CallSource, callId: number): void {
    this.#bySource.get(source.id)?.get(callId)?.abort();
  }

  #getCalls(source: CallSource): Map<number, AbortController> {
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
