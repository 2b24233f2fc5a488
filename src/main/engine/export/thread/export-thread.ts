import { Worker } from "node:worker_threads";
import { AssayError, type Signal } from "../../../../contract/index.ts";
import { disableWrapperTiering } from "../../workers/worker-pool.ts";
import type { ExportProgress } from "../export-run.ts";
import type { ExportAnswer, ExportTask } from "../run-export.ts";
import type { ExportWorkerData, FromThread, ToThread } from "./protocol.ts";

/**
 * Runs an export in a thread of its own; see `runExport`.
 * @param workerUrl the module of the workspace's threads.
 * @param signal stops it; it then rejects `cancelled`, once nothing of it is left.
 */
export function exportInThread(
  workerUrl: URL,
  task: ExportTask,
  signal: Signal,
  onProgress: (progress: ExportProgress) => void = () => {},
): Promise<ExportAnswer> {
  if (workerUrl.pathname.endsWith(".ts")) disableWrapperTiering();
  if (signal.aborted) return Promise.reject(cancelled());
  const workerData: ExportWorkerData = { task: "export", export: task, workerUrl: workerUrl.href };
  // The host's flags are not inherited: no debugger port or preload hook in the thread.
  const worker = new Worker(workerUrl, { execArgv: [], name: "assay-export", workerData });
  const cancel = () => worker.postMessage("cancel" satisfies ToThread);
  signal.addEventListener("abort", cancel, { once: true });
  return new Promise<ExportAnswer>((resolve, reject) => {
    let ended: (() => void) | null = null;
    worker.on("message", (message: FromThread) => {
      if ("progress" in message) return onProgress(message.progress);
      ended = "answer" in message ? () => resolve(message.answer) : () => reject(toError(message.error));
    });
    worker.on("error", (cause) => {
      ended = () =>
        reject(new AssayError("bug", `The export's thread failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
    });
    // Only then is every file of it closed.
    worker.on("exit", () => {
      signal.removeEventListener("abort", cancel);
      (ended ?? (() => reject(new AssayError("bug", "The export's thread stopped."))))();
    });
  });
}

const cancelled = () => new AssayError("cancelled", "The export was stopped; nothing of it was kept.");

function toError({ code, message, ...more }: Extract<FromThread, { error: unknown }>["error"]): AssayError {
  return new AssayError(code, message, more);
}
