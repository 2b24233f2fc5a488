import { AssayError, type ImportJob, toErrorValue } from "../../../contract/index.ts";

/** What a screen sees of a job. Replaced on every change, never mutated. */
export interface JobSnapshot extends Pick<ImportJob, "id" | "state" | "error"> {}

export interface Job<T> {
  readonly snapshot: T;
  readonly signal: AbortSignal;
  /** Shows progress. */
  update(changes: Partial<T>): void;
}

export interface JobSteps<T> {
  /** Starts at once, while the job waits. A failure ends the job before its turn. */
  prepare?(job: Job<T>): Promise<void>;
  /** @returns how it ended. A failure ends the job as failed, or as cancelled when that was asked for. */
  run(job: Job<T>): Promise<Partial<T>>;
  /** What the job was given is no longer needed. Called once, however it ends; a failure is ignored. */
  release(): Promise<void>;
  /** What is left to wait for after `run`, while the next jobs run already. Does not fail. */
  finish?(): Promise<void>;
}

export interface JobQueueOptions<T> {
  /** For the message of `not_found`: "import". */
  noun: string;
  onChange(): void;
  /** Completes the snapshot of a job that has ended. */
  onEnd?(snapshot: T): T;
  /** Which of the ended jobs, oldest first, stay on the list. */
  keep(ended: readonly T[]): readonly T[];
  /** Jobs of an earlier queue that have ended. */
  ended?: readonly T[];
}

/**
 * Runs jobs that a screen started, one after the other, each with progress and cancel, and keeps those that have ended until
 * they are cleared.
 *
 * @example
 * const copies = new JobQueue<Copy>({ noun: "copy", onChange: redraw, keep: (ended) => ended.slice(-100) });
 * copies.add({ id, state: "waiting", error: null, bytes: 0 }, {
 *   run: async ({ signal, update }) => {
 *     await copyFile(source, target, { signal, onProgress: (bytes) => update({ bytes }) });
 *     return { state: "done" };
 *   },
 *   release: () => source.close(),
 * });
 */
export class JobQueue<T extends JobSnapshot> {
  readonly #options: JobQueueOptions<T>;
  /** In the order they run. A Map, since there may be thousands to find and remove. */
  readonly #waiting = new Map<string, QueuedJob<T>>();
  /** In the order they began: all but the last have only `finish` to wait for. */
  #running: QueuedJob<T>[] = [];
  #ended: readonly T[];
  #work: Promise<void> | null = null;

  constructor(options: JobQueueOptions<T>) {
    this.#options = options;
    this.#ended = options.ended ?? [];
  }

  add(snapshot: T, steps: JobSteps<T>): void {
    const job = new QueuedJob(snapshot, steps, this.#options.onChange);
    this.#waiting.set(snapshot.id, job);
    job.prepared = steps.prepare?.(job).catch((thrown: unknown) => {
      if (this.#waiting.delete(snapshot.id)) this.#fail(job, thrown);
    });
    this.#options.onChange();
    this.#work ??= this.#runAll();
  }

  /** A job that has ended stays as it is. @throws AssayError not_found. */
  cancel(id: string): void {
    const job = this.#waiting.get(id) ?? this.#running.find(({ snapshot }) => snapshot.id === id);
    if (job === undefined) {
      if (this.#ended.some((one) => one.id === id)) return;
      throw new AssayError("not_found", `There is no such ${this.#options.noun}.`, { where: id });
    }
    job.controller.abort();
    if (this.#waiting.delete(id)) this.#end(job, { state: "cancelled" } as Partial<T>);
  }

  cancelAll(): void {
    for (const id of this.#waiting.keys()) this.cancel(id);
    for (const { controller } of this.#running) controller.abort();
  }

  /** Cancels all jobs and waits for them to end. */
  async close(): Promise<void> {
    this.cancelAll();
    await this.#work;
    await Promise.all(this.#running.map(({ finishing }) => finishing));
  }

  clearEnded(): void {
    this.#ended = [];
    this.#options.onChange();
  }

  /** Whether a job runs or waits. */
  get busy(): boolean {
    return this.#work !== null || this.#running.length > 0;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** In the order they run. */
  *waiting(): Generator<T, void, undefined> {
    for (const { snapshot } of this.#waiting.values()) yield snapshot;
  }

  /** In the order they began. */
  get running(): T[] {
    return this.#running.map(({ snapshot }) => snapshot);
  }

  /** In the order they ended. */
  get ended(): readonly T[] {
    return this.#ended;
  }

  async #runAll(): Promise<void> {
    // Not before `#work` is set: `onChange` may add or cancel jobs.
    await Promise.resolve();
    for (let [job] = this.#waiting.values(); job !== undefined; [job] = this.#waiting.values()) {
      if (job.prepared) await job.prepared;
      // Cancelled or failed while it was prepared.
      if (!this.#waiting.delete(job.snapshot.id)) continue;
      this.#running.push(job);
      job.update({ state: "running" } as Partial<T>);
      await this.#run(job);
    }
    this.#work = null;
  }

  async #run(job: QueuedJob<T>): Promise<void> {
    try {
      const end = await job.steps.run(job);
      if (job.steps.finish === undefined) return this.#end(job, end);
      void job.steps.release().catch(() => {});
      job.finishing = job.steps.finish().then(() => this.#end(job, end, true));
    } catch (thrown) {
      if (job.signal.aborted && thrown instanceof AssayError && thrown.code === "cancelled")
        this.#end(job, { state: "cancelled" } as Partial<T>);
      else this.#fail(job, thrown);
    }
  }

  #fail(job: QueuedJob<T>, thrown: unknown): void {
    const { code, message, fix } = toErrorValue(thrown);
    this.#end(job, { state: "failed", error: { code, message, ...(fix === undefined ? {} : { fix }) } } as Partial<T>);
  }

  #end(job: QueuedJob<T>, end: Partial<T>, isReleased = false): void {
    if (!isReleased) void job.steps.release().catch(() => {});
    this.#running = this.#running.filter((one) => one !== job);
    const snapshot = { ...job.snapshot, ...end };
    this.#ended = this.#options.keep([...this.#ended, this.#options.onEnd?.(snapshot) ?? snapshot]);
    this.#options.onChange();
  }
}

class QueuedJob<T> implements Job<T> {
  snapshot: T;
  readonly steps: JobSteps<T>;
  readonly controller = new AbortController();
  prepared: Promise<void> | undefined;
  finishing: Promise<void> | undefined;
  readonly #onChange: () => void;

  constructor(snapshot: T, steps: JobSteps<T>, onChange: () => void) {
    this.snapshot = snapshot;
    this.steps = steps;
    this.#onChange = onChange;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  readonly update = (changes: Partial<T>): void => {
    this.snapshot = { ...this.snapshot, ...changes };
    this.#onChange();
  };
}
