import {
  AssayError,
  type CurationAction,
  type CurationAnswer,
  type CurationState,
  getTiers,
  type Input,
  isReviewed,
  noOutcome,
  type Output,
  type Signal,
} from "../../../contract/index.ts";
import type { Curation } from "../curation/curation.ts";
import type { EventRecord } from "../curation/state/undo-history.ts";
import type { UndoAnswer } from "../curation/undo.ts";
import { comparisonByKey, comparisonDetail, noSuchComparison } from "../queries/comparison-detail.ts";
import { comparisonPlaces, readComparisonRows } from "../queries/comparisons.ts";
import type { ComparisonSearch } from "../queries/search/comparison-search.ts";
import type { Database } from "../store/duckdb.ts";
import { type QueueItem, readQueueItems } from "./queue-order.ts";
import type { QueueStore, StoredQueue } from "./queue-store.ts";
import { toSealedDetail, toSealedRow, toShownDetail } from "./sealed-detail.ts";
import { sealKey, shuffledPositions, unsealKey } from "./sealed-key.ts";

export interface ReviewDeskDeps {
  db(): Database;
  search: ComparisonSearch;
  /** comparisons.jsonl; null when the channel is switched off. */
  journal(): string | null;
  curation: Curation;
  queues: QueueStore;
}

/** A comparison of a blind queue. */
interface Sealable {
  queue: StoredQueue;
  key: string;
}

type ComparisonAction = Extract<CurationAction, { comparison: string }>;

/**
 * What a person at the screen sees and decides. Outside blind queues it hands everything on. In them it translates: keys and positions are
 * the queue's own, and whatever would tell who answered stays here until a person is done with the comparison.
 */
export class ReviewDesk {
  readonly #deps: ReviewDeskDeps;
  /** Keys of blind queues that were given out. */
  readonly #issued = new Map<string, Sealable>();
  /** Items of each blind queue, while no comparison is added. */
  readonly #items = new Map<string, { comparisons: number; items: QueueItem[] }>();

  constructor(deps: ReviewDeskDeps) {
    this.#deps = deps;
  }

  /** `comparisons.list` of a queue. @throws AssayError not_found (no such queue), invalid_argument (the cursor), cancelled. */
  async list(
    id: string,
    { cursor, limit }: Pick<Input<"comparisons.list">, "cursor" | "limit">,
    signal?: Signal,
  ): Promise<Output<"comparisons.list">> {
    const { curation, queues } = this.#deps;
    const db = this.#deps.db();
    const queue = (await queues.all()).get(id);
    if (!queue) throw new AssayError("not_found", "There is no such queue any more.", { fix: "Choose another." });
    const all = (await db.get<{ n: number }>("SELECT count(*) AS n FROM comparisons", [], signal))?.n ?? 0;
    const items = await this.#itemsOf(queue, all, cursor === undefined, signal);
    const from = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(from) || from < 0) throw new AssayError("invalid_argument", "The cursor is not one of this list.");
    const page = items.slice(from, from + limit);
    const rows = await readComparisonRows(
      db,
      page.map(({ off }) => off),
      curation.reviewsInForce(),
      signal,
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const { queues: traces, comparisons } = curation.decided;
    const revealed = traces.revealed(id);
    return {
      rows: page.flatMap(({ key }) => {
        const row = byKey.get(key);
        if (!row || !queue.blind) return row ?? [];
        const shownKey = this.#issue(queue, key);
        if (revealed.has(key)) return { ...row, key: shownKey };
        return toSealedRow(row, shownKey, queue.mask, personsMarks(comparisons.get(key)));
      }),
      nextCursor: from + limit < items.length ? String(from + limit) : null,
      total: items.length,
      reviewedTotal: queue.blind ? revealed.size : rows.filter(({ reviewed }) => reviewed).length,
      grandTotal: items.length === 0 ? all : items.length,
    };
  }

