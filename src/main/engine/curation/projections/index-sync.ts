import { RestTimer } from "../../async/rest-timer.ts";
import { Sequencer } from "../../async/sequencer.ts";
import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import type { Row } from "../../records/csv-row.ts";
import type { reviewColumns, sampleColumns } from "../../records/index-columns.ts";
import type { Database } from "../../store/duckdb.ts";
import { advanceProgress, clearProgress, isUnchanged, readProgress } from "../../store/progress.ts";
import { placeholders } from "../../store/sql.ts";
import type { Change, SampleVersion } from "../log/event.ts";
import type { CurationLog } from "../state/curation-log.ts";
import type { EventRecord } from "../state/undo-history.ts";
import { BulkWrite, deleteSamples } from "./bulk-rows.ts";
import { decidedKeys, mergeChanges, reviewRow, sampleRow } from "./index-rows.ts";
import { isReplacedCurrent, syncReplaced, toSignature } from "./replaced-index.ts";

const namesAtOnce = 500;
const writeAtOnce = 2000;
/** Who decides without a pause is not interrupted for longer. */
const waitAtMostMs = 10_000;
/** Texts that wait, in characters: edits may be long. */
const waitAtMostLength = 4_000_000;

/** Changes that wait to be written, of one event or several. */
interface Group {
  changes: Change[];
  events: number;
  /** Of their samples' lines, in characters. */
  length: number;
  /** Of the log, with these changes. */
  sizeBytes: number;
  lines: number;
  written: Promise<unknown>;
  start(): void;
}

/**
 * Keeps the rows of `samples` that curation owns, and the rows of `reviews`, in sync with the log. Its progress is the row "curation" of
 * `progress`, written in the same transaction.
 */
export class IndexSync {
  readonly #db: Database;
  readonly #log: CurationLog;
  /** Rows are missing; only a resync restores them. */
  #behind = false;
  /** It is behind because a write failed. */
  #failed = false;
  /** Decisions since then. */
  #waiting = 0;
  readonly #writes = new Sequencer();
  #group: Group | null = null;
  readonly #whenAtRest = new RestTimer(() => this.#group?.start(), waitAtMostMs);
  /** Groups that are not written yet. */
  #unwritten = 0;
  /** Which lines the index is known to show. */
  #replaced: string | null = null;

  constructor(db: Database, log: CurationLog) {
    this.#db = db;
    this.#log = log;
  }

  get behind(): boolean {
    return this.#behind;
  }

  /** Whether it lacks decisions now, because they could not be written or are still waiting. */
  get lacks(): boolean {
    return this.#behind || this.#unwritten > 0;
  }

  /** Decisions missing since a write failed; 0 when only those of an earlier session are, null while writes succeed. */
  get waiting(): number | null {
    return this.#failed ? this.#waiting : null;
  }

