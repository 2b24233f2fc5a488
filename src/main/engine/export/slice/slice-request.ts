import type { ExportRequest } from "../../../../contract/index.ts";
import type { JobRequest } from "../../workers/job.ts";
import type { SkipReason } from "../items/skips.ts";
import type { ExportInput } from "../request.ts";
import type { SliceRows } from "./slice-rows.ts";

/** Makes the rows of whole lines of the dataset. */
export interface SliceRequest extends JobRequest {
  /** Of one export: a thread reads the log once for it. */
  exportId: string;
  request: ExportRequest;
  input: ExportInput;
  isWritten: boolean;
}

export interface MadeSlice extends SliceRows {
  records: number;
  skips: ReadonlyMap<SkipReason, number>;
}
