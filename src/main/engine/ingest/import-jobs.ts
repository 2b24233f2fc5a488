import { randomUUID } from "node:crypto";
import {
  AssayError,
  type ConversionPlan,
  type ImportJob,
  type ImportKind,
  type ImportPreview,
  type ImportTotals,
  type ReplacementCounts,
  type Signal,
} from "../../../contract/index.ts";
import { JobQueue } from "../async/job-queue.ts";
import { Throttler } from "../async/throttler.ts";
import { WorkRest } from "../async/work-rest.ts";
import type { ImportOptions } from "./import-options.ts";
import type { ImportReport } from "./import-report.ts";
import type { PreviewOptions } from "./preview-file.ts";

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

/** Waiting for the index makes it insert at once, which costs tens of milliseconds however little there is. As long as its own rests. */
const restPerIndexing = { factor: 24, maxMs: 1000 };

/** Files that one answer goes to; as many as `imports.answer` takes. */
const maxAlike = 1000;

const counted = ["lines", "accepted", "quarantined", "duplicates", "blank"] as const;
const noTotals: ImportTotals = {
  files: 0,
  unfinished: 0,
  asking: 0,
  withProblems: 0,
  lines: 0,
  accepted: 0,
  quarantined: 0,
  duplicates: 0,
  blank: 0,
};

/** How a file is imported. */
export interface ImportWork {
  /** What a file is like when a person should see first how its rows would be converted: one answer fits all that are alike. Else null. */
  findLikeness(path: string, options: ImportOptions): Promise<string | null>;
  preview(path: string, options: PreviewOptions): Promise<ImportPreview | null>;
  /** What a plan would replace; nothing is written. */
  countEarlier(path: string, options: ImportOptions): Promise<ReplacementCounts | null>;
  /** Resolves when its lines are durable. */
  read(path: string, options: ImportOptions): Promise<ImportReport>;
  /** Resolves when everything read so far can be queried. */
  index(): Promise<void>;
}

/** The imports that a screen started: one after the other, each with progress, cancel and a report that stays until cleared. */
export interface SourceFile {
  path: string;
  name: string;
  sizeBytes: number;
  done: () => Promise<void>;
}

interface Asking {
  job: ImportJob;
  likeness: string;
  file: SourceFile;
  options: Omit<ImportOptions, "signal" | "onProgress">;
}

export class ImportJobs {
  readonly #work: ImportWork;
  readonly #queue: JobQueue<ImportJob>;
  /** Files that were read wait for the index together, while the next ones are read. A failure is in the status of the index. */
  readonly #indexing: Throttler;
  readonly #rest = new WorkRest(restPerIndexing);
  /** Of all that have ended. */
  #ended: ImportTotals;
  /** Files that wait for an answer, in the order they were found out. */
  readonly #asking = new Map<string, Asking>();
  readonly #onChange: () => void;

