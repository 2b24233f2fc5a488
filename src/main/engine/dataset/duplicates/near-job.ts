import { defineJob, type JobHandler } from "../../workers/job.ts";
import type { Columns } from "../scan/columns.ts";
import { findNearPairs, type NearQuestion } from "./near-pairs.ts";

interface NearRequest {
  /** Empty: columns and rows are in shared memory. */
  bytes: Uint8Array<ArrayBuffer>;
  columns: Columns;
  rows: Uint32Array;
  question: NearQuestion;
}

/** Finds probable near duplicates in some of the bands, in a thread. */
export const nearJob = defineJob<NearRequest, Uint32Array>("near-pairs", -1);

export const handleNear: JobHandler<NearRequest, Uint32Array> = ({ columns, rows, question }) => {
  const result = findNearPairs(columns, rows, question);
  return { result, buffers: [result.buffer as ArrayBuffer] };
};
