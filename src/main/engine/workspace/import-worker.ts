import { constants, setPriority } from "node:os";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { ExportWorkerData } from "../export/thread/protocol.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { serveJobs } from "../workers/serve-jobs.ts";
import { createChunkJobs } from "./chunk-jobs.ts";

// On Linux priorities are per thread: the main thread, which answers the screen, goes before workers.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

if (parentPort !== null) serve(parentPort, workerData as ExportWorkerData | null);

function serve(port: MessagePort, given: ExportWorkerData | null): void {
  if (given?.task === "export") {
    void import("../export/thread/serve-export.ts").then(({ serveExport }) => serveExport(port, given.export, new URL(given.workerUrl)));
  } else serveJobs(port, createChunkJobs(new SchemaValidator()));
}
