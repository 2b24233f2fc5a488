import { randomUUID } from "node:crypto";
import { AssayError, type ImportJob, type ImportKind, toErrorValue } from "../../../contract/index.ts";
import type { ImportOptions } from "./import-file.ts";
import type { ImportReport } from "./import-report.ts";

/** An import that has ended, with its report. */
export type FinishedImport = Job;

interface Job {
  picture: ImportJob;
  path: string;
  kind: ImportKind;
  keepDuplicates: boolean;
  controller: AbortController;
  done: () => Promise<void>;
}

const mostKept = 100;

/** The imports a screen started: one after the other, each with progress, cancel and a report that stays until cleared. */
export class ImportJobs {
  readonly #import: (path: string, options: ImportOptions) => Promise<ImportReport>;
  readonly #onChange: () => void;
  #jobs: Job[];
  #running: Promise<void> | null = null;
  #closed = false;

  /** @param earlier ended imports whose reports stay on the list. */
  constructor(
    run: (path: string, options: ImportOptions) => Promise<ImportReport>,
    onChange: () => void,
    earlier: readonly FinishedImport[] = [],
  ) {
    this.#jobs = [...earlier];
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
    this.#jobs.push({
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
    if (this.#jobs.length > mostKept) this.clearFinished();
    this.#onChange();
    this.#running ??= this.#run();
    return id;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    const job = this.#jobs.find(({ picture }) => picture.id === id);
    if (!job) throw new AssayError("not_found", "There is no such import.", { where: id });
    job.controller.abort();
    if (job.picture.state === "waiting") this.#finish(job, { state: "cancelled" });
  }

  clearFinished(): void {
    this.#jobs = this.#jobs.filter(({ picture }) => picture.state === "waiting" || picture.state === "running");
    this.#onChange();
  }

  /** Whether something runs or waits. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Those that have ended, oldest first. */
  finished(): FinishedImport[] {
    return this.#jobs.filter(({ picture }) => picture.state !== "waiting" && picture.state !== "running");
  }

  /** Newest first. */
  pictures(): ImportJob[] {
    return this.#jobs.map(({ picture }) => picture).reverse();
  }

  /** Cancels what runs, at a line boundary, and what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { picture } of this.#jobs) if (picture.state === "waiting" || picture.state === "running") this.cancel(picture.id);
    await this.#running;
  }

  async #run(): Promise<void> {
    for (;;) {
      const job = this.#closed ? undefined : this.#jobs.find(({ picture }) => picture.state === "waiting");
      if (!job) break;
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
    job.picture = { ...job.picture, ...end, finishedAtMs: Math.max(Date.now(), job.picture.startedAtMs ?? 0) };
    void job.done().catch(() => {});
    this.#onChange();
  }
}
