import { defineJob, type JobAnswer } from "../../workers/job.ts";
import type { ScannedChunk, ScanRequest } from "./scan-request.ts";

/** Checks the samples of a chunk of the dataset file. */
export const scanJob = defineJob<ScanRequest, ScannedChunk>("scan-dataset", -1);

/** The checks bring 2 MB of language and telephone data, so the threads of imports do not load them. */
export async function handleScan(request: ScanRequest): Promise<JobAnswer<ScannedChunk>> {
  const { scanChunk } = await import("./scan-chunk.ts");
  const { buffersOf } = await import("./columns.ts");
  const result = scanChunk(request);
  return { result, buffers: buffersOf(result.columns) };
}
