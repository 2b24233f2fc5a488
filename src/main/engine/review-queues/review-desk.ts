import {
  AssayError,
  type CurationAction,
  type CurationAnswer,
  type CurationState,
  type HistoryEntry,
  type Input,
  type Output,
  type Signal,
} from "../../../contract/index.ts";
import type { Curation } from "../curation/curation.ts";
import type { EventRecord } from "../curation/state/undo-history.ts";
import { renumberWord } from "../curation/state/verdict-word.ts";
import type { UndoAnswer } from "../curation/undo.ts";
import { comparisonByKey, comparisonDetail, noSuchComparison } from "../queries/comparison-detail.ts";
import { stateOfRows } from "../queries/comparison-places.ts";
import { type ComparisonHead, withReviews } from "../queries/comparison-rows.ts";
import { readHeadsApart } from "../queries/heads-in-journal.ts";
import type { ComparisonSearch } from "../queries/search/comparison-search.ts";
import type { Database } from "../store/duckdb.ts";
import type { QueueItem, QueueItems } from "./queue-items.ts";
import { nameOfLook, QueueKeys, type Sealable, shownPositions, toLook } from "./queue-keys.ts";
import { readQueueItems } from "./queue-order.ts";
import type { QueueStore, StoredQueue } from "./queue-store.ts";
import { type ComparisonAction, personsMarks, toRecorded, withoutIds } from "./sealed-actions.ts";
import { toSealedDetail, toSealedRow, toShownDetail } from "./sealed-detail.ts";

export interface ReviewDeskDeps {
  db(): Database;
  search: ComparisonSearch;
  /** comparisons.jsonl; null when the channel is switched off. */
  journal(): string | null;
  curation: Curation;
  queues: QueueStore;
}

/** Of the rows kept; about 1 kB each. */
const maxHeads = 4000;

/**
 * What a person at the screen sees and decides. Outside blind queues it hands everything on. In them it translates: keys and positions are
 * the queue's own, and whatever would tell who answered stays here until a person is done with the comparison.
 */
export class ReviewDesk {
  readonly #deps: ReviewDeskDeps;
  readonly #keys: QueueKeys;
  /** Items of each queue, while the comparisons stay as they are. */
  readonly #items = new Map<string, { comparisons: number; rows: object | undefined; items: QueueItems }>();
  /**
   * Rows that queues have listed, by offset, while the comparisons stay as they are: a page is asked for again after each pause between decisions, which
   * change nothing of it.
   */
  readonly #heads = { comparisons: 0, rows: undefined as object | undefined, byOffset: new Map<number, ComparisonHead>() };

  constructor(deps: ReviewDeskDeps) {
    this.#deps = deps;
    this.#keys = new QueueKeys(deps);
  }

