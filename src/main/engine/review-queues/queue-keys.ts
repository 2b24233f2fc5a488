import { smallStepBytes, YieldBudget } from "../async/yield-budget.ts";
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

/** Parameters of a statement are bound in one go. */
const keysAQuestion = 500;
/** Eight digests. */
const unsealBytes = 4 * smallStepBytes;

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

  /**
   * The looks behind keys that blind queues gave out, also before a restart, by those keys. A comparison's own key has none.
   * @param shownKeys of thousands of comparisons, too: others are served meanwhile.
   */
  async resolve(shownKeys: readonly string[]): Promise<Map<string, Sealable>> {
    const queues = [...(await this.#deps.queues.all()).values()].filter(({ blind }) => blind);
    const found = new Map<string, Sealable>();
    if (queues.length === 0) return found;
    const unknown: string[] = [];
    for (const shownKey of shownKeys) {
      const issued = this.#issued.get(shownKey);
      if (issued && queues.some(({ id }) => id === issued.queue.id)) found.set(shownKey, issued);
      else unknown.push(shownKey);
    }
    // Comparisons' own keys, mostly, and found at once where they were listed; no key unsealed from one could be.
    const own = await this.#comparisonsOf(unknown);
    const looks = new Map<string, Sealable[]>();
    const budget = new YieldBudget();
    for (const shownKey of unknown) {
      if (own.has(shownKey)) continue;
      looks.set(
        shownKey,
        queues.flatMap((queue) => unseal(queue, shownKey)),
      );
      await budget.spend(queues.length * unsealBytes);
    }
    const there = await this.#comparisonsOf([...looks.values()].flat().map(({ key }) => key));
    for (const [shownKey, all] of looks) {
      const look = all.find(({ key }) => there.has(key));
      if (!look) continue;
      this.issue(look);
      found.set(shownKey, look);
    }
    return found;
  }

  /** Those of the keys that are comparisons'. */
  async #comparisonsOf(keys: readonly string[]): Promise<Set<string>> {
    const there = new Set<string>();
    for (let from = 0; from < keys.length; from += keysAQuestion) {
      const places = await comparisonPlaces(this.#deps.db(), keys.slice(from, from + keysAQuestion));
      for (const key of places.keys()) there.add(key);
    }
    return there;
  }
}

/** The looks of a queue that a key could be the key of. */
const unseal = (queue: StoredQueue, shownKey: string): Sealable[] => [
  { queue, key: unsealKey(queue.seed, shownKey), isSecond: false },
  ...(queue.repeats ? [{ queue, key: unsealKey(repeatSeed(queue.seed), shownKey), isSecond: true }] : []),
];
