import type { Finding, RecordKind } from "../../../contract/index.ts";
import type { FactColumns } from "./facts.ts";

export interface EncodedRows {
  csv: Uint8Array<ArrayBuffer>;
  /** Where each row starts, with the end as one more entry. */
  starts: Uint32Array<ArrayBuffer>;
}

/**
 * The answer of a worker: small columns and transferred buffers, no object for each line. Entry i of the line columns is the i-th line
 * that is not blank.
 */
export interface ChunkResult {
  /** The lines, compacted: line i is bytes[starts[i]..ends[i]), followed by a newline. */
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
  /** Where line i started in the request's bytes. */
  sourceStarts: Uint32Array<ArrayBuffer>;
  /** 0-based number of line i among all lines of the chunk, blank ones counted. */
  lineNumbers: Uint32Array<ArrayBuffer>;
  /** `codeOfKind`, or `rejectedCode`. */
  codes: Uint8Array<ArrayBuffer>;
  /** Three words a line; zeros for refused ones. */
  hashes: Uint32Array<ArrayBuffer>;
  /** Of converted records: their source keys, else their hashes. */
  sourceKeys?: Uint32Array<ArrayBuffer>;
  lines: number;
  blank: number;
  /** Lines that are in a journal already, by kind; of them the other columns hold nothing. */
  known: Record<RecordKind, number>;
  /** Lines kept although invalid, by kind. */
  invalid: Record<RecordKind, number>;
  tables: Record<RecordKind, EncodedRows>;
  candidates: EncodedRows;
  /** How many candidate rows each comparison row has. */
  candidateCounts: Uint32Array<ArrayBuffer>;
  facts: FactColumns;
  rejected: { line: number; kind: RecordKind | null; findings: Finding[] }[];
}
