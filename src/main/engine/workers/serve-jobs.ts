import type { MessagePort } from "node:worker_threads";
import type { JobRequest, JobTable } from "./job.ts";

/** What the pool sends to a thread, and the one message it gets for each. */
export interface WorkerQuestion {
  id: number;
  job: string;
  request: JobRequest;
}
export type WorkerAnswer = { id: number; result: unknown } | { id: number; error: string };

/** Answers every question that arrives at a port, with a result or with an error. Buffers are transferred both ways, never copied. */
export function serveJobs(port: MessagePort, jobs: JobTable): void {
  port.on("message", ({ id, job, request }: WorkerQuestion) => {
    try {
      const { result, buffers } = jobs.run(job, request);
      port.postMessage({ id, result } satisfies WorkerAnswer, buffers);
    } catch (thrown) {
      const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      port.postMessage({ id, error } satisfies WorkerAnswer);
    }
  });
}
