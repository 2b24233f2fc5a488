import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  AssayError,
  type ExecutionExport,
  type ExportJob,
  type ExportPreview,
  type ExportRequest,
  type ExportTarget,
  type Signal,
} from "../../../contract/index.ts";
import { JobQueue } from "../async/job-queue.ts";
import type { ExecutionParts } from "../queries/executions.ts";
import { checkRequest } from "./check-request.ts";
import { exportExecutions } from "./executions/export-executions.ts";
import { type ExecutionsRead, readExecutions } from "./executions/read-executions.ts";
import { rulesOf } from "./preflight/rule-book.ts";
import { type ExportAsks, type ExportFiles, sourceOf, toInput } from "./request.ts";
import type { ExportAnswer } from "./run-export.ts";
import { targets } from "./targets/targets.ts";
import { exportInThread } from "./thread/export-thread.ts";
import type { Destination } from "./write/destination.ts";

export interface ExportJobsOptions extends ExportAsks {
  workerUrl: URL;
  workspace: Destination["workspace"];
  /** Writes what is buffered, and says where the files end. */
  readFiles(): Promise<ExportFiles>;
  onChange(): void;
  /** What executions are read from, once the index has all of them. */
  executions(): Promise<ExecutionParts>;
}

/** From this many jobs on, those that have ended leave the list when another one starts. */
const maxListed = 100;

/** Exports that a screen started: one after the other, each in a thread with progress and cancel. */
export class ExportJobs {
  readonly #options: ExportJobsOptions;
  readonly #queue: JobQueue<ExportJob>;
  readonly #unqueued = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();

  constructor(options: ExportJobsOptions) {
    this.#options = options;
    this.#queue = new JobQueue({ noun: "export", onChange: options.onChange, keep: (ended) => ended.slice(-maxListed) });
  }

  /** What an export would hold; see `runExport` for what it throws. */
  async preview(request: ExportRequest, signal: Signal): Promise<ExportPreview> {
    return (await this.exportNow(request, null, signal)).preview;
  }

  /**
   * Exports now, beside what is queued, or only says what an export would hold; see `runExport`.
   * @param out.path absolute; null: nothing is written.
   */
  async exportNow(
    request: ExportRequest,
    out: { path: string; replace: boolean } | null,
    signal: Signal,
    onProgress?: Parameters<typeof exportInThread>[3],
  ): Promise<ExportAnswer> {
    const stop = new AbortController();
    const abort = () => stop.abort();
    for (const one of [signal, this.#stop.signal]) one.addEventListener("abort", abort, { once: true });
    if (signal.aborted || this.#stop.signal.aborted) abort();
    const work = this.#run(request, out && { ...out, workspace: this.#options.workspace }, stop.signal, onProgress);
    this.#unqueued.add(work);
    try {
      return await work;
    } finally {
      this.#unqueued.delete(work);
      for (const one of [signal, this.#stop.signal]) one.removeEventListener("abort", abort);
    }
  }

  /**
   * Queues an export into `folder`/`name`.
   * @param folder absolute; null: `exports/` of the workspace.
   * @returns the job's id.
   * @throws AssayError invalid_argument.
   */
  start(request: ExportRequest, { folder, name, replace }: { folder: string | null; name: string; replace: boolean }): string {
    if (this.#stop.signal.aborted) throw new AssayError("refused", "The workspace is being closed; nothing is exported any more.");
    checkRequest(request);
    const { workspace } = this.#options;
    const job = newJob(name, request.target);
    const destination: Destination = { path: join(folder ?? workspace.exports, name), replace, workspace };
    this.#queue.add(job, {
      run: async ({ signal, update }) => {
        const { made } = await this.#run(request, destination, signal, update);
        if (made === null) throw nothingToWrite();
        return { state: "done", rows: made.report.rows, readBytes: job.totalBytes, made };
      },
      release: async () => {},
    });
    return job.id;
  }

  /** The same for executions; see `exportExecutions`. */
  startExecutions(request: ExecutionExport, { folder, name, replace }: { folder: string | null; name: string; replace: boolean }): string {
    if (this.#stop.signal.aborted) throw new AssayError("refused", "The workspace is being closed; nothing is exported any more.");
    const { workspace, executions } = this.#options;
    const job = newJob(name, `executions-${request.format}`);
    const destination = { path: join(folder ?? workspace.exports, name), replace, workspace, as: "folder" } as const;
    this.#queue.add(job, {
      run: async ({ signal, update }) => {
        const onProgress = (rows: number, totalRows: number) => update({ rows, readBytes: rows, totalBytes: totalRows });
        const made = await exportExecutions(await executions(), request, destination, { signal, onProgress });
        return { state: "done", rows: made.report.rows, made };
      },
      release: async () => {},
    });
    return job.id;
  }

  /** For commands, beside what is queued. */
  readExecutions(signal: Signal): ExecutionsRead {
    return readExecutions(() => this.#options.executions(), this.#options.workspace, signal);
  }

  /** @throws AssayError not_found. Cancelling a finished job does nothing. */
  cancel(id: string): void {
    this.#queue.cancel(id);
  }

  clearFinished(): void {
    this.#queue.clearEnded();
  }

  /** Newest first. */
  list(): ExportJob[] {
    return [...this.#queue.ended, ...this.#queue.running, ...this.#queue.waiting()].reverse();
  }

  /** Stops what runs and what waits; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#queue.close();
    await Promise.allSettled(this.#unqueued);
  }

  async #run(
    request: ExportRequest,
    destination: Destination | null,
    signal: AbortSignal,
    update: Parameters<typeof exportInThread>[3] = () => {},
  ): ReturnType<typeof exportInThread> {
    const plan = checkRequest(request);
    const { readFiles } = this.#options;
    const input = await toInput(plan, await readFiles(), this.#options, signal);
    return exportInThread(this.#options.workerUrl, { request, input, destination }, signal, update);
  }
}

const newJob = (name: string, target: string): ExportJob => ({
  ...{ id: randomUUID(), name, target, state: "waiting" },
  ...{ readBytes: 0, totalBytes: 0, rows: 0, error: null, made: null },
});

/** The error for an export without rows. */
export function nothingToWrite(): AssayError {
  return new AssayError("not_found", "Nothing was written: not one row is left.", {
    fix: "See which rules and filters leave rows out: the preflight lists them.",
  });
}

/** `exports.targets` */
export function describeTargets(): ExportTarget[] {
  return targets.map((target) => ({
    name: target.name,
    title: target.title,
    readBy: target.readBy,
    takes: target.takes,
    reads: sourceOf(target),
    encoding: target.encoding,
    source: target.source,
    losesNothing: target.losesNothing ?? false,
    rules: rulesOf(target).map(({ name, says, severity = "leaves-out", fix }) => ({ name, says, severity, fix: fix?.title ?? null })),
  }));
}
