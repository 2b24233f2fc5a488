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
}

/** So many reports are kept; the oldest without problems go first. Totals count all. */
const maxReports = 100;
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

/** The imports a screen started: one after the other, each with progress, cancel and a report that stays until cleared. */
export class ImportJobs {
  readonly #import: (path: string, options: ImportOptions) => Promise<ImportReport>;
  readonly #onChange: () => void;
  /** In the order they run: a Map keeps it, and finds and forgets one of thousands at once. */
  readonly #waiting = new Map<string, Job>();
  #current: Job | null = null;
  /** Oldest first. */
  #reports: ImportJob[];
  /** Of all that have ended. */
  #ended: ImportTotals;
  #running: Promise<void> | null = null;
  #closed = false;

  /** @param earlier ended imports that stay on the list. */
  constructor(
    run: (path: string, options: ImportOptions) => Promise<ImportReport>,
    onChange: () => void,
    earlier: FinishedImports = { reports: [], totals: noTotals },
  ) {
    this.#reports = [...earlier.reports];
    this.#ended = earlier.totals;
    this.#import = run;
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
    else if (!this.#reports.some((report) => report.id === id)) {
      throw new AssayError("not_found", "There is no such import.", { where: id });
    }
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  cancelAll(): void {
    for (const id of [...this.#waiting.keys()]) this.cancel(id);
    this.#current?.controller.abort();
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
    const { picture } = this.#current ?? {};
    const totals = { ...this.#ended };
    totals.unfinished = this.#waiting.size + (picture ? 1 : 0);
    totals.files += totals.unfinished;
    if (picture) for (const name of counted) totals[name] += picture[name];
    return totals;
  }

  /**
   * At most `limit` of them: what runs, what is next (more of it where there are few reports), and reports, those with problems before the
   * others. Newest first.
   */
  listed(limit: number): ImportJob[] {
    const current = this.#current ? [this.#current.picture] : [];
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
    for (;;) {
      const [job] = this.#closed ? [] : this.#waiting.values();
      if (!job) break;
      this.#waiting.delete(job.picture.id);
      this.#current = job;
      await this.#runOne(job);
    }
    this.#running = null;
  }

  async #runOne(job: Job): Promise<void> {
    job.picture = { ...job.picture, state: "running", startedAtMs: Date.now() };
    const show = ({ complete: _, file: __, ...report }: ImportReport) => {
      job.picture = { ...job.picture, ...report };
      this.#onChange();
    };
    try {
      const report = await this.#import(job.path, {
        kind: job.kind,
        keepDuplicates: job.keepDuplicates,
        signal: job.controller.signal,
        onProgress: show,
        name: job.picture.file,
      });
      show(report);
      this.#finish(job, { state: report.complete ? "done" : "cancelled" });
    } catch (thrown) {
      const { code, message, fix } = toErrorValue(thrown);
      this.#finish(job, { state: "failed", error: { code, message, ...(fix === undefined ? {} : { fix }) } });
    }
  }

  #finish(job: Job, end: Partial<ImportJob>): void {
    // A clock that was set back must not make an import end before it began.
    const report = { ...job.picture, ...end, finishedAtMs: Math.max(Date.now(), job.picture.startedAtMs ?? 0) };
    if (this.#current === job) this.#current = null;
    const totals = { ...this.#ended, files: this.#ended.files + 1 };
    if (hasProblem(report)) totals.withProblems++;
    for (const name of counted) totals[name] += report[name];
    this.#ended = totals;
    this.#reports.push(report);
    if (this.#reports.length > maxReports) this.#reports = pickImportant(this.#reports, maxReports);
    void job.done().catch(() => {});
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
