import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { AssayError } from "../../../contract/index.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import type { WorkerAnswer } from "./import-worker.ts";
import { type ChunkRequest, type ChunkResult, inspectChunk } from "./inspect-chunk.ts";

interface Member {
  worker: Worker;
  asked: Map<number, { resolve: (result: ChunkResult) => void; reject: (error: Error) => void }>;
}

/** Inspecting so little takes less than a millisecond: asking a thread, and starting one, would take longer. */
const hereBytes = 16 * 1024;

/** As many import workers as there are cores, started on first use; each question goes to the least busy one. */
export class WorkerPool {
  readonly size = Math.max(1, Math.min(8, availableParallelism()));
  readonly #url: URL;
  readonly #validator: SchemaValidator;
  #members: Member[] = [];
  #nextId = 1;

  constructor(url: URL, validator: SchemaValidator) {
    this.#url = url;
    this.#validator = validator;
  }

  /** Answers when the chunk is inspected, a small one at once. `request.bytes` may be transferred away; the result brings it back. */
  async inspect(request: ChunkRequest): Promise<ChunkResult> {
    if (request.bytes.length <= hereBytes) return inspectChunk(this.#validator, request);
    const member = this.#leastBusy();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      member.asked.set(id, { resolve, reject });
      member.worker.postMessage({ id, request }, request.spare ? [request.bytes.buffer, request.spare] : [request.bytes.buffer]);
    });
  }

  /** Stops the threads. The pool starts new ones when it is asked again. */
  async close(): Promise<void> {
    const members = this.#members;
    this.#members = [];
    await Promise.all(members.map(({ worker }) => worker.terminate()));
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
      else asked?.reject(new AssayError("bug", `The import worker failed: ${answer.error.split("\n")[0]}`, { cause: answer.error }));
    });
    const failAll = (cause: unknown) => {
      this.#members = this.#members.filter((other) => other !== member);
      for (const asked of member.asked.values()) asked.reject(new AssayError("bug", "The import worker stopped.", { cause }));
      member.asked.clear();
    };
    worker.on("error", failAll);
    worker.on("exit", failAll);
    this.#members.push(member);
    return member;
  }
}
