import { randomUUID } from "node:crypto";
import { AssayError, type ImportJob, type ImportKind, type ImportTotals, toErrorValue } from "../../../contract/index.ts";
import type { ImportOptions } from "./import-file.ts";
import type { ImportReport } from "./import-report.ts";

/** Imports that have ended: the reports that are kept, and the numbers of all. */
export interface FinishedImports {
  reports: readonly ImportJob[];
  totals: ImportTotals;
}

interface Job {
  picture: ImportJob;
  path: string;
  kind: ImportKind;
  keepDuplicates: boolean;
  controller: AbortController;
  done: () => Promise<void>;
  /** How its reading ended. */
  end: "done" | "cancelled" | null;
}

/** So many reports are kept; the oldest without problems go first. Totals count all. */
const maxReports = 100;
/** Of a bounded list, so many at most are files that are being read or indexed. */
const maxRunningListed = 4;
/** Of a bounded list, so many at most are files that wait. */
const maxNextListed = 4;

const counted = ["lines", "accepted", "quarantined", "duplicates", "blank"] as const;
const noTotals: ImportTotals = {
  files: 0,
  unfinished: 0,
  withProblems: 0,
  lines: 0,
  accepted: 0,
  quarantined: 0,
  duplicates: 0,
  blank: 0,
};

/** How a file is imported. */
export interface ImportWork {
  /** Resolves when its lines are durable. */
  read(path: string, options: ImportOptions): Promise<ImportReport>;
  /** Resolves when everything read so far can be queried. */
  index(): Promise<void>;
}

/** The imports a screen started: one after the other, each with progress, cancel and a report that stays until cleared. */
export class ImportJobs {
  readonly #work: ImportWork;
  readonly #onChange: () => void;
  /** In the order they run: a Map keeps it, and finds and forgets one of thousands at once. */
  readonly #waiting = new Map<string, Job>();
  #current: Job | null = null;
  /** Read to the end, and not in the index yet: the next files are read meanwhile, and go in with them. */
  #indexing: Job[] = [];
  /** Oldest first. */
  #reports: ImportJob[];
  /** Of all that have ended. */
  #ended: ImportTotals;
  #running: Promise<void> | null = null;
  /** Ends a wait for the index when another file is there to be read. */
  #wake: (() => void) | null = null;
  #closed = false;

  /** @param earlier ended imports that stay on the list. */
  constructor(work: ImportWork, onChange: () => void, earlier: FinishedImports = { reports: [], totals: noTotals }) {
    this.#reports = [...earlier.reports];
    this.#ended = earlier.totals;
    this.#work = work;
    this.#onChange = onChange;
  }

