import { randomUUID } from "node:crypto";
import { AssayError, type ModelEntry, type ModelJob, type Signal, toErrorValue } from "../../../contract/index.ts";
import { safeName } from "./safe-name.ts";

interface Job {
  picture: ModelJob;
  path: string;
  controller: AbortController;
  /** Settles when the file was looked at; a file over the cap has failed by then. */
  inspected: Promise<void>;
  done: () => Promise<void>;
}

export interface JobWork {
  inspect(path: string, name: string): Promise<number>;
  save(
    path: string,
    options: { name: string; signal: Signal; onProgress: (writtenBytes: number, totalBytes: number) => void },
  ): Promise<ModelEntry>;
}

const mostKept = 100;
/** Progress is announced no more often than this. */
const progressEveryMs = 100;

/** Model files a screen handed over: looked at at once, copied one after the other, each with progress and cancel. */
export class ModelJobs {
  readonly #work: JobWork;
  readonly #onChange: () => void;
  #jobs: Job[] = [];
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(work: JobWork, onChange: () => void) {
    this.#work = work;
    this.#onChange = onChange;
  }

  /** Queues a file and answers with the job's id. `done` is called when the file is not needed any more, however it ended. */
  start(path: string, name: string, done: () => Promise<void>): string {
    if (this.#closed) throw new AssayError("refused", "The workspace is being closed; no models are taken any more.");
    const picture: ModelJob = {
      id: randomUUID(),
      name: safeName(name),
      sizeBytes: 0,
      writtenBytes: 0,
      state: "waiting",
      error: null,
      warnings: [],
    };
    const job: Job = { picture, path, controller: new AbortController(), inspected: Promise.resolve(), done };
    job.inspected = this.#inspect(job);
    this.#jobs.push(job);
    if (this.#jobs.length > mostKept) this.clearFinished();
    this.#onChange();
    this.#running ??= this.#run();
    return picture.id;
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    const job = this.#jobs.find(({ picture }) => picture.id === id);
    if (!job) throw new AssayError("not_found", "There is no such model import.", { where: id });
    job.controller.abort();
    if (job.picture.state === "waiting") this.#finish(job, { state: "cancelled" });
  }

  clearFinished(): void {
    this.#jobs = this.#jobs.filter(({ picture }) => isOpen(picture));
    this.#onChange();
  }

  /** Newest first. */
  pictures(): ModelJob[] {
    return this.#jobs.map(({ picture }) => picture).reverse();
  }

  /** Cancels what runs and what waits; resolves when all has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { picture } of this.#jobs) if (isOpen(picture)) this.cancel(picture.id);
    await this.#running;
  }

  async #inspect(job: Job): Promise<void> {
    try {
      const sizeBytes = await this.#work.inspect(job.path, job.picture.name);
      job.picture = { ...job.picture, sizeBytes };
    } catch (thrown) {
      if (isOpen(job.picture)) this.#fail(job, thrown);
    }
  }

  async #run(): Promise<void> {
    for (;;) {
      const job = this.#jobs.find(({ picture }) => picture.state === "waiting");
      if (!job) break;
      await job.inspected;
      if (job.picture.state === "waiting") await this.#runOne(job);
    }
    this.#running = null;
  }

  async #runOne(job: Job): Promise<void> {
    job.picture = { ...job.picture, state: "running" };
    this.#onChange();
    let announcedAt = performance.now();
    const onProgress = (writtenBytes: number, sizeBytes: number) => {
      job.picture = { ...job.picture, writtenBytes, sizeBytes };
      if (performance.now() - announcedAt < progressEveryMs) return;
      announcedAt = performance.now();
      this.#onChange();
    };
    try {
      const { sizeBytes, warnings } = await this.#work.save(job.path, {
        name: job.picture.name,
        signal: job.controller.signal,
        onProgress,
      });
      this.#finish(job, { state: "done", sizeBytes, writtenBytes: sizeBytes, warnings });
    } catch (thrown) {
      if (job.controller.signal.aborted && thrown instanceof AssayError && thrown.code === "cancelled")
        this.#finish(job, { state: "cancelled" });
      else this.#fail(job, thrown);
    }
  }

  #fail(job: Job, thrown: unknown): void {
    const { code, message, fix } = toErrorValue(thrown);
    this.#finish(job, { state: "failed", error: { code, message, ...(fix === undefined ? {} : { fix }) } });
  }

  #finish(job: Job, end: Partial<ModelJob>): void {
    job.picture = { ...job.picture, ...end };
    void job.done().catch(() => {});
    this.#onChange();
  }
}

const isOpen = ({ state }: ModelJob) => state === "waiting" || state === "running";
