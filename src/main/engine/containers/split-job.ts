import { defineJob, type JobHandler } from "../workers/job.ts";
import { type SplitState, splitPiece } from "./split-json.ts";
import { splitTable, type TableLines, type TableRules } from "./split-table.ts";

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

interface TableRequest {
  bytes: Uint8Array<ArrayBuffer>;
  rules: TableRules;
  isLast: boolean;
  /** A buffer to write the lines into. */
  spare?: ArrayBuffer | undefined;
}

interface TableAnswer {
  /** null where the table is not regular. */
  split: TableLines | null;
  /** The bytes of the request, to be used again. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** Turns rows of a table into lines in a thread. */
export const splitTableJob = defineJob<TableRequest, TableAnswer>("split-table", 16 * 1024);

export const handleSplitTable: JobHandler<TableRequest, TableAnswer> = ({ bytes, rules, isLast, spare }) => {
  const split = splitTable(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), rules, isLast, spare);
  return { result: { split, bytes }, buffers: split === null ? [bytes.buffer] : [bytes.buffer, split.lines.buffer] };
};