  /** `comparisons.get`, when it is of a blind queue; else null. @throws AssayError not_found, damaged. */
  async get(shownKey: string, signal?: Signal): Promise<Output<"comparisons.get"> | null> {
    const sealable = await this.#resolve(shownKey);
    if (!sealable) return null;
    const { queue, key } = sealable;
    const stored = await comparisonByKey(this.#deps.db(), this.#deps.journal(), key, signal).catch((thrown: unknown) => {
      throw this.#isSealed(sealable) ? noSuchComparison(shownKey) : thrown;
    });
    // What others said would name candidates by their recorded places.
    const { verdicts: _, ...full } = comparisonDetail(stored, await this.#deps.curation.readDecisions(key));
    const shown = toShownDetail(full, shownKey, shuffledPositions(queue.seed, key, full.candidates.length));
    if (!this.#isSealed(sealable)) return shown;
    const { queues: traces } = this.#deps.curation.decided;
    const wrote = (what: "note" | "reasons" | "tags") => traces.hasWritten(queue.id, key, what);
    return toSealedDetail(shown, queue.mask, { note: wrote("note"), reasons: wrote("reasons"), tags: wrote("tags") });
  }

  /** `curation.apply` @throws AssayError as `Curation.apply`; of a sealed comparison without its ids. */
  async apply(actions: readonly CurationAction[]): Promise<CurationAnswer> {
    const { curation } = this.#deps;
    const sealables = await Promise.all(actions.map((action) => ("comparison" in action ? this.#resolve(action.comparison) : null)));
    const sealable = sealables.find((one) => one !== null);
    if (!sealable) return this.#toAnswer(await curation.apply(actions));
    if (sealables.some((one) => one === null || one.queue !== sealable.queue || one.key !== sealable.key)) {
      throw new AssayError("invalid_argument", "One step decides about one comparison of a blind queue.", {
        fix: "Decide about each by itself.",
      });
    }
    const { queue, key } = sealable;
    const isSealed = this.#isSealed(sealable);
    try {
      if (isSealed) this.#refuseHiddenTexts(sealable, actions);
      const shown = shuffledPositions(queue.seed, key, await this.#countCandidates(key));
      const translated = actions.map((action) => toRecorded(action as ComparisonAction, key, shown));
      const answer = await curation.apply(translated, undefined, { queue: queue.id, shown, isSealed });
      return this.#toAnswer({ ...answer, queue: queue.id });
    } catch (thrown) {
      throw isSealed ? withoutIds(thrown) : thrown;
    }
  }

  /** `curation.undo` @throws AssayError as `Curation.undo`. */
  async undo(): Promise<CurationAnswer> {
    return this.#toAnswer(await this.#deps.curation.undo());
  }

  /** `curation.redo` @throws AssayError as `Curation.redo`. */
  async redo(): Promise<CurationAnswer> {
    return this.#toAnswer(await this.#deps.curation.redo());
  }

  /** `curation.undoEvent` @throws AssayError as `Curation.undoEvent`. */
  async undoEvent(eventId: string): Promise<CurationAnswer> {
    return this.#toAnswer(await this.#deps.curation.undoEvent(eventId));
  }

  /** `curation.state` */
  async state(): Promise<CurationState> {
    const { curation, queues } = this.#deps;
    const all = await queues.all();
    const { history } = curation.decided;
    const words = (step: EventRecord | undefined) => (step ? this.#wordsOf(step, all) : "");
    return { ...curation.state(), undoes: words(history.nextUndo("person")), redoes: words(history.nextRedo("person")) };
  }

  /** `curation.history` */
  async history(input: Input<"curation.history">): Promise<Output<"curation.history">> {
    const { curation, queues } = this.#deps;
    const all = await queues.all();
    return curation.history(input).map((entry) => {
      const event = curation.decided.history.get(entry.eventId);
      const queue = all.get(event?.queue ?? "");
      if (!event || !queue?.blind) return entry;
      return { ...entry, description: this.#wordsOf(event, all), comparisons: entry.comparisons.map((key) => this.#issue(queue, key)) };
    });
  }

  #wordsOf({ queue: id, keys, description, sealedDescription }: EventRecord, queues: ReadonlyMap<string, StoredQueue>): string {
    const queue = queues.get(id ?? "");
    const isSealed = queue !== undefined && keys.some((key) => this.#isSealed({ queue, key }));
    return isSealed ? (sealedDescription ?? "a sealed decision") : description;
  }

  async #toAnswer({ queue: id, sealedDescription, ...answer }: UndoAnswer): Promise<CurationAnswer> {
    const queue = (await this.#deps.queues.all()).get(id ?? "");
    const state = await this.state();
    if (!queue?.blind) return { ...answer, state };
    const isSealed = answer.comparisons.some((key) => this.#isSealed({ queue, key }));
    return {
      ...answer,
      state,
      description: isSealed ? (sealedDescription ?? "a sealed decision") : answer.description,
      comparisons: answer.comparisons.map((key) => this.#issue(queue, key)),
    };
  }

  #isSealed({ queue, key }: Sealable): boolean {
    return queue.blind && !this.#deps.curation.decided.queues.revealed(queue.id).has(key);
  }

  #issue(queue: StoredQueue, key: string): string {
    const shown = sealKey(queue.seed, key);
    this.#issued.set(shown, { queue, key });
    return shown;
  }

  /** The comparison behind a key that a blind queue gave out, also before a restart; null for a comparison's own key. */
  async #resolve(shownKey: string): Promise<Sealable | null> {
    const queues = [...(await this.#deps.queues.all()).values()].filter(({ blind }) => blind);
    const issued = this.#issued.get(shownKey);
    if (issued && queues.some(({ id }) => id === issued.queue.id)) return issued;
    if (queues.length === 0) return null;
    const sealables = queues.map((queue) => ({ queue, key: unsealKey(queue.seed, shownKey) }));
    const places = await comparisonPlaces(this.#deps.db(), [shownKey, ...sealables.map(({ key }) => key)]);
    if (places.has(shownKey)) return null;
    const found = sealables.find(({ key }) => places.has(key));
    if (!found) return null;
    this.#issue(found.queue, found.key);
    return found;
  }

  async #countCandidates(key: string): Promise<number> {
    const stored = await comparisonByKey(this.#deps.db(), this.#deps.journal(), key);
    return stored.record.candidates.length;
  }

  /** A note, reasons or tags from before may name engines, so they are hidden: they must not be replaced unseen. */
  #refuseHiddenTexts({ queue, key }: Sealable, actions: readonly CurationAction[]): void {
    const { comparisons, queues } = this.#deps.curation.decided;
    const state = comparisons.get(key);
    for (const { type } of actions) {
      if (type !== "note" && type !== "reasons" && type !== "tags") continue;
      const isThere = type === "note" ? state?.note : state?.marks[type].length;
      if (isThere && !queues.hasWritten(queue.id, key, type)) {
        throw new AssayError("refused", "There is an earlier text, hidden while the comparison is sealed.", {
          fix: "Finish the comparison first.",
        });
      }
    }
  }

  async #itemsOf(queue: StoredQueue, comparisons: number, isFirst: boolean, signal?: Signal): Promise<QueueItem[]> {
    const known = this.#items.get(queue.id);
    // An open queue follows the decisions; the next pages belong to the first.
    if (known && known.comparisons === comparisons && (queue.blind || !isFirst)) return known.items;
    const { curation } = this.#deps;
    const touched = curation.decided.queues.touched(queue.id);
    const items = await readQueueItems(
      { db: this.#deps.db(), comparisonSearch: this.#deps.search },
      queue,
      touched,
      { inForce: curation.reviewsInForce(), conflicts: () => curation.conflicts() },
      signal,
    );
    this.#items.set(queue.id, { comparisons, items });
    return items;
  }
}

type DecidedComparison = NonNullable<ReturnType<Curation["decided"]["comparisons"]["get"]>>;

/** What the row of a sealed comparison shows: what persons decided about it. */
function personsMarks(state: DecidedComparison | undefined) {
  if (!state) return { reviewed: false, tiers: [], outcome: null, ranked: false, flagged: false, done: false };
  const { outcome, outcomeBy, marks } = state;
  const candidates = new Map([...state.candidates].filter(([, { by }]) => by === "person"));
  return {
    reviewed: isReviewed(state),
    tiers: getTiers({ candidates }),
    outcome: outcomeBy === "person" ? outcome : noOutcome.outcome,
    ranked: marks.rankBy === "person",
    flagged: marks.flagged,
    done: marks.done,
  };
}

/** An action with the comparison's own key and positions. @throws AssayError invalid_argument (no such candidate). */
function toRecorded(action: ComparisonAction, comparison: string, shown: readonly number[]): CurationAction {
  const at = (position: number) => {
    const recorded = shown[position];
    if (recorded === undefined)
      throw new AssayError("invalid_argument", "There is no such candidate.", { fix: "Choose one that is shown." });
    return recorded;
  };
  if (action.type === "rank") return { ...action, comparison, groups: action.groups.map((group) => group.map(at)) };
  return "position" in action ? { ...action, comparison, position: at(action.position) } : { ...action, comparison };
}

/** Errors about the disk hold no ids; others are said without their details. */
function withoutIds(thrown: unknown): unknown {
  if (!(thrown instanceof AssayError)) return thrown;
  if (thrown.code === "not_found" || thrown.code === "damaged")
    return new AssayError(thrown.code, "This comparison cannot be read any more.", { fix: "Go to the next one." });
  const { code, message, fix } = thrown;
  return new AssayError(code, message, { ...(fix && { fix }) });
}
