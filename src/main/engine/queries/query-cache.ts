import type { Signal } from "../../../contract/index.ts";
import { PriorityLane } from "../async/priority-lane.ts";
import { isObject } from "../base/json-value.ts";
import { queryCancelled } from "../store/database-errors.ts";

/** Queries of one lane run one at a time; of those that wait, the one with the lowest priority first. */
export interface Place {
  lane: string;
  priority: number;
}

interface Entry {
  kind: string;
  revision: string | number;
  answer: Promise<unknown>;
  /** How many callers wait for the answer; at zero the query is interrupted. */
  waiting: number;
  settled: boolean;
  /** Once it is there. */
  value: unknown;
  abandon: AbortController;
}

/** Names a question. @param input JSON; two inputs that differ only in the order of their keys are the same. */
export const keyOf = (kind: string, input: unknown): string => `${kind} ${canonical(input)}`;

/**
 * Caches the results of queries until the data changes. Equal queries that are made at the same time share one run, and queries of one
 * lane run one after the other, the most urgent first, so that a busy screen cannot pile up scans.
 */
export class QueryCache {
  readonly #entries = new Map<string, Entry>();
  readonly #lanes = new Map<string, PriorityLane>();
  readonly #place: (kind: string, input: unknown) => Place;
  readonly #maxEntries: number;

  /**
   * @param maxEntries results kept; the least recently used goes first.
   * @param place where a query waits for others; by default for those of its kind.
   */
  constructor(maxEntries = 100, place: (kind: string, input: unknown) => Place = (kind) => ({ lane: kind, priority: 0 })) {
    this.#place = place;
    this.#maxEntries = maxEntries;
  }

  /**
   * @param input see `keyOf`.
   * @param revision of the data that the result depends on. A new one drops the kind's results.
   * @param run makes the query; its signal is aborted when every caller has given up.
   * @throws AssayError cancelled when `signal` is aborted first; otherwise what `run` throws (failures are not cached).
   */
  get<T>(kind: string, input: unknown, revision: string | number, run: (signal: Signal) => Promise<T>, signal?: Signal): Promise<T> {
    if (signal?.aborted) return Promise.reject(queryCancelled());
    const key = keyOf(kind, input);
    let entry = this.#entries.get(key);
    if (entry === undefined || entry.revision !== revision || entry.abandon.signal.aborted) {
      this.#forgetOthers(kind, revision);
      entry = this.#ask(kind, input, revision, run);
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#shrink();
    const kept = entry;
    kept.answer.catch(() => {
      if (this.#entries.get(key) === kept) this.#entries.delete(key);
    });
    return wait(kept, signal) as Promise<T>;
  }

  /** Answers of a kind and a revision that are there, by `keyOf`; those that were used last come last. */
  answers(kind: string, revision: string | number): Map<string, unknown> {
    const there = [...this.#entries].filter(([, entry]) => entry.kind === kind && entry.revision === revision && entry.value !== undefined);
    return new Map(there.map(([key, { value }]) => [key, value]));
  }

  #ask<T>(kind: string, input: unknown, revision: string | number, run: (signal: Signal) => Promise<T>): Entry {
    const abandon = new AbortController();
    const { lane: name, priority } = this.#place(kind, input);
    const lane = this.#lanes.get(name) ?? new PriorityLane();
    this.#lanes.set(name, lane);
    const answer = lane.queue(priority, () => {
      if (abandon.signal.aborted) throw queryCancelled();
      return run(abandon.signal);
    });
    const entry: Entry = { kind, revision, answer, waiting: 0, settled: false, value: undefined, abandon };
    const settle = (value?: unknown) => {
      entry.settled = true;
      entry.value = value;
    };
    answer.then(settle, () => settle());
    return entry;
  }

  #forgetOthers(kind: string, revision: string | number): void {
    for (const [key, entry] of this.#entries) if (entry.kind === kind && entry.revision !== revision) this.#entries.delete(key);
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return;
      this.#entries.delete(key);
    }
  }
}

function wait(entry: Entry, signal: Signal | undefined): Promise<unknown> {
  entry.waiting += 1;
  return new Promise((resolve, reject) => {
    let here = true;
    const leave = () => {
      if (here) entry.waiting -= 1;
      here = false;
      signal?.removeEventListener("abort", giveUp);
    };
    const giveUp = () => {
      leave();
      if (entry.waiting === 0 && !entry.settled) entry.abandon.abort();
      reject(queryCancelled());
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    entry.answer.then(
      (value) => {
        leave();
        resolve(value);
      },
      (thrown) => {
        leave();
        reject(thrown);
      },
    );
  });
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : part,
  );
}

/** The cache of a list's total, so that not every page counts again. */
export interface CachedTotal {
  cache: QueryCache;
  /** Of the data the total depends on. */
  revision: string | number;
}

/** Runs a query through the cache, if there is one. */
export function throughCache<T>(
  cached: CachedTotal | undefined,
  kind: string,
  input: unknown,
  run: (signal: Signal | undefined) => Promise<T>,
  signal?: Signal,
): Promise<T> {
  return cached === undefined ? run(signal) : cached.cache.get(kind, input, cached.revision, run, signal);
}
