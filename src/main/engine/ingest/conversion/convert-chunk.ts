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

interface ConvertRequest {
  /** Whole lines of the file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Their numbers. */
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
  /** The buffer of the request, to be used again: nothing of the result is in it. */
  read: ArrayBuffer;
}

/** Converts and inspects lines of a file whose rows stand alone, so that all threads can share the file. */
export const convertJob = defineJob<ConvertRequest, ConvertedChunk>("convert", 4 * 1024);

export function createConvertHandler(validator: SchemaValidator): JobHandler<ConvertRequest, ConvertedChunk> {
  return ({ bytes, rows, plan, strict, spares }) => {
    const lines = new RecordLines({ validator, strict, sizeBytes: bytes.length, spares });
    const converter = new RowConverter(plan, rows, ({ record }) => lines.take(record), { lines });
    const { broken, tally, settled } = converter.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), true);
    const chunk = lines.finish();
    // The bytes are views of the request, whose buffer is used again. (`slice` of a Buffer would be one more view.)
    const copied = broken.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) }));
    return { result: { chunk, broken: copied, tally, settled, read: bytes.buffer }, buffers: [...listBuffers(chunk), bytes.buffer] };
  };
}

/** How many lines of a chunk became records. */
export const countRecords = ({ codes }: ChunkResult): number =>
  codes.reduce((count, code) => (code === rejectedCode ? count : count + 1), 0);
