import { notifyManager, QueryClient } from "@tanstack/react-query";
import type { ErrorValue, Input, Output, ProcedureName } from "../../contract/index.ts";
import { transport } from "../transport/index.ts";
import { type Revision, revisionNow } from "./revisions.ts";

/** A failure on its way through react-query, which wants something thrown. */
export class CallFailure extends Error {
  readonly value: ErrorValue;
  constructor(value: ErrorValue) {
    super(value.message);
    this.value = value;
  }
}

/** An answer with the revisions that held when it was asked for, and what it took. */
export interface Fetched<T> {
  value: T;
  revisions: Revision;
  tookMs: number;
}

/** Asks the host; throws `CallFailure` when it fails. */
export async function fetchOnce<N extends ProcedureName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Fetched<Output<N>>> {
  const revisions = revisionNow();
  const startedMs = performance.now();
  const answer = await transport.call(name, input, signal);
  if (!answer.ok) throw new CallFailure(answer.error);
  return { value: answer.value, revisions, tookMs: performance.now() - startedMs };
}

// By default in a timer of its own, which draws once more what has just been drawn: in the microtask, an answer and what goes with it are one commit.
notifyManager.setScheduler(queueMicrotask);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: "always", gcTime: 120_000 },
  },
});