  /** @param earlier ended imports that stay on the list. */
  constructor(work: ImportWork, onChange: () => void, earlier: FinishedImports = { reports: [], totals: noTotals }) {
    this.#work = work;
    this.#onChange = onChange;
    this.#ended = earlier.totals;
    this.#indexing = new Throttler(
      () => this.#index(),
      () => {},
    );
    this.#queue = new JobQueue({
      noun: "import",
      onChange,
      onEnd: (job) => this.#count(job),
      keep: (reports) =>
        pickImportant(
          reports.filter(({ state }) => state !== "asking"),
          maxReports,
        ),
      ended: earlier.reports,
    });
  }

  /**
   * Queues a file.
   * @param together files that were chosen at once, with this one: some say something about others.
   * @param file.done called when the file is no longer needed, however its import ended.
   * @returns the job's id.
   */
  start(file: SourceFile, kind: ImportKind, keepDuplicates: boolean, together: readonly SourceFile[] = []): string {
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
      conversions: [],
      differing: 0,
      replaced: null,
      error: null,
    };
    this.#add(job, file, { kind, keepDuplicates, name: file.name, beside: together }, null);
    return job.id;
  }

  #add(job: ImportJob, file: SourceFile, options: Omit<ImportOptions, "signal" | "onProgress">, plan: ConversionPlan | null): void {
    let likeness: string | null = null;
    this.#queue.add(job, {
      run: async (running) => {
        running.update({ startedAtMs: Date.now() });
        const show = ({ complete: _, file: __, ...report }: ImportReport) =>
          running.update({ ...report, conversions: [...report.conversions] });
        const { signal } = running;
        likeness = plan === null ? await this.#work.findLikeness(file.path, { ...options, signal }) : null;
        if (likeness !== null) return { state: "asking" };
        const report = await this.#work.read(file.path, { ...options, ...(plan ? { plan } : {}), signal, onProgress: show });
        show(report);
        return { state: report.complete ? "done" : "cancelled" };
      },
      // Before the index has caught up: a temporary copy is not needed for that.
      release: async () => {
        if (likeness !== null) this.#asking.set(job.id, { job: { ...job, state: "asking" }, likeness, file, options });
        else await file.done();
      },
      finish: () => {
        if (this.#queue.waitingCount === 0) this.#rest.cutShort();
        return likeness !== null ? Promise.resolve() : this.#indexing.ask();
      },
    });
  }

  /** While many more files wait, those that were read are indexed by the second, and not one by one. */
  async #index(): Promise<void> {
    if (this.#queue.waitingCount > 0) await this.#rest.wait();
    const startedAt = performance.now();
    await this.#work.index();
    this.#rest.begin(performance.now() - startedAt);
  }

  /**
   * Shows how a file that waits for an answer would be imported.
   * @returns `alike`: it and those that wait and are like it, at most 1000.
   * @throws AssayError not_found.
   */
  async preview(id: string, plan: ConversionPlan | null): Promise<{ preview: ImportPreview; alike: string[] }> {
    const { file, options, likeness } = this.#getAsking(id);
    const preview = await this.#work.preview(file.path, { name: file.name, plan, beside: options.beside ?? [] });
    if (preview === null) throw new AssayError("not_found", `${file.name} holds no rows any more.`, { where: id });
    const others = [...this.#asking].filter(([other, one]) => other !== id && one.likeness === likeness).map(([other]) => other);
    return { preview, alike: [id, ...others].slice(0, maxAlike) };
  }

  /** What a plan would replace of what was imported earlier; null when nothing. @throws AssayError not_found, cancelled, and as an import. */
  async countEarlier(id: string, plan: ConversionPlan, signal: Signal): Promise<ReplacementCounts | null> {
    const { file, options } = this.#getAsking(id);
    const counts = await this.#work.countEarlier(file.path, { ...options, plan, signal });
    return counts !== null && counts.records + counts.removed + counts.kept + counts.lost > 0 ? counts : null;
  }

  /** Goes on with files that wait. @throws AssayError not_found; then none of them goes on. */
  answer(ids: readonly string[], plan: ConversionPlan, replace = false): void {
    const asking = ids.map((id) => this.#getAsking(id));
    for (const { job, file, options } of asking) {
      this.#asking.delete(job.id);
      this.#add({ ...job, state: "waiting" }, file, { ...options, ...(replace && { earlier: "replace" as const }) }, plan);
    }
  }

  #getAsking(id: string): Asking {
    const asking = this.#asking.get(id);
    if (asking === undefined) throw new AssayError("not_found", "This import does not wait for an answer.", { where: id });
    return asking;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    const asking = this.#asking.get(id);
    if (asking === undefined) {
      this.#queue.cancel(id);
      return;
    }
    this.#asking.delete(id);
    void asking.file.done().catch(() => {});
    this.#onChange();
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  cancelAll(): void {
    for (const id of [...this.#asking.keys()]) this.cancel(id);
    this.#queue.cancelAll();
    this.#rest.cutShort();
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
    totals.asking = this.#asking.size;
    totals.files += totals.unfinished + totals.asking;
    for (const job of running) for (const name of counted) totals[name] += job[name];
    return totals;
  }

  /**
   * At most `limit` imports: those that run, those that are next (more of them where there are few reports), and reports, those
   * with problems before the others. Newest first.
   */
  listed(limit: number): ImportJob[] {
    const { running, ended } = this.#queue;
    const asking = [...this.#asking.values()].slice(0, Math.max(1, limit >> 1)).map(({ job }) => job);
    const current = [...running.slice(-maxRunningListed).reverse(), ...asking];
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
    this.cancelAll();
    return this.#queue.close();
  }

  #count(job: ImportJob): ImportJob {
    if (job.state === "asking") return job;
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
