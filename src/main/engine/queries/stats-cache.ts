import type { Signal } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { queryCancelled } from "../store/duckdb.ts";

interface Entry {
  kind: string;
  revision: string | number;
  answer: Promise<unknown>;
  /** Who still waits for the answer; when nobody does, the query is interrupted. */
  waiting: number;
  settled: boolean;
  abandon: AbortController;
}

/**
 * Remembers answers until the data changes. The same question at the same time shares one query, and only one query of a
 * kind runs at a time: another question of that kind waits its turn, so that a busy screen cannot pile up scans.
 */
export class StatsCache {
  readonly #entries = new Map<string, Entry>();
  readonly #runsOfKind = new Map<string, Sequencer>();
  readonly #mostEntries: number;

  /** @param mostEntries answers kept; the one not used for longest goes first. */
  constructor(mostEntries = 100) {
    this.#mostEntries = mostEntries;
  }

  /**
   * @param input JSON; two inputs that differ only in the order of their keys are the same.
   * @param revision of the data the answer depends on. A changed one forgets that kind's answers.
   * @param run asks the database; its signal is aborted when every caller has given up.
   * @throws AssayError cancelled when `signal` is aborted first; otherwise what `run` throws (failures are not remembered).
   */
  get<T>(kind: string, input: unknown, revision: string | number, run: (signal: Signal) => Promise<T>, signal?: Signal): Promise<T> {
    if (signal?.aborted) return Promise.reject(queryCancelled());
    const key = `${kind} ${canonical(input)}`;
    let entry = this.#entries.get(key);
    if (entry === undefined || entry.revision !== revision || entry.abandon.signal.aborted) {
      this.#forgetOthers(kind, revision);
      entry = this.#ask(kind, revision, run);
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

  #ask<T>(kind: string, revision: string | number, run: (signal: Signal) => Promise<T>): Entry {
    const abandon = new AbortController();
    const runs = this.#runsOfKind.get(kind) ?? new Sequencer();
    this.#runsOfKind.set(kind, runs);
    const answer = runs.queue(() => {
      if (abandon.signal.aborted) throw queryCancelled();
      return run(abandon.signal);
    });
    const entry: Entry = { kind, revision, answer, waiting: 0, settled: false, abandon };
    const settle = () => {
      entry.settled = true;
    };
    answer.then(settle, settle);
    return entry;
  }

  #forgetOthers(kind: string, revision: string | number): void {
    for (const [key, entry] of this.#entries) if (entry.kind === kind && entry.revision !== revision) this.#entries.delete(key);
  }

  #shrink(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#mostEntries) return;
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

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}
