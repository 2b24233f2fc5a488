import { defineJob, type JobHandler } from "../workers/job.ts";
import { type SplitState, splitPiece } from "./split-json.ts";

interface SplitRequest {
  bytes: Uint8Array<ArrayBuffer>;
  state: SplitState;
}

/** Splits a piece of JSON in a thread; see `splitPiece`. The state travels with it. */
export const splitJob = defineJob<SplitRequest, SplitRequest>("split", 16 * 1024);

export const handleSplit: JobHandler<SplitRequest, SplitRequest> = ({ bytes, state }) => {
  const lines = splitPiece(bytes, state);
  return { result: { bytes: lines, state }, buffers: [lines.buffer] };
};
