/** How long our own knowledge of a row outranks a list that was asked for before the decision, or waits for calm (see `useFollow`). */
export const outranksForMs = 10_000;

export interface Recent<Known> {
  get(key: string): Known | undefined;
  set(key: string, known: Known): void;
  forget(key: string): void;
  forgetAll(): void;
}

/**
 * What is known of rows decided about a moment ago. A list that was under way while a decision was saved answers
 * without it; this keeps the mark from flickering until the list has caught up.
 * @param nowMs a clock that only runs forward.
 */
export function createRecent<Known>(nowMs: () => number): Recent<Known> {
  const entries = new Map<string, { known: Known; sinceMs: number }>();
  const isOver = (sinceMs: number) => nowMs() - sinceMs >= outranksForMs;
  return {
    get: (key) => {
      const entry = entries.get(key);
      return entry === undefined || isOver(entry.sinceMs) ? undefined : entry.known;
    },
    set: (key, known) => {
      for (const [old, entry] of entries) if (isOver(entry.sinceMs)) entries.delete(old);
      entries.set(key, { known, sinceMs: nowMs() });
    },
    forget: (key) => {
      entries.delete(key);
    },
    forgetAll: () => entries.clear(),
  };
}
