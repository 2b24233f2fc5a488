import { type GivenLines, type PieceRules, splitPieceRows } from "../../containers/piece-rows.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import { rejectedCode } from "../../records/kinds.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { listBuffers } from "../inspect-job.ts";
import type { FilePlan } from "./plan.ts";
import { RecordLines } from "./record-lines.ts";
import { type BrokenRow, RowConverter } from "./row-converter.ts";
import type { RowRange } from "./row-numbers.ts";
import type { ConversionTally } from "./tally.ts";

export interface ConvertRequest {
  /** Whole lines of the file; or, with `table`, rows of it. */
  bytes: Uint8Array<ArrayBuffer>;
  table?: PieceRules | undefined;
  /** Numbers of the rows. */
  rows: RowRange;
  plan: FilePlan;
  strict: boolean;
  /** Buffers to reuse for the records' lines and rows. */
  spares?: { lines: ArrayBuffer | undefined; rows: ArrayBuffer | undefined };
}

export interface ConvertedChunk {
  /** The records. Those that do not pass the schema are in `broken` alone. */
  chunk: ChunkResult;
  broken: BrokenRow[];
  tally: ConversionTally;
  /** See `ConvertedLines`. */
  settled: string[];
  /** Of rows of a table: the lines that they were converted from; null where they are not regular, and all else counts for nothing. */
  given?: GivenLines | null | undefined;
  /** The buffer of the request, to be used again: nothing of the result is in it. */
  read: ArrayBuffer;
}

/** Converts and inspects lines of a file whose rows stand alone, so that all threads can share the file. */
export const convertJob = defineJob<ConvertRequest, ConvertedChunk>("convert", 4 * 1024);

export function createConvertHandler(validator: SchemaValidator): JobHandler<ConvertRequest, ConvertedChunk> {
  return ({ bytes, table, rows, plan, strict, spares }) => {
    const lines = new RecordLines({ validator, strict, sizeBytes: bytes.length, spares });
    const converter = new RowConverter(plan, rows, ({ record }) => lines.take(record), { lines });
    const request = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const given = table && splitPieceRows(request, table, (row) => converter.addRow(row));
    const made = table ? converter.end() : converter.add(request, true);
    const chunk = lines.finish();
    return { result: { chunk, ...made, given, read: bytes.buffer }, buffers: [...listBuffers(chunk), bytes.buffer] };
  };
}

/** How many lines of a chunk became records. */
export const countRecords = ({ codes }: ChunkResult): number =>
  codes.reduce((count, code) => (code === rejectedCode ? count : count + 1), 0);