  /**
   * Whether the index is in sync with the log. Samples that have their collected bytes back count as collected, so a rebuilt index may have
   * dropped their rows: those are counted.
   */
  async isCurrent(): Promise<boolean> {
    if (!(await isReplacedCurrent(this.#db, this.#log))) return false;
    const progress = (await readProgress(this.#db)).get("curation");
    const { sizeBytes } = this.#log.events;
    if (!progress) return sizeBytes === 0 && this.#log.state.samples.size === 0 && (await this.#isEmpty());
    if (progress.bytes !== sizeBytes || !(await isUnchanged(this.#log.events.path, progress))) return false;
    const asCollected = [...this.#log.state.samples.all()].filter((entry) => entry.live && entry.origin === "collected" && !entry.edited);
    for (let i = 0; i < asCollected.length; i += namesAtOnce) {
      const some = asCollected.slice(i, i + namesAtOnce);
      const there = await this.#db.get<{ n: number }>(
        `SELECT count(DISTINCT ref) AS n FROM samples WHERE ref IN (${placeholders(some.length)})`,
        some.map((entry) => entry.ref),
      );
      if (there?.n !== some.length) return false;
    }
    return true;
  }

  /**
   * Writes the changes of the newest event, after everything queued before it. Call it before another event is appended. Never rejects:
   * if the index cannot be written, `behind` is set, and the log has it all.
   * @param restMs they wait until no more have come for so long, to be written together; `settled` does not wait.
   * @returns the error, or null.
   */
  take(changes: readonly Change[], restMs = 0): Promise<unknown> {
    const { sizeBytes, lines } = this.#log.events;
    this.#group ??= this.#createGroup();
    const group = this.#group;
    for (const change of changes) {
      group.changes.push(change);
      if (change.of === "sample") group.length += (change.before?.line.length ?? 0) + (change.after?.line.length ?? 0);
    }
    Object.assign(group, { events: group.events + 1, sizeBytes, lines });
    if (restMs === 0 || group.changes.length >= writeAtOnce || group.length >= waitAtMostLength) group.start();
    else this.#whenAtRest.ask(restMs);
    return group.written;
  }

  #createGroup(): Group {
    let settle: (error: unknown) => void = () => {};
    const written = new Promise<unknown>((resolve) => {
      settle = resolve;
    });
    const write = () => {
      // What came while it waited for its turn is written with it.
      if (this.#group === group) this.#group = null;
      return this.#take(group.changes, group);
    };
    const start = () => {
      group.start = () => {};
      this.#whenAtRest.stop();
      const end = (error: unknown) => {
        this.#unwritten -= 1;
        settle(error);
      };
      void this.#writes.queue(write).then(end);
    };
    this.#unwritten += 1;
    const group: Group = { changes: [], events: 0, length: 0, sizeBytes: 0, lines: 0, written, start };
    return group;
  }

  /** The same for an event that is read back from the log in slices. */
  takeStored(event: EventRecord): Promise<unknown> {
    const { sizeBytes, lines } = this.#log.events;
    this.#endGroup();
    const end = { sizeBytes, lines, events: 1 };
    return this.#writes.queue(() => this.#takeStored(event, end).catch((thrown: unknown) => this.#fail(thrown, 1)));
  }

  /** Starts what waits; what comes after it is another group. */
  #endGroup(): void {
    this.#group?.start();
    this.#group = null;
  }

  async #takeStored(event: EventRecord, end: Pick<Group, "sizeBytes" | "lines" | "events">): Promise<unknown> {
    let changes: Change[] = [];
    for await (const { part } of this.#log.events.partsOf(event)) {
      changes.push(...part.changes);
      if (changes.length < writeAtOnce) continue;
      const error = await this.#take(changes, null);
      if (error) return error;
      changes = [];
    }
    return this.#take(changes, end);
  }

  #fail(thrown: unknown, events: number): unknown {
    this.#waiting = (this.#behind ? this.#waiting : 0) + events;
    this.#behind = true;
    this.#failed = true;
    return thrown;
  }

  /** @param end of the log that the index is in sync with after this; null: not in sync yet. */
  async #take(changes: readonly Change[], end: Pick<Group, "sizeBytes" | "lines" | "events"> | null): Promise<unknown> {
    if (this.#behind) {
      this.#waiting += end?.events ?? 0;
      return null;
    }
    try {
      const samples = await mergeChanges(changes);
      const write = new BulkWrite(this.#db);
      write.add(...deleteSamples(samples.flatMap((change) => (change.before ? [change.ref] : []))));
      await this.#insertSamples(
        write,
        samples.flatMap((change) => (change.after ? [{ ref: change.ref, origin: change.origin, version: change.after }] : [])),
      );
      await this.#insertReviews(write, await decidedKeys(changes));
      if (end !== null) write.add(await advanceProgress("curation", this.#log.events.path, end.sizeBytes, end.lines));
      await write.run();
      if (end !== null && this.#replaced !== toSignature(this.#log)) await this.#syncReplaced();
      return null;
    } catch (thrown) {
      return this.#fail(thrown, end?.events ?? 0);
    }
  }

  /** Writes what waits. Resolves when no write is under way. */
  async settled(): Promise<void> {
    this.#endGroup();
    await this.#writes.settled();
  }

  /**
   * Rebuilds all rows that curation owns from the log. No event may be taken meanwhile. If it fails, rows it did not reach are unchanged.
   * @throws AssayError of the index.
   */
  async resync(): Promise<void> {
    await this.settled();
    this.#behind = true;
    try {
      await this.#resync();
    } catch (thrown) {
      this.#failed = true;
      throw thrown;
    }
    this.#behind = false;
    this.#failed = false;
    this.#waiting = 0;
  }

  async #resync(): Promise<void> {
    const { events, state } = this.#log;
    const { sizeBytes, lines } = events;
    const begin = new BulkWrite(this.#db);
    begin.add(clearProgress("curation"));
    await begin.run();
    let rows: { ref: string; origin: string; version: SampleVersion }[] = [];
    const replace = async () => {
      const write = new BulkWrite(this.#db);
      write.add(...deleteSamples(rows.map(({ ref }) => ref)));
      await this.#insertSamples(write, rows);
      rows = [];
      await write.run();
    };
    for await (const { part, at } of events.all()) {
      for (const [index, change] of part.changes.entries()) {
        if (change.of !== "sample" || !change.after) continue;
        const entry = state.samples.get(change.ref);
        // Only the current version of a sample is a row.
        if (entry?.version?.part.offset !== at.offset || entry.version.change !== index) continue;
        rows.push({ ref: entry.ref, origin: entry.origin, version: change.after });
      }
      if (rows.length >= writeAtOnce) await replace();
    }
    await replace();
    const end = new BulkWrite(this.#db);
    end.add(...deleteSamples(await this.#staleSamples()));
    end.add(["DELETE FROM reviews"]);
    await this.#insertReviews(end, state.comparisons.keys());
    end.add(await advanceProgress("curation", this.#log.events.path, sizeBytes, lines));
    await end.run();
    await this.#syncReplaced();
  }

  async #syncReplaced(): Promise<void> {
    const signature = toSignature(this.#log);
    await syncReplaced(this.#db, this.#log);
    this.#replaced = signature;
  }

  /** Refs of rows whose samples have left the dataset. */
  async #staleSamples(): Promise<string[]> {
    const { samples: registry } = this.#log.state;
    const owned = await this.#db.all<{ ref: string }>("SELECT DISTINCT ref FROM samples WHERE origin <> 'collected' OR edited");
    const demoted = [...registry.all()].filter((entry) => entry.origin === "collected" && !entry.version).map(({ ref }) => ref);
    return [...owned.map(({ ref }) => ref).filter((ref) => !registry.get(ref)?.version), ...demoted];
  }

  async #isEmpty(): Promise<boolean> {
    const row = await this.#db.get<{ n: number }>(
      "SELECT (SELECT count(*) FROM reviews) + (SELECT count(*) FROM samples WHERE origin <> 'collected' OR edited) AS n",
    );
    return row?.n === 0;
  }

  async #insertSamples(write: BulkWrite, samples: readonly { ref: string; origin: string; version: SampleVersion }[]): Promise<void> {
    if (samples.length === 0) return;
    let seq = (await this.#db.get<{ seq: number | null }>("SELECT max(seq) AS seq FROM samples"))?.seq ?? 0;
    const budget = new YieldBudget();
    const rows: Row<typeof sampleColumns>[] = [];
    for (const { ref, origin, version } of samples) {
      for (let copy = 0; copy < version.copies; copy++) rows.push(sampleRow(ref, ++seq, origin, version));
      await budget.spend(version.line.length * 2 + smallStepBytes);
    }
    await write.insert("samples", rows);
  }

  async #insertReviews(write: BulkWrite, keys: Iterable<string>): Promise<void> {
    const budget = new YieldBudget();
    const rows: Row<typeof reviewColumns>[] = [];
    // As they are decided now: what comes while this yields is written again behind it.
    for (const key of [...keys]) {
      rows.push(reviewRow(key, this.#log.state.comparisons.get(key)));
      await budget.spend(smallStepBytes);
    }
    await write.insert("reviews", rows);
  }
}
