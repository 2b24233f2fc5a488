import type { MessagePort } from "node:worker_threads";
import type { JobRequest, JobTable } from "./job.ts";

/** What the pool sends to a thread. Each request gets one answer. */
export interface WorkerRequest {
  id: number;
  job: string;
  request: JobRequest;
}
export type WorkerAnswer = { id: number; result: unknown } | { id: number; error: string };

/** Answers every request that arrives at a port with a result or an error. Buffers are transferred both ways, never copied. */
export function serveJobs(port: MessagePort, jobs: JobTable): void {
  port.on("message", ({ id, job, request }: WorkerRequest) => {
    try {
      const { result, buffers } = jobs.run(job, request);
      port.postMessage({ id, result } satisfies WorkerAnswer, buffers);
    } catch (thrown) {
      const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      port.postMessage({ id, error } satisfies WorkerAnswer);
    }
  });
}
