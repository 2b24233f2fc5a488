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
    const chunk = inspectChunk(validator, { bytes: ownBytes(lines), kind: "auto", strict, converted: true });
    for (const { line, findings } of chunk.rejected) {
      const row = rowOf[chunk.lineNumbers[line] ?? 0] ?? firstRow;
      broken.push({ row, bytes: bytesOf(row), findings });
    }
    tally.records -= chunk.rejected.length;
    tally.rejected += chunk.rejected.length;
    // The bytes are views of the request, which is not sent back.
    const copied = broken.map((one) => ({ ...one, bytes: one.bytes.slice() }));
    return { result: { chunk, broken: copied, tally }, buffers: listBuffers(chunk) };
  };
}

/** Bytes in a buffer of their own, which can be transferred. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  return own;
}

/** How many lines of a chunk became records. */
export const countRecords = ({ codes }: ChunkResult): number =>
  codes.reduce((count, code) => (code === rejectedCode ? count : count + 1), 0);
