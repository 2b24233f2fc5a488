import type { MessagePort } from "node:worker_threads";
import { AssayError } from "../../../../contract/index.ts";
import { type ExportTask, runExport } from "../run-export.ts";
import type { FromThread, ToThread } from "./protocol.ts";

/** Progress is told no more often than this. */
const progressEveryMs = 100;

/** Makes one export in this thread and answers at its port. The port is closed then, which ends the thread. */
export async function serveExport(port: MessagePort, task: ExportTask, workerUrl: URL): Promise<void> {
  const stop = new AbortController();
  port.on("message", (message: ToThread) => {
    if (message === "cancel") stop.abort();
  });
  let toldAtMs = 0;
  const tell = (message: FromThread) => port.postMessage(message);
  try {
    const answer = await runExport(task, {
      signal: stop.signal,
      workerUrl,
      onProgress: (progress) => {
        if (performance.now() - toldAtMs < progressEveryMs) return;
        toldAtMs = performance.now();
        tell({ progress });
      },
    });
    tell({ answer });
  } catch (thrown) {
    tell({ error: thrown instanceof AssayError ? thrown.toValue() : { code: "bug", message: describeBug(thrown) } });
  } finally {
    port.close();
  }
}

const describeBug = (thrown: unknown) =>
  `The export failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
