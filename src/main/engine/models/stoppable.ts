import { AssayError, type Signal } from "../../../contract/index.ts";

/** Runs work with one signal that is aborted as soon as any of `signals` is. */
export async function stoppable<T>(signals: readonly (Signal | undefined)[], work: (signal: Signal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  for (const signal of signals) {
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort, { once: true });
  }
  try {
    return await work(stop.signal);
  } finally {
    for (const signal of signals) signal?.removeEventListener("abort", abort);
  }
}

/** Waits for work that goes on by itself. @throws AssayError cancelled as soon as the signal is aborted. */
export async function settledOrAborted(work: Promise<void>, signal?: Signal): Promise<void> {
  if (signal === undefined) return work;
  let stop = () => {};
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) resolve();
  });
  await Promise.race([work, aborted]);
  signal.removeEventListener("abort", stop);
  if (signal.aborted) throw new AssayError("cancelled", "Reading the models was cancelled.");
}
