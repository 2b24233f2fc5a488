import { repeatName } from "../curation/log/repeat.ts";
import { comparisonPlaces } from "../queries/comparison-places.ts";
import type { Database } from "../store/duckdb.ts";
import { repeatSeed } from "./place-repeats.ts";
import type { QueueStore, StoredQueue } from "./queue-store.ts";
import { sealKey, shuffledPositions, unsealKey } from "./sealed-key.ts";

/** One look at a comparison of a blind queue. */
export interface Sealable {
  queue: StoredQueue;
  key: string;
  isSecond: boolean;
}

export const toLook = (queue: StoredQueue, key: string, { isSecondLook = false }: { isSecondLook?: boolean }): Sealable => ({
  queue,
  key,
  isSecond: isSecondLook,
});

/** What the state calls the decisions of a look. */
export const nameOfLook = ({ queue, key, isSecond }: Sealable) => (isSecond ? repeatName(queue.id, key) : key);

/** Recorded positions in the order in which a look shows them: the second in the reverse order of the first, so that each pair changes sides. */
export function shownPositions({ queue, key, isSecond }: Sealable, candidates: number): number[] {
  const first = shuffledPositions(queue.seed, key, candidates);
  return isSecond ? first.toReversed() : first;
}

/** The keys under which blind queues show comparisons. */
export class QueueKeys {
  readonly #deps: { db(): Database; queues: QueueStore };
  /** Those given out. */
  readonly #issued = new Map<string, Sealable>();

  constructor(deps: { db(): Database; queues: QueueStore }) {
    this.#deps = deps;
  }

  issue(look: Sealable): string {
    const { queue, key, isSecond } = look;
    const shown = sealKey(isSecond ? repeatSeed(queue.seed) : queue.seed, key);
    this.#issued.set(shown, look);
    return shown;
  }

  /** The look behind a key that a blind queue gave out, also before a restart; null for a comparison's own key. */
  async resolve(shownKey: string): Promise<Sealable | null> {
    const queues = [...(await this.#deps.queues.all()).values()].filter(({ blind }) => blind);
    const issued = this.#issued.get(shownKey);
    if (issued && queues.some(({ id }) => id === issued.queue.id)) return issued;
    if (queues.length === 0) return null;
    const looks = queues.flatMap((queue): Sealable[] => [
      { queue, key: unsealKey(queue.seed, shownKey), isSecond: false },
      ...(queue.repeats ? [{ queue, key: unsealKey(repeatSeed(queue.seed), shownKey), isSecond: true }] : []),
    ]);
    // A comparison's own key, mostly, and found at once where it was listed; no key unsealed from it could be.
    const db = this.#deps.db();
    if ((await comparisonPlaces(db, [shownKey])).has(shownKey)) return null;
    const places = await comparisonPlaces(
      db,
      looks.map(({ key }) => key),
    );
    const found = looks.find(({ key }) => places.has(key));
    if (!found) return null;
    this.issue(found);
    return found;
  }
}