  /** `comparisons.list` of a queue. @throws AssayError not_found (no such queue), invalid_argument (the cursor), cancelled. */
  async list(
    id: string,
    { cursor, limit }: Pick<Input<"comparisons.list">, "cursor" | "limit">,
    signal?: Signal,
  ): Promise<Output<"comparisons.list">> {
    const { curation, queues } = this.#deps;
    // The next pages belong to the first, and what was decided is known in memory.
    if (cursor === undefined) await curation.indexed();
    const db = this.#deps.db();
    const queue = (await queues.all()).get(id);
    if (!queue) throw new AssayError("not_found", "There is no such queue any more.", { fix: "Choose another." });
    const all = (await db.get<{ n: number }>("SELECT count(*) AS n FROM comparisons", [], signal))?.n ?? 0;
    const items = await this.#itemsOf(queue, all, cursor === undefined, signal);
    const from = cursor === undefined ? 0 : Number(cursor);
    if (!Number.isSafeInteger(from) || from < 0) throw new AssayError("invalid_argument", "The cursor is not one of this list.");
    const page = items.slice(from, from + limit);
    const rows = await withReviews(db, await this.#headsOf(page, all, signal), curation.reviewsInForce(), signal);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const { decided } = curation;
    const revealed = decided.queues.revealed(id).size + decided.repeats.revealed(id).size;
    return {
      rows: page.flatMap(({ key, isSecond = false }) => {
        const row = byKey.get(key);
        if (!row || !queue.blind) return row ?? [];
        const look = { queue, key, isSecond };
        const shownKey = this.#keys.issue(look);
        if (!this.#isSealed(look)) return { ...row, key: shownKey };
        return toSealedRow(row, shownKey, queue.mask, personsMarks(decided.decided(nameOfLook(look))));
      }),
      nextCursor: from + limit < items.length ? String(from + limit) : null,
      total: items.length,
      reviewedTotal: queue.blind ? revealed : rows.filter(({ reviewed }) => reviewed).length,
      grandTotal: items.length === 0 ? all : items.length,
    };
  }

  /** `comparisons.get`, when it is of a blind queue; else null. @throws AssayError not_found, damaged. */
  async get(shownKey: string, signal?: Signal): Promise<Output<"comparisons.get"> | null> {
    const look = (await this.#keys.resolve([shownKey])).get(shownKey);
    if (!look) return null;
    const { queue, key, isSecond } = look;
    const { curation } = this.#deps;
    const stored = await comparisonByKey(this.#deps.db(), this.#deps.journal(), key, signal).catch((thrown: unknown) => {
      throw this.#isSealed(look) ? noSuchComparison(shownKey) : thrown;
    });
    const isSealed = this.#isSealed(look);
    // What others said would name candidates by their recorded places.
    const { verdicts: _, ...full } = comparisonDetail(stored, await curation.readDecisions(isSealed ? nameOfLook(look) : key));
    const order = shownPositions(look, full.candidates.length);
    const shown = toShownDetail(full, shownKey, order);
    const { queues: traces, repeats } = curation.decided;
    if (isSealed) {
      const wrote = (what: "note" | "reasons" | "tags") => isSecond || traces.hasWritten(queue.id, key, what);
      return toSealedDetail(shown, queue.mask, { note: wrote("note"), reasons: wrote("reasons"), tags: wrote("tags") });
    }
    const both = isSecond ? repeats.verdicts(queue.id, key) : null;
    if (!both) return shown;
    const { note } = await curation.readDecisions(nameOfLook(look));
    return { ...shown, repeat: { first: renumberWord(both.first, order), again: renumberWord(both.again, order), note } };
  }

  /** Keys of the comparisons in blind queues that are not revealed yet. */
  async sealedKeys(signal?: Signal): Promise<string[]> {
    const all = (await this.#deps.db().get<{ n: number }>("SELECT count(*) AS n FROM comparisons", [], signal))?.n ?? 0;
    const keys = new Set<string>();
    for (const queue of (await this.#deps.queues.all()).values()) {
      if (!queue.blind) continue;
      for (const { key } of await this.#itemsOf(queue, all, true, signal))
        if (this.#isSealed({ queue, key, isSecond: false })) keys.add(key);
    }
    return [...keys];
  }

  /** `curation.apply`; lists show it after `Curation.indexed`. @throws AssayError as `Curation.apply`; of a sealed comparison without its ids. */
  async apply(actions: readonly CurationAction[]): Promise<CurationAnswer> {
    const { curation } = this.#deps;
    const named = (action: CurationAction) => ("comparison" in action ? action.comparison : null);
    const resolved = await this.#keys.resolve([...new Set(actions.flatMap((action) => named(action) ?? []))]);
    const looks = actions.map((action) => resolved.get(named(action) ?? "") ?? null);
    const look = looks.find((one) => one !== null);
    if (!look) return this.#toAnswer(await curation.apply(actions, undefined, undefined, "later"));
    const { queue, key, isSecond } = look;
    if (looks.some((one) => one === null || one.queue !== queue || one.key !== key || one.isSecond !== isSecond)) {
      throw new AssayError("invalid_argument", "One step decides about one comparison of a blind queue.", {
        fix: "Decide about each by itself.",
      });
    }
    const isSealed = this.#isSealed(look);
    try {
      if (isSealed) this.#refuseHiddenTexts(look, actions);
      const shown = shownPositions(look, await this.#countCandidates(key));
      const translated = actions.map((action) => toRecorded(action as ComparisonAction, key, shown));
      const isRepeat = isSealed && isSecond;
      const answer = await curation.apply(translated, undefined, { queue: queue.id, shown, isSealed, isRepeat }, "later");
      return this.#toAnswer({ ...answer, queue: queue.id, isSecondLook: isSecond });
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
    const now = curation.state();
    const words = (step: EventRecord | undefined) => (step ? this.#wordsOf(step, all) : "");
    // A count that a second look did not raise would tell that it is one.
    const decisions = now.decisions + history.repeated;
    return { ...now, decisions, undoes: words(history.nextUndo("person")), redoes: words(history.nextRedo("person")) };
  }

  /** `curation.history` */
  async history(input: Input<"curation.history">): Promise<Output<"curation.history">> {
    const { curation, queues } = this.#deps;
    const all = await queues.all();
    return curation.history(input).map((entry) => this.#toShownEntry(entry, all));
  }

  #toShownEntry(entry: HistoryEntry, queues: ReadonlyMap<string, StoredQueue>): HistoryEntry {
    const event = this.#deps.curation.decided.history.get(entry.eventId);
    const queue = queues.get(event?.queue ?? "");
    if (!event || !queue?.blind) return entry;
    return {
      ...entry,
      description: this.#wordsOf(event, queues),
      comparisons: entry.comparisons.map((key) => this.#keys.issue(toLook(queue, key, event))),
    };
  }

  #wordsOf(event: EventRecord, queues: ReadonlyMap<string, StoredQueue>): string {
    const { queue: id, keys, description, sealedDescription } = event;
    const queue = queues.get(id ?? "");
    const isSealed = queue !== undefined && keys.some((key) => this.#isSealed(toLook(queue, key, event)));
    return isSealed ? (sealedDescription ?? "a sealed decision") : description;
  }

  async #toAnswer({ queue: id, sealedDescription, isSecondLook, entry: step, ...answer }: UndoAnswer): Promise<CurationAnswer> {
    const queues = await this.#deps.queues.all();
    const queue = queues.get(id ?? "");
    const state = await this.state();
    const entry = step && { entry: this.#toShownEntry(step, queues) };
    if (!queue?.blind) return { ...answer, ...entry, state };
    const looks = answer.comparisons.map((key) => toLook(queue, key, { isSecondLook: isSecondLook ?? false }));
    return {
      ...answer,
      ...entry,
      state,
      description: looks.some((look) => this.#isSealed(look)) ? (sealedDescription ?? "a sealed decision") : answer.description,
      comparisons: looks.flatMap((look) => this.#shownKeys(look)),
    };
  }

  /** Once either look is revealed, so is the first: somebody knows who answered. */
  #isSealed({ queue, key, isSecond }: Sealable): boolean {
    const { queues, repeats } = this.#deps.curation.decided;
    return queue.blind && !repeats.isRevealed(queue.id, key) && (isSecond || !queues.revealed(queue.id).has(key));
  }

  /** The keys under which a queue shows a comparison that was decided about: both where both looks are known to be at the same. */
  #shownKeys(look: Sealable): string[] {
    const { queue, key } = look;
    if (!this.#deps.curation.decided.repeats.isRevealed(queue.id, key)) return [this.#keys.issue(look)];
    return [false, true].map((isSecond) => this.#keys.issue({ queue, key, isSecond }));
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

  async #headsOf(page: readonly QueueItem[], comparisons: number, signal?: Signal): Promise<ComparisonHead[]> {
    const db = this.#deps.db();
    const rows = stateOfRows(db);
    const { byOffset } = this.#heads;
    if (this.#heads.comparisons !== comparisons || this.#heads.rows !== rows || byOffset.size > maxHeads) byOffset.clear();
    Object.assign(this.#heads, { comparisons, rows });
    const missing = page.filter(({ off }) => !byOffset.has(off));
    for (const head of await readHeadsApart(db, this.#deps.journal(), missing, signal)) byOffset.set(head.off, head);
    return [...new Set(page.map(({ off }) => off))].flatMap((off) => byOffset.get(off) ?? []);
  }

  async #itemsOf(queue: StoredQueue, comparisons: number, isFirst: boolean, signal?: Signal): Promise<QueueItems> {
    const known = this.#items.get(queue.id);
    const db = this.#deps.db();
    const rows = stateOfRows(db);
    // An open queue follows the decisions; the next pages belong to the first.
    if (known && known.comparisons === comparisons && known.rows === rows && (queue.blind || !isFirst)) return known.items;
    const { curation } = this.#deps;
    const touched = curation.decided.queues.touched(queue.id);
    const items = await readQueueItems(
      { db, comparisonSearch: this.#deps.search },
      queue,
      touched,
      { inForce: curation.reviewsInForce(), keys: curation.keys },
      signal,
    );
    this.#items.set(queue.id, { comparisons, rows, items });
    return items;
  }
}
