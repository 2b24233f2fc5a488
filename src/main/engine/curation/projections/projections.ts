import { setImmediate as nextTurn } from "node:timers/promises";
import { RestTimer } from "../../async/rest-timer.ts";
import type { Sequencer } from "../../async/sequencer.ts";
import type { Log } from "../../base/log.ts";
import type { Journal } from "../../files/journal.ts";
import { clearChannel } from "../../store/check-journals.ts";
import type { Database } from "../../store/duckdb.ts";
import type { Change, SamplePositions } from "../log/event.ts";
import type { CurationLog } from "../state/curation-log.ts";
import type { EventRecord } from "../state/undo-history.ts";
import { DatasetFile, type DatasetFollower } from "./dataset-file.ts";
import { isRemembered, rememberDataset } from "./dataset-memory.ts";
import { IndexSync } from "./index-sync.ts";
import { pauseAfter } from "./rewrite-pause.ts";

export interface ProjectionDeps {
  /** The dataset's journal; the collector appends collected samples to the same object. Close it after curation. */
  samples: Journal;
  db: Database;
  log: Log;
  /** What queries may answer differently now. */
  onChange(what: { comparisons?: boolean; samples?: boolean; replaced?: boolean }): void;
  /** How the index follows the dataset file. */
  dataset?: DatasetFollower;
}

/** The longest an answer waits for the index, whose writer may be busy with an import: the event is durable by then. */
const indexWaitMs = 1000;
/** Events that nobody waits for are written to the index together, when there have been none for so long: not while the screen is drawn. */
const indexRestMs = 250;
/** The dataset file follows when there have been no events for so long, and at the latest so long after the first. */
const flushRestMs = 1000;
const flushAtMostMs = 10_000;
const flushRetryMs = 5000;
/** Changes that the dataset file takes without a pause: 3 ms. */
const changesAtOnce = 1000;

/** What follows from the log outside memory: the dataset file and the index rows of curation. Keeps both in sync with it. */
export class Projections {
  readonly #deps: ProjectionDeps;
  readonly #log: CurationLog;
  readonly #commits: Sequencer;
  readonly #index: IndexSync;
  readonly #dataset: DatasetFile;
  readonly #flushAtRest = new RestTimer(() => this.#flushNow(), flushAtMostMs);
  #retryTimer: NodeJS.Timeout | null = null;
  #flushMs = 0;
  #stopped = false;
  /** Why the dataset file is out of date, in a sentence; null when it is not. */
  datasetProblem: string | null = null;

