import { type ChunkResult, inspectChunk } from "../../records/inspect-chunk.ts";
import { rejectedCode } from "../../records/kinds.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { listBuffers } from "../inspect-job.ts";
import type { FilePlan } from "./plan.ts";
import { type BrokenRow, RowConverter } from "./row-converter.ts";
import type { ConversionTally } from "./tally.ts";

interface ConvertRequest {
  /** Whole lines of the file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** 1-based number of the first of them. */
  firstRow: number;
  plan: FilePlan;
  strict: boolean;
}

export interface ConvertedChunk {
  /** The records. Those that do not pass the schema are in `broken`, and in `chunk` only as rejected lines. */
  chunk: ChunkResult;
  broken: BrokenRow[];
  tally: ConversionTally;
}

/** Converts and inspects lines of a file whose rows stand alone, so that all threads can share the file. */
export const convertJob = defineJob<ConvertRequest, ConvertedChunk>("convert", 4 * 1024);

export function createConvertHandler(validator: SchemaValidator): JobHandler<ConvertRequest, ConvertedChunk> {
  return ({ bytes, firstRow, plan, strict }) => {
    const converter = new RowConverter(plan, firstRow);
    const { bytes: lines, rowOf, broken, tally, bytesOf } = converter.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), true);
    const chunk = inspectChunk(validator, { bytes: new Uint8Array(lines), kind: "auto", strict, converted: true });
    for (const { line, findings } of chunk.rejected) {
      const row = rowOf[chunk.lineNumbers[line] ?? 0] ?? firstRow;
      broken.push({ row, bytes: bytesOf(row), findings });
    }
    tally.records -= chunk.rejected.length;
    tally.rejected += chunk.rejected.length;
    // The bytes are views of the request, which is not sent back. (`slice` of a Buffer would be one more view, and send all of it.)
    const copied = broken.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) }));
    return { result: { chunk, broken: copied, tally }, buffers: listBuffers(chunk) };
  };
}

/** How many lines of a chunk became records. */
export const countRecords = ({ codes }: ChunkResult): number =>
  codes.reduce((count, code) => (code === rejectedCode ? count : count + 1), 0);
