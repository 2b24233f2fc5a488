import { defineJob, type JobAnswer } from "../../workers/job.ts";
import type { Columns } from "./columns.ts";
import type { ScanRequest } from "./scan-request.ts";

/** Checks the samples of a chunk of the dataset file. */
export const scanJob = defineJob<ScanRequest, Columns>("scan-dataset", -1);

/** The checks bring 2 MB of language and telephone data, so the threads of imports do not load them. */
export async function handleScan(request: ScanRequest): Promise<JobAnswer<Columns>> {
  const { scanChunk } = await import("./scan-chunk.ts");
  const { buffersOf } = await import("./columns.ts");
  const result = scanChunk(request);
  return { result, buffers: buffersOf(result) };
}
