import type { Signal } from "../../../contract/index.ts";
import type { StatsCache } from "./stats-cache.ts";

/** Lets a list remember how many rows match, until the data changes. Without it every page counts again. */
export interface Remembered {
  cache: StatsCache;
  revision: string | number;
}

export function remember<T>(
  remembered: Remembered | undefined,
  kind: string,
  input: unknown,
  run: (signal: Signal | undefined) => Promise<T>,
  signal?: Signal,
): Promise<T> {
  return remembered === undefined ? run(signal) : remembered.cache.get(kind, input, remembered.revision, run, signal);
}
