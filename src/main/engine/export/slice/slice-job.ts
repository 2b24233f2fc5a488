import { defineJob, type JobAnswer } from "../../workers/job.ts";
import type { MadeSlice, SliceRequest } from "./slice-request.ts";

export const sliceJob = defineJob<SliceRequest, MadeSlice>("export-slice", -1);

/** Targets and rules are loaded by the first export. */
export async function handleSlice(request: SliceRequest): Promise<JobAnswer<MadeSlice>> {
  const { makeSlice } = await import("./make-slice.ts");
  const result = await makeSlice(request);
  return { result, buffers: result.splits.map(({ bytes }) => bytes.buffer) };
}
