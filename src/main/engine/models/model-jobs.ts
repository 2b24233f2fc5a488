import { randomUUID } from "node:crypto";
import { AssayError, type ModelJob, type Signal } from "../../../contract/index.ts";
import { JobQueue } from "../async/job-queue.ts";
import type { Kept } from "./model-folder.ts";
import { safeName } from "./safe-name.ts";

export interface JobWork {
  inspect(path: string, name: string): Promise<Pick<ModelJob, "sizeBytes" | "details" | "warnings">>;
  save(
    path: string,
    options: { name: string; signal: Signal; onProgress: (writtenBytes: number, totalBytes: number) => void },
  ): Promise<Kept>;
}

/** From this many jobs on, those that have ended leave the list when another one starts. */
const maxListed = 100;
/** Progress is announced no more often than this. */
const progressEveryMs = 100;

/** Model files that a screen handed over: inspected at once, copied one after the other, each with progress and cancel. */
export class ModelJobs {
  readonly #work: JobWork;
  readonly #queue: JobQueue<ModelJob>;
  /** Ids on the list, oldest first. */
  #order: string[] = [];
  #closed = false;

  constructor(work: JobWork, onChange: () => void) {
    this.#work = work;
    this.#queue = new JobQueue({ noun: "model import", onChange, keep: (ended) => ended });
  }

  /**
   * Queues a file.
   * @param done called when the file is no longer needed, however its import ended.
   * @returns the job's id.
   */
  start(path: string, name: string, done: () => Promise<void>): string {
    if (this.#closed) throw new AssayError("refused", "The workspace is being closed; no models are taken any more.");
    const id = randomUUID();
    const job: ModelJob = {
      id,
      name: safeName(name),
      sizeBytes: 0,
      writtenBytes: 0,
      state: "waiting",
      error: null,
      details: {},
      warnings: [],
      kept: null,
    };
    if (this.#order.length >= maxListed) this.clearFinished();
    this.#order.push(id);
    this.#queue.add(job, {
      prepare: async (waiting) => {
        const { sizeBytes, details, warnings } = await this.#work.inspect(path, job.name);
        waiting.update({ sizeBytes, details, warnings });
      },
      run: async ({ signal, update }) => {
        let shownAtMs = performance.now();
        const onProgress = (writtenBytes: number, sizeBytes: number) => {
          if (performance.now() - shownAtMs < progressEveryMs) return;
          shownAtMs = performance.now();
          update({ writtenBytes, sizeBytes });
        };
        const { entry, outcome } = await this.#work.save(path, { name: job.name, signal, onProgress });
        const { sizeBytes, details, warnings, name: keptAs } = entry;
        return { state: "done", sizeBytes, writtenBytes: sizeBytes, details, warnings, kept: { name: keptAs, outcome } };
      },
      release: done,
    });
    return id;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    this.#queue.cancel(id);
  }

  clearFinished(): void {
    const open = new Set(this.#open().map(({ id }) => id));
    this.#order = this.#order.filter((id) => open.has(id));
    this.#queue.clearEnded();
  }

  /** Newest first. */
  list(): ModelJob[] {
    const byId = new Map([...this.#queue.ended, ...this.#open()].map((job) => [job.id, job]));
    return this.#order.flatMap((id) => byId.get(id) ?? []).reverse();
  }

  /** Cancels what runs and what waits; resolves when all has ended. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#queue.close();
  }

  #open(): ModelJob[] {
    return [...this.#queue.running, ...this.#queue.waiting()];
  }
}
