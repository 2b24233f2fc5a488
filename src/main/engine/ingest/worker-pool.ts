import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { AssayError } from "../../../contract/index.ts";
import type { SearchRequest, SearchResult } from "../search/search-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { answerTo, type ChunkAnswer, type ChunkQuestion } from "./chunk-work.ts";
import type { WorkerAnswer } from "./import-worker.ts";
import type { ChunkRequest, ChunkResult } from "./inspect-chunk.ts";

interface Member {
  worker: Worker;
  asked: Map<number, { resolve: (result: ChunkAnswer) => void; reject: (error: Error) => void }>;
}

/** So little takes less than a millisecond: asking a thread, and starting one, would take longer. */
const hereBytes = { inspect: 16 * 1024, search: 256 * 1024 };

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
  readonly #validator: SchemaValidator;
  #members: Member[] = [];
  #nextId = 1;

  constructor(url: URL, validator: SchemaValidator) {
    if (url.pathname.endsWith(".ts")) keepWrappers();
    this.#url = url;
    this.#validator = validator;
  }

  /** Answers when the chunk is inspected, a small one at once. `request.bytes` may be transferred away; the result brings it back. */
  async inspect(request: ChunkRequest): Promise<ChunkResult> {
    return (await this.#ask({ work: "inspect", ...request }, request.spare ? [request.spare] : [])) as ChunkResult;
  }

  /** Answers when the chunk is looked through, likewise. */
  async search(request: SearchRequest): Promise<SearchResult> {
    return (await this.#ask({ work: "search", ...request }, [])) as SearchResult;
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

  async #ask(request: ChunkQuestion, spares: ArrayBuffer[]): Promise<ChunkAnswer> {
    if (request.bytes.length <= hereBytes[request.work]) return answerTo(this.#validator, request).result;
    const member = this.#leastBusy();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.asked.set(id, { resolve, reject });
      member.worker.postMessage({ id, request }, [request.bytes.buffer, ...spares]);
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