  /**
   * @param commits what the store commits events under.
   * @param keepPositions writes positions to the log: the one way back up, from a projection into the log. A rewrite of the dataset file
   * forgets where removed lines were, and a sample that comes back has to be written there.
   */
  constructor(deps: ProjectionDeps, log: CurationLog, commits: Sequencer, keepPositions: (positions: SamplePositions[]) => Promise<void>) {
    this.#deps = deps;
    this.#log = log;
    this.#commits = commits;
    this.#index = new IndexSync(deps.db, log);
    this.#dataset = new DatasetFile({
      journal: deps.samples,
      log,
      keepPositions: async (positions) => {
        await keepPositions(positions);
        void this.#index.take([]);
      },
      follower: deps.dataset ?? {},
    });
  }

  /** Decisions missing from lists because the index could not be written; null while it is in sync. */
  get waiting(): number | null {
    return this.#index.waiting;
  }

  /** Whether the index may lack decisions now. */
  get behind(): boolean {
    return this.#index.lacks;
  }

  /** Catches up after opening. What cannot be written now is retried later. */
  async catchUp(): Promise<void> {
    const { db, samples, log } = this.#deps;
    if (await isRemembered(db, samples, this.#log.events)) this.#dataset.trust();
    else await this.#dataset.inspect();
    let wasCurrent = true;
    if (this.#dataset.dirty) {
      // Asked first: a rewrite may write positions to the log and then records the log's new end in the index, whatever that lacks.
      wasCurrent = await this.#index.isCurrent().catch(() => false);
      await this.#repair().catch((error: unknown) => log("error", "dataset_not_written", { error }));
    }
    try {
      if (!wasCurrent || !(await this.#index.isCurrent())) await this.#index.resync();
      await this.#remember();
    } catch (error) {
      this.#indexFailed(error);
    }
    this.#dataset.follow();
  }

  /** A crash left the dataset file behind the log. The index has not caught up with the file yet, so it reads the new one from the start. */
  async #repair(): Promise<void> {
    await this.#flushDataset();
    await clearChannel(this.#deps.db, "training_samples");
  }

  /**
   * Applies new events. Call it as soon as they are in the log. Resolves when the index has them, or after 1 s.
   * @param indexed "later": resolves at once; who reads the index waits with `indexed`.
   */
  async take(changes: readonly Change[], indexed: "now" | "later" = "now"): Promise<void> {
    const what = { comparisons: changes.some(({ of }) => of !== "sample"), samples: changes.some(({ of }) => of === "sample") };
    // Before the first pause: another event may be appended in it, and the index notes how far it is.
    const whenIndexed = this.#whenIndexed(this.#index.take(changes, indexed === "later" ? indexRestMs : 0), what);
    for (let i = 0; i < changes.length; i += changesAtOnce) {
      if (i > 0) await nextTurn();
      this.#takeIntoDataset(changes.slice(i, i + changesAtOnce));
    }
    this.#flushLater();
    if (indexed === "now") await whenIndexed;
  }

  /** Resolves when the index has all events, or after 1 s. */
  indexed(): Promise<void> {
    return atMost(this.#index.settled(), indexWaitMs);
  }

  /** The same for an event that may be too big for memory, read back from the log. */
  async takeStored(event: EventRecord): Promise<void> {
    try {
      for await (const { part } of this.#log.events.partsOf(event)) {
        this.#takeIntoDataset(part.changes);
        await this.#dataset.appended();
      }
    } catch (error) {
      // The event is durable: whoever waits for it must not be told that nothing has changed.
      this.#deps.log("warn", "dataset_behind", { error });
      this.#dataset.invalidate();
    }
    this.#flushLater();
    await this.#whenIndexed(this.#index.takeStored(event), { comparisons: true, samples: true, replaced: event.replaces !== null });
  }

  #takeIntoDataset(changes: readonly Change[]): void {
    const { samples } = this.#log.state;
    const changed = changes.flatMap((change) => {
      const entry = change.of === "sample" ? samples.get(change.ref) : undefined;
      return entry && change.of === "sample" ? [{ entry, line: change.after?.line ?? null }] : [];
    });
    this.#dataset.take(changed);
  }

  async #whenIndexed(writing: Promise<unknown>, what: { comparisons: boolean; samples: boolean; replaced?: boolean }): Promise<void> {
    const indexed = writing.then((error) => {
      if (error) this.#deps.log("warn", "curation_index_behind", { error });
      this.#deps.onChange(what);
    });
    await atMost(indexed, indexWaitMs);
  }

  /**
   * Brings the dataset file up to date, and the index if it can be written.
   * @throws AssayError disk_full, permission, io …; the file is then unchanged, and it is retried.
   */
  async flush(): Promise<void> {
    this.#stopTimers();
    await this.#commits.settled();
    await this.#flushDataset();
    await this.#index.settled();
    await this.#commits.queue(() => this.#remember()).catch((error: unknown) => this.#indexFailed(error));
  }

  #indexFailed(error: unknown): void {
    this.#deps.log("warn", "curation_index_behind", { error });
    this.#retryLater();
  }

  async #flushDataset(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#dataset.flush();
      this.#flushMs = performance.now() - startedAt;
      this.datasetProblem = null;
    } catch (thrown) {
      this.datasetProblem = `The dataset file is not up to date: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      this.#retryLater();
      throw thrown;
    }
  }

  /** Rebuilds the index rows of curation; no event may be committed meanwhile. @throws AssayError of the index. */
  async resync(): Promise<void> {
    await this.#index.resync();
    this.#deps.onChange({ comparisons: true, samples: true });
  }

  /** Records in the index that the dataset file is in sync with the log, so that opening need not read it. */
  async #remember(): Promise<void> {
    if (this.#index.behind) await this.resync();
    if (!this.#dataset.dirty) await rememberDataset(this.#deps.db, this.#deps.samples, this.#log.events);
  }

  /** Schedules no flush any more. */
  stop(): void {
    this.#stopped = true;
    this.#stopTimers();
  }

  /** Flushes and stops. @throws AssayError when the dataset file cannot be written. */
  async close(): Promise<void> {
    this.stop();
    try {
      await this.flush();
    } finally {
      await this.#index.settled();
    }
  }

  #flushLater(): void {
    if (this.#stopped || this.#retryTimer) return;
    this.#flushAtRest.ask(Math.max(flushRestMs, pauseAfter(this.#flushMs, this.#deps.samples.durableBytes)));
  }

  #retryLater(): void {
    if (this.#stopped || this.#retryTimer) return;
    this.#flushAtRest.stop();
    this.#retryTimer = setTimeout(() => this.#flushNow(), flushRetryMs);
    this.#retryTimer.unref();
  }

  #flushNow(): void {
    this.flush().catch((error: unknown) => this.#deps.log("error", "dataset_not_written", { error }));
  }

  #stopTimers(): void {
    this.#flushAtRest.stop();
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
  }
}

async function atMost(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
