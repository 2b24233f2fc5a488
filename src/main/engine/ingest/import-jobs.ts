import { randomUUID } from "node:crypto";
import type { ImportJob, ImportKind, ImportTotals } from "../../../contract/index.ts";
import { JobQueue } from "../async/job-queue.ts";
import { Throttler } from "../async/throttler.ts";
import type { ImportReport } from "./import-report.ts";
import type { ImportOptions } from "./import-writer.ts";

/** Imports that have ended: the reports that are kept, and the numbers of all. */
export interface FinishedImports {
  reports: readonly ImportJob[];
  totals: ImportTotals;
}

/** Reports kept; the oldest without problems go first. Totals count all. */
const maxReports = 100;
/** Files being read or indexed that a bounded list has at most. */
const maxRunningListed = 4;
/** Waiting files that a bounded list has at least room for. */
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

/** The imports that a screen started: one after the other, each with progress, cancel and a report that stays until cleared. */
export class ImportJobs {
  readonly #work: ImportWork;
  readonly #queue: JobQueue<ImportJob>;
  /** Files that were read wait for the index together, while the next ones are read. A failure is in the status of the index. */
  readonly #indexing: Throttler;
  /** Of all that have ended. */
  #ended: ImportTotals;

  /** @param earlier ended imports that stay on the list. */
  constructor(work: ImportWork, onChange: () => void, earlier: FinishedImports = { reports: [], totals: noTotals }) {
    this.#work = work;
    this.#ended = earlier.totals;
    this.#indexing = new Throttler(
      () => work.index(),
      () => {},
    );
    this.#queue = new JobQueue({
      noun: "import",
      onChange,
      onEnd: (job) => this.#count(job),
      keep: (reports) => pickImportant(reports, maxReports),
      ended: earlier.reports,
    });
  }

  /**
   * Queues a file.
   * @param file.done called when the file is no longer needed, however its import ended.
   * @returns the job's id.
   */
  start(
    file: { path: string; name: string; sizeBytes: number; done: () => Promise<void> },
    kind: ImportKind,
    keepDuplicates: boolean,
  ): string {
    const job: ImportJob = {
      id: randomUUID(),
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
    };
    this.#queue.add(job, {
      run: async (running) => {
        running.update({ startedAtMs: Date.now() });
        const show = ({ complete: _, file: __, ...report }: ImportReport) => running.update(report);
        const { signal } = running;
        const report = await this.#work.read(file.path, { kind, keepDuplicates, signal, onProgress: show, name: file.name });
        show(report);
        return { state: report.complete ? "done" : "cancelled" };
      },
      // Before the index has caught up: a temporary copy is not needed for that.
      release: file.done,
      finish: () => this.#indexing.ask(),
    });
    return job.id;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    this.#queue.cancel(id);
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  cancelAll(): void {
    this.#queue.cancelAll();
  }

  clearFinished(): void {
    this.#ended = noTotals;
    this.#queue.clearEnded();
  }

  /** Whether something runs or waits. */
  get busy(): boolean {
    return this.#queue.busy;
  }

  finished(): FinishedImports {
    return { reports: this.#queue.ended, totals: this.#ended };
  }

  /** All imports since the list was cleared, added up. */
  totals(): ImportTotals {
    const { running, waitingCount } = this.#queue;
    const totals = { ...this.#ended };
    totals.unfinished = waitingCount + running.length;
    totals.files += totals.unfinished;
    for (const job of running) for (const name of counted) totals[name] += job[name];
    return totals;
  }

  /**
   * At most `limit` imports: those that run, those that are next (more of them where there are few reports), and reports, those
   * with problems before the others. Newest first.
   */
  listed(limit: number): ImportJob[] {
    const { running, ended } = this.#queue;
    const current = running.slice(-maxRunningListed).reverse();
    const left = limit - current.length;
    const nextCount = Math.max(maxNextListed, left - ended.length);
    const next: ImportJob[] = [];
    for (const job of this.#queue.waiting()) {
      if (next.length >= nextCount) break;
      next.push(job);
    }
    return [...next.reverse(), ...current, ...pickImportant(ended, left - next.length).reverse()];
  }

  /** Cancels what runs, at a line boundary, and what waits; resolves when all has ended. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  #count(job: ImportJob): ImportJob {
    // A clock that was set back must not make an import end before it began.
    const report = { ...job, finishedAtMs: Math.max(Date.now(), job.startedAtMs) };
    const totals = { ...this.#ended, files: this.#ended.files + 1 };
    if (hasProblem(report)) totals.withProblems++;
    for (const name of counted) totals[name] += report[name];
    this.#ended = totals;
    return report;
  }
}

function hasProblem({ state, quarantined }: ImportJob): boolean {
  return state === "failed" || quarantined > 0;
}

/** The newest of them, those with problems before the others, in their order. */
function pickImportant(reports: readonly ImportJob[], count: number): ImportJob[] {
  if (reports.length <= count) return [...reports];
  const newest = (some: readonly ImportJob[], max: number) => (max > 0 ? some.slice(-max) : []);
  const problems = newest(reports.filter(hasProblem), count);
  const others = newest(
    reports.filter((report) => !hasProblem(report)),
    count - problems.length,
  );
  const kept = new Set([...problems, ...others]);
  return reports.filter((report) => kept.has(report));
}
