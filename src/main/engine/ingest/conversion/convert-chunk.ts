import { ChunkColumns } from "../../records/chunk-columns.ts";
import type { ChunkResult } from "../../records/chunk-result.ts";
import { inspectDraft } from "../../records/inspect-line.ts";
import { rejectedCode } from "../../records/kinds.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { listBuffers } from "../inspect-job.ts";
import { LineWriter } from "./line-writer.ts";
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
  /** The records. Those that do not pass the schema are in `broken` alone. */
  chunk: ChunkResult;
  broken: BrokenRow[];
  tally: ConversionTally;
}

/** Converts and inspects lines of a file whose rows stand alone, so that all threads can share the file. */
export const convertJob = defineJob<ConvertRequest, ConvertedChunk>("convert", 4 * 1024);

export function createConvertHandler(validator: SchemaValidator): JobHandler<ConvertRequest, ConvertedChunk> {
  return ({ bytes, firstRow, plan, strict }) => {
    const lines = new LineWriter(bytes.length);
    const columns = new ChunkColumns({ bytes: bytes.length, converted: true });
    let records = 0;
    const converter = new RowConverter(plan, firstRow, ({ record }) => {
      const text = JSON.stringify(record);
      const { start, line } = lines.write(text);
      const seen = inspectDraft(validator, { record, text, line }, strict);
      if (!seen.accepted) {
        lines.drop(start);
        return seen.findings;
      }
      columns.place(start, start + line.length, start, records++);
      columns.take(seen);
      return null;
    });
    const { broken, tally } = converter.add(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), true);
    const chunk = columns.finish(lines.finish(), records, 0);
    // The bytes are views of the request, which is not sent back. (`slice` of a Buffer would be one more view, and send all of it.)
    const copied = broken.map((one) => ({ ...one, bytes: new Uint8Array(one.bytes) }));
    return { result: { chunk, broken: copied, tally }, buffers: listBuffers(chunk) };
  };
}

/** How many lines of a chunk became records. */
export const countRecords = ({ codes }: ChunkResult): number =>
  codes.reduce((count, code) => (code === rejectedCode ? count : count + 1), 0);