  /** Queues a file. `done` is called when it is not needed any more, however it ended. */
  start(
    file: { path: string; name: string; sizeBytes: number; done: () => Promise<void> },
    kind: ImportKind,
    keepDuplicates: boolean,
  ): string {
    const id = randomUUID();
    this.#waiting.set(id, {
      path: file.path,
      kind,
      keepDuplicates,
      controller: new AbortController(),
      done: file.done,
      end: null,
      picture: {
        id,
        file: file.name,
        sizeBytes: file.sizeBytes,
        readBytes: 0,
        state: "waiting",
        startedAtMs: Date.now(),
        finishedAtMs: null,
        lines: 0,
        accepted: 0,
        quarantined: 0,
        duplicates: 0,
        blank: 0,
        kinds: { engine_execution: 0, comparison_result: 0, training_sample: 0 },
        reasons: [],
        error: null,
      },
    });
    this.#onChange();
    this.#wake?.();
    this.#running ??= this.#run();
    return id;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting) {
      this.#waiting.delete(id);
      this.#finish(waiting, { state: "cancelled" });
    } else if (this.#current?.picture.id === id) this.#current.controller.abort();
    else if (![...this.#indexing.map(({ picture }) => picture), ...this.#reports].some((report) => report.id === id)) {
      throw new AssayError("not_found", "There is no such import.", { where: id });
    }
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  cancelAll(): void {
    for (const id of [...this.#waiting.keys()]) this.cancel(id);
    this.#current?.controller.abort();
  }

  /** In the order they were started. */
  #runningJobs(): Job[] {
    return this.#current ? [...this.#indexing, this.#current] : this.#indexing;
  }

  clearFinished(): void {
    this.#reports = [];
    this.#ended = noTotals;
    this.#onChange();
  }

  /** Whether something runs or waits. */
  get busy(): boolean {
    return this.#running !== null;
  }

  finished(): FinishedImports {
    return { reports: this.#reports, totals: this.#ended };
  }

  /** All imports since the list was cleared, added up. */
  totals(): ImportTotals {
    const running = this.#runningJobs();
    const totals = { ...this.#ended };
    totals.unfinished = this.#waiting.size + running.length;
    totals.files += totals.unfinished;
    for (const { picture } of running) for (const name of counted) totals[name] += picture[name];
    return totals;
  }

  /**
   * At most `limit` of them: what runs, what is next (more of it where there are few reports), and reports, those with problems before the
   * others. Newest first.
   */
  listed(limit: number): ImportJob[] {
    const current = this.#runningJobs()
      .slice(-maxRunningListed)
      .map(({ picture }) => picture)
      .reverse();
    const room = limit - current.length;
    const nextCount = Math.max(maxNextListed, room - this.#reports.length);
    const next: ImportJob[] = [];
    for (const { picture } of this.#waiting.values()) {
      if (next.length >= nextCount) break;
      next.push(picture);
    }
    return [...next.reverse(), ...current, ...pickImportant(this.#reports, room - next.length).reverse()];
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    this.cancelAll();
    await this.#running;
  }

  async #run(): Promise<void> {
    let indexing: Promise<void> | null = null;
    for (;;) {
      const [job] = this.#closed ? [] : this.#waiting.values();
      if (job) {
        this.#waiting.delete(job.picture.id);
        this.#current = job;
        await this.#readOne(job);
        indexing ??= this.#index().finally(() => {
          indexing = null;
        });
      } else if (indexing) await Promise.race([indexing, new Promise<void>((resolve) => (this.#wake = resolve))]);
      else break;
    }
    this.#running = null;
  }

  /** Waits for the index on behalf of all that were read before, again and again while there are any. */
  async #index(): Promise<void> {
    while (this.#indexing.length > 0) {
      const jobs = this.#indexing.length;
      await this.#work.index().catch(() => {});
      for (const job of this.#indexing.splice(0, jobs)) this.#finish(job, {});
    }
  }

  async #readOne(job: Job): Promise<void> {
    job.picture = { ...job.picture, state: "running", startedAtMs: Date.now() };
    const show = ({ complete: _, file: __, ...report }: ImportReport) => {
      job.picture = { ...job.picture, ...report };
      this.#onChange();
    };
    try {
      const report = await this.#work.read(job.path, {
        kind: job.kind,
        keepDuplicates: job.keepDuplicates,
        signal: job.controller.signal,
        onProgress: show,
        name: job.picture.file,
      });
      show(report);
      this.#current = null;
      this.#indexing.push(job);
      job.end = report.complete ? "done" : "cancelled";
      // The file is read: a temporary copy is not needed while the index catches up.
      void job.done().catch(() => {});
    } catch (thrown) {
      const { code, message, fix } = toErrorValue(thrown);
      this.#finish(job, { state: "failed", error: { code, message, ...(fix === undefined ? {} : { fix }) } });
    }
  }

  #finish(job: Job, end: Partial<ImportJob>): void {
    if (job.end) end = { state: job.end, ...end };
    else void job.done().catch(() => {});
    // A clock that was set back must not make an import end before it began.
    const report = { ...job.picture, ...end, finishedAtMs: Math.max(Date.now(), job.picture.startedAtMs ?? 0) };
    if (this.#current === job) this.#current = null;
    const totals = { ...this.#ended, files: this.#ended.files + 1 };
    if (hasProblem(report)) totals.withProblems++;
    for (const name of counted) totals[name] += report[name];
    this.#ended = totals;
    this.#reports.push(report);
    if (this.#reports.length > maxReports) this.#reports = pickImportant(this.#reports, maxReports);
    this.#onChange();
  }
}

function hasProblem({ state, quarantined }: ImportJob): boolean {
  return state === "failed" || quarantined > 0;
}

/** The newest of them, those with problems before the others, in their order. */
function pickImportant(reports: readonly ImportJob[], count: number): ImportJob[] {
  if (reports.length <= count) return [...reports];
  const newest = (some: readonly ImportJob[], most: number) => (most > 0 ? some.slice(-most) : []);
  const problems = newest(reports.filter(hasProblem), count);
  const others = newest(
    reports.filter((report) => !hasProblem(report)),
    count - problems.length,
  );
  const kept = new Set([...problems, ...others]);
  return reports.filter((report) => kept.has(report));
}
