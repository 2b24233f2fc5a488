import { longestStepsMs } from "../state/revisions.ts";

/** How long a known mark overrides list rows: a list may have been fetched before the decision, or wait for a pause (see `useFollow`). */
export const outranksForMs = longestStepsMs + 10_000;

export interface Recent<Known> {
  get(key: string): Known | undefined;
  set(key: string, known: Known): void;
  forget(key: string): void;
  forgetAll(): void;
  /** Calls when something is set or forgotten; what expires says nothing. @returns what ends it. */
  subscribe(listener: () => void): () => void;
}

/**
 * Values that expire after `outranksForMs`. A list fetched while a decision was being saved lacks it; this keeps its mark from flickering until
 * the list has caught up.
 * @param nowMs a monotonic clock.
 */
export function createRecent<Known>(nowMs: () => number): Recent<Known> {
  /** Oldest first. */
  const entries = new Map<string, { known: Known; sinceMs: number }>();
  const listeners = new Set<() => void>();
  const announce = () => {
    for (const listener of listeners) listener();
  };
  const isOver = (sinceMs: number) => nowMs() - sinceMs >= outranksForMs;
  return {
    get: (key) => {
      const entry = entries.get(key);
      return entry === undefined || isOver(entry.sinceMs) ? undefined : entry.known;
    },
    set: (key, known) => {
      for (const [old, entry] of entries) {
        if (!isOver(entry.sinceMs)) break;
        entries.delete(old);
      }
      entries.delete(key);
      entries.set(key, { known, sinceMs: nowMs() });
      announce();
    },
    forget: (key) => {
      entries.delete(key);
      announce();
    },
    forgetAll: () => {
      entries.clear();
      announce();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
