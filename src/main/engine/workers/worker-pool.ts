import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { AssayError, type ErrorValue } from "../../../contract/index.ts";
import { type Job, type JobRequest, type JobTable, toTransfer } from "./job.ts";
import type { WorkerAnswer, WorkerRequest } from "./serve-jobs.ts";

interface Member {
  worker: Worker;
  pending: Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>;
}

/**
 * When run from source, Node strips types with a WebAssembly module that all threads share. In V8 13.6 (Node 24), a thread that
 * ends while another thread's wrappers of calls from that module to JavaScript are recompiled, after a thousand calls, crashes the
 * process (SIGSEGV in WasmEngine::FreeDeadCode). So they are never recompiled. Built code has no types to strip.
 */
export function disableWrapperTiering(): void {
  setFlagsFromString("--wasm-wrapper-tiering-budget=2147483647");
}

/** One thread per core, at most eight, started on first use; each request goes to the least busy one. */
export class WorkerPool {
  readonly size = Math.max(1, Math.min(8, availableParallelism()));
  readonly #url: URL;
  readonly #jobs: JobTable;
  #members: Member[] = [];
  #nextId = 1;

  /** @param url the module that the threads run: it calls `serveJobs` with the same jobs. */
  constructor(url: URL, jobs: JobTable) {
    if (url.pathname.endsWith(".ts")) disableWrapperTiering();
    this.#url = url;
    this.#jobs = jobs;
  }

  /**
   * Runs a job in a thread, or at once in this one when the request is small.
   * @param spares buffers that the job may use for its result; transferred, like `request.bytes`.
   * @throws AssayError what the job throws; bug (it failed otherwise, or its thread stopped), cancelled (the pool was closed).
   */
  async run<Request extends JobRequest, Result>(job: Job<Request, Result>, request: Request, spares: ArrayBuffer[] = []): Promise<Result> {
    if (request.bytes.length <= job.inlineBytes) return (await this.#jobs.run(job.name, request)).result as Result;
    return (await this.#send({ job: job.name, request }, spares)) as Result;
  }

  /** Stops the threads; requests under way are rejected. Another request starts new threads. */
  async close(): Promise<void> {
    const members = this.#members;
    this.#members = [];
    for (const { pending } of members) {
      for (const { reject } of pending.values()) reject(new AssayError("cancelled", "The workspace is closed."));
      pending.clear();
    }
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  #send(message: Omit<WorkerRequest, "id">, spares: ArrayBuffer[]): Promise<unknown> {
    const member = this.#leastBusy();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.pending.set(id, { resolve, reject });
      member.worker.postMessage({ id, ...message } satisfies WorkerRequest, toTransfer([message.request.bytes.buffer, ...spares]));
    });
  }

  #leastBusy(): Member {
    const idle = this.#members.find((member) => member.pending.size === 0);
    if (idle) return idle;
    if (this.#members.length < this.size) return this.#start();
    return this.#members.reduce((best, member) => (member.pending.size < best.pending.size ? member : best));
  }

  #start(): Member {
    // The host's flags are not inherited: no debugger port or preload hook in the threads.
    const worker = new Worker(this.#url, { execArgv: [], name: "assay-import" });
    const member: Member = { worker, pending: new Map() };
    worker.unref();
    worker.on("message", (answer: WorkerAnswer) => {
      const request = member.pending.get(answer.id);
      member.pending.delete(answer.id);
      if ("result" in answer) request?.resolve(answer.result);
      else request?.reject(toError(answer.error));
    });
    const failAll = (cause: unknown) => {
      this.#members = this.#members.filter((other) => other !== member);
      for (const request of member.pending.values()) request.reject(new AssayError("bug", "A worker thread stopped.", { cause }));
      member.pending.clear();
    };
    worker.on("error", failAll);
    worker.on("exit", failAll);
    this.#members.push(member);
    return member;
  }
}

function toError(error: string | ErrorValue): AssayError {
  if (typeof error === "string") return new AssayError("bug", `A worker thread failed: ${error.split("\n")[0]}`, { cause: error });
  const { code, message, ...more } = error;
  return new AssayError(code, message, more);
}
