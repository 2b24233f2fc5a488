import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { AssayError } from "../../../contract/index.ts";
import type { Job, JobRequest, JobTable } from "./job.ts";
import type { WorkerAnswer, WorkerQuestion } from "./serve-jobs.ts";

interface Member {
  worker: Worker;
  asked: Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>;
}

/**
 * From source, Node strips the types of what a thread loads with a WebAssembly module that all threads share. In V8 13.6 (Node 24) a thread
 * that ends while another one's calls from that module to JavaScript are compiled anew, after a thousand of them, takes the process
 * with it (SIGSEGV in WasmEngine::FreeDeadCode). So they are not compiled anew. Built code has no types to strip.
 */
function keepWrappers(): void {
  setFlagsFromString("--wasm-wrapper-tiering-budget=2147483647");
}

/** As many threads as there are cores, started on first use; each question goes to the least busy one. */
export class WorkerPool {
  readonly size = Math.max(1, Math.min(8, availableParallelism()));
  readonly #url: URL;
  readonly #jobs: JobTable;
  #members: Member[] = [];
  #nextId = 1;

  /** @param url the module that threads run: it calls `serveJobs` with the same jobs. */
  constructor(url: URL, jobs: JobTable) {
    if (url.pathname.endsWith(".ts")) keepWrappers();
    this.#url = url;
    this.#jobs = jobs;
  }

  /**
   * Does a job in a thread, or at once in this one when the request is small.
   * @param spares buffers that the job may use for its answer; transferred, like `request.bytes`.
   * @throws AssayError bug (the job failed or its thread stopped), cancelled (the pool was closed).
   */
  async run<Request extends JobRequest, Result>(job: Job<Request, Result>, request: Request, spares: ArrayBuffer[] = []): Promise<Result> {
    if (request.bytes.length <= job.inlineBytes) return this.#jobs.run(job.name, request).result as Result;
    return (await this.#ask({ job: job.name, request }, spares)) as Result;
  }

  /** Stops the threads. The pool starts new ones when it is asked again. */
  async close(): Promise<void> {
    const members = this.#members;
    this.#members = [];
    for (const { asked } of members) {
      for (const { reject } of asked.values()) reject(new AssayError("cancelled", "The workspace is closed."));
      asked.clear();
    }
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  #ask(question: Omit<WorkerQuestion, "id">, spares: ArrayBuffer[]): Promise<unknown> {
    const member = this.#leastBusy();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.asked.set(id, { resolve, reject });
      member.worker.postMessage({ id, ...question } satisfies WorkerQuestion, [question.request.bytes.buffer, ...spares]);
    });
  }

  #leastBusy(): Member {
    const idle = this.#members.find((member) => member.asked.size === 0);
    if (idle) return idle;
    if (this.#members.length < this.size) return this.#start();
    return this.#members.reduce((best, member) => (member.asked.size < best.asked.size ? member : best));
  }

  #start(): Member {
    // No flags of the host: a debugger port or a preload hook must not spread into the threads.
    const worker = new Worker(this.#url, { execArgv: [], name: "assay-import" });
    const member: Member = { worker, asked: new Map() };
    worker.unref();
    worker.on("message", (answer: WorkerAnswer) => {
      const asked = member.asked.get(answer.id);
      member.asked.delete(answer.id);
      if ("result" in answer) asked?.resolve(answer.result);
      else asked?.reject(new AssayError("bug", `A worker thread failed: ${answer.error.split("\n")[0]}`, { cause: answer.error }));
    });
    const failAll = (cause: unknown) => {
      this.#members = this.#members.filter((other) => other !== member);
      for (const asked of member.asked.values()) asked.reject(new AssayError("bug", "A worker thread stopped.", { cause }));
      member.asked.clear();
    };
    worker.on("error", failAll);
    worker.on("exit", failAll);
    this.#members.push(member);
    return member;
  }
}
