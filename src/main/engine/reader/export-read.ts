import { basename } from "node:path";
import type { ConfigReport, ExportRequest, Signal } from "../../../contract/index.ts";
import { readRejectedTexts } from "../dataset/across/rejected-texts.ts";
import { registerDatasetJobs } from "../dataset/dataset-jobs.ts";
import { findForExport } from "../dataset/find-for-export.ts";
import { checkRequest } from "../export/check-request.ts";
import type { ExportProgress } from "../export/export-run.ts";
import type { FoundLines } from "../export/items/found-lines.ts";
import { type ExportAsks, type ExportFiles, type ExportPlan, toInput } from "../export/request.ts";
import type { ExportAnswer } from "../export/run-export.ts";
import { exportInThread } from "../export/thread/export-thread.ts";
import type { ReadJournal } from "../files/read-journal.ts";
import { judgedOnce } from "../judging/judging.ts";
import type { Database } from "../store/duckdb.ts";
import { JobTable } from "../workers/job.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import type { WorkspacePaths } from "../workspace/workspace-files.ts";
import type { ReadFiles, ReadFilesParts } from "./read-files.ts";

interface ExportReadParts extends Pick<ReadFilesParts, "root" | "channels" | "curation"> {
  paths: WorkspacePaths;
  config: ConfigReport;
  importWorkerUrl: URL;
  signal: Signal;
  files: ReadFiles;
  /** An index that is in sync with the journals, opened when it is asked for. */
  db(): Promise<Database>;
}

/**
 * Exports from a workspace that is only read, or only says what an export would hold; see `runExport`.
 * @param out.path absolute; null: nothing is written.
 */
export async function exportRead(
  parts: ExportReadParts,
  request: ExportRequest,
  out: { path: string; replace: boolean } | null,
  onProgress: (progress: ExportProgress) => void,
): Promise<ExportAnswer> {
  const { root, paths, importWorkerUrl, signal } = parts;
  const destination = out && { ...out, workspace: { root, exports: paths.exports } };
  const { db, files } = parts;
  const asks: ExportAsks = {
    find: (...asked) => findLines(parts, ...asked),
    judged: async (stop) => judgedOnce(await db(), (await files.readLog()).state, stop),
  };
  const input = await toInput(checkRequest(request), await filesToRead(parts), asks, signal);
  return exportInThread(importWorkerUrl, { request, input, destination }, signal, onProgress);
}

/** With threads of its own: those of the other questions do not know the checks. */
async function findLines(
  { importWorkerUrl, files, db }: ExportReadParts,
  plan: ExportPlan,
  { dataset }: ExportFiles,
  signal: Signal,
): Promise<FoundLines> {
  const pool = new WorkerPool(importWorkerUrl, registerDatasetJobs(new JobTable()));
  const readRejected = async () => readRejectedTexts(await db(), (await files.readLog()).state);
  try {
    return await findForExport({ plan, dataset, pool, readRejected, signal });
  } finally {
    await pool.close();
  }
}

async function filesToRead({ channels, curation, config, files }: ExportReadParts): Promise<ExportFiles> {
  const { journal } = await files.readDataset();
  const own = channels.get("training_samples") as ReadJournal;
  const toFile = ({ path, durableBytes }: ReadJournal, name = basename(path)) => ({ name, path, bytes: durableBytes });
  const comparisons = channels.get("comparisons");
  return {
    dataset: toFile(journal, basename(own.path)),
    comparisons: comparisons === undefined ? null : toFile(comparisons),
    curation: toFile(curation),
    strict: config.config.json_engine.strict_validation,
  };
}
