import type { ErrorValue } from "../../../../contract/index.ts";
import type { ExportProgress } from "../export-run.ts";
import type { ExportAnswer, ExportTask } from "../run-export.ts";

/** In `workerData` of a thread that makes one export. */
export interface ExportWorkerData {
  task: "export";
  export: ExportTask;
  /** This module itself: more threads of it make the rows. */
  workerUrl: string;
}

/** To the thread. */
export type ToThread = "cancel";

/** From the thread: progress, then one answer or one error. */
export type FromThread = { progress: ExportProgress } | { answer: ExportAnswer } | { error: ErrorValue };
