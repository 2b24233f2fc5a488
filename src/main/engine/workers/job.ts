/**
 * A kind of work for threads, registered there by name.
 * @example
 * const squareJob = defineJob<{ bytes: Uint8Array<ArrayBuffer> }, number>("square", 1024);
 * const jobs = new JobTable().register(squareJob, ({ bytes }) => ({ result: bytes.length ** 2, buffers: [] }));
 * await new WorkerPool(workerUrl, jobs).run(squareJob, { bytes });
 */
export interface Job<Request extends JobRequest, Result> {
  readonly name: string;
  /** Requests up to this size run in the calling thread: sending them to another one would take longer. */
  readonly inlineBytes: number;
  /** Never set; carries the types. */
  readonly types?: [Request, Result];
}

export interface JobRequest {
  /** Transferred to the thread, or shared with it: the caller must not use it afterwards. */
  bytes: Uint8Array<ArrayBuffer>;
}

export interface JobAnswer<Result> {
  result: Result;
  /** Every buffer of the result, each once, to be transferred back (or shared). */
  buffers: ArrayBuffer[];
}

/** Those of the buffers that are transferred; threads see shared ones anyway. */
export const toTransfer = (buffers: readonly ArrayBuffer[]): ArrayBuffer[] =>
  buffers.filter((buffer) => !((buffer as ArrayBufferLike) instanceof SharedArrayBuffer));

export type JobHandler<Request, Result> = (request: Request) => JobAnswer<Result>;
/** One that loads its code on first use. */
export type LoadingJobHandler<Request, Result> = (request: Request) => Promise<JobAnswer<Result>>;

export function defineJob<Request extends JobRequest, Result>(name: string, inlineBytes: number): Job<Request, Result> {
  return { name, inlineBytes };
}

/** The jobs that can be run, by name; used in the threads and, for small requests, in the calling thread. */
export class JobTable {
  readonly #handlers = new Map<string, JobHandler<JobRequest, unknown> | LoadingJobHandler<JobRequest, unknown>>();

  register<Request extends JobRequest, Result>(
    job: Job<Request, Result>,
    handler: JobHandler<Request, Result> | LoadingJobHandler<Request, Result>,
  ): this {
    this.#handlers.set(job.name, handler as unknown as JobHandler<JobRequest, unknown>);
    return this;
  }

  /** @throws Error when no job of that name is registered, or whatever the job throws. */
  run(name: string, request: JobRequest): JobAnswer<unknown> | Promise<JobAnswer<unknown>> {
    const handler = this.#handlers.get(name);
    if (handler === undefined) throw new Error(`No job "${name}" is registered.`);
    return handler(request);
  }
}
