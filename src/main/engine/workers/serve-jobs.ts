import type { MessagePort } from "node:worker_threads";
import { AssayError, type ErrorValue } from "../../../contract/index.ts";
import { type JobRequest, type JobTable, toTransfer } from "./job.ts";

/** What the pool sends to a thread. Each request gets one answer. */
export interface WorkerRequest {
  id: number;
  job: string;
  request: JobRequest;
}
export type WorkerAnswer = { id: number; result: unknown } | { id: number; error: string | ErrorValue };

/** Answers every request that arrives at a port with a result or an error. Buffers are transferred both ways, never copied. */
export function serveJobs(port: MessagePort, jobs: JobTable): void {
  port.on("message", async ({ id, job, request }: WorkerRequest) => {
    try {
      const { result, buffers } = await jobs.run(job, request);
      port.postMessage({ id, result } satisfies WorkerAnswer, toTransfer(buffers));
    } catch (thrown) {
      // A failure with a name keeps it; anything else is a bug, and its stack says where.
      const error =
        thrown instanceof AssayError ? thrown.toValue() : thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      port.postMessage({ id, error } satisfies WorkerAnswer);
    }
  });
}
