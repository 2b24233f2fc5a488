import { readSync, writeFileSync } from "node:fs";
import { AssayError, maxForeignRowBytes } from "../../../../contract/index.ts";
import type { Converted } from "../../dialects/convert.ts";
import { newline } from "../../lines/line-bytes.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import type { FilePlan } from "./plan.ts";
import { type BrokenRow, RowConverter } from "./row-converter.ts";
import { RowNumbers, type RowRange } from "./row-numbers.ts";
import { addTally, type ConversionTally, emptyTally } from "./tally.ts";

interface ConvertFileRequest {
  /** Nothing: the thread reads the file itself. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Descriptor of an open file of lines of JSON; descriptors are shared by the threads of a process. */
  input: number;
  /** Descriptor of an empty file, for the records as lines. */
  output: number;
  /** Numbers of its rows. */
  rows: RowRange;
  plan: FilePlan;
}

export interface ConvertedFile {
  /** Rows and records that are broken; their records are not in the file. */
  broken: BrokenRow[];
  tally: ConversionTally;
  /** See `ConvertedLines`. */
  settled: string[];
}

/** Converts a file whose rows belong together, in one thread, from its first row to its last. */
export const convertFileJob = defineJob<ConvertFileRequest, ConvertedFile>("convert-file", -1);

const pieceBytes = 1024 * 1024;

/** @throws AssayError over_limit when a row is too long to be held. */
export function createConvertFileHandler(validator: SchemaValidator): JobHandler<ConvertFileRequest, ConvertedFile> {
  return (request) => ({ result: convert(request, validator), buffers: [] });
}

function convert({ input, output, rows, plan }: ConvertFileRequest, validator: SchemaValidator): ConvertedFile {
  const numbers = new RowNumbers(rows);
  const places: { at: number; length: number }[] = [];
  const readRow = (row: number): Uint8Array => {
    const place = places[numbers.placeOf(row)];
    const bytes = Buffer.alloc(Math.min(place?.length ?? 0, maxForeignRowBytes));
    if (place) readSync(input, bytes, 0, bytes.length, place.at);
    return bytes;
  };
  const tally = emptyTally();
  const broken: BrokenRow[] = [];
  const settled: string[] = [];
  let made: string[] = [];
  const takeRecord = ({ record }: Converted) => {
    const text = JSON.stringify(record);
    const verdict = validator.validateDraft(record, text);
    if (!verdict.valid) return verdict.findings;
    made.push(`${text}\n`);
    return null;
  };
  const converter = new RowConverter(plan, rows, takeRecord, { earlier: readRow });
  const take = (lines: Buffer, ended: boolean): void => {
    const { broken: some, tally: counts, settled: settledNow } = converter.add(lines, ended);
    addTally(tally, counts);
    for (const row of settledNow) settled.push(row);
    for (const one of some) broken.push(one);
    // Not while rows are mapped: a full disk is no broken row.
    for (const line of made) writeFileSync(output, line);
    made = [];
  };

  let carried: Buffer = Buffer.alloc(0);
  let position = 0;
  for (;;) {
    // In a long row as much again as was carried: pieces of one size would copy it over and over.
    const piece = Buffer.alloc(Math.max(pieceBytes, carried.length));
    const bytesRead = readSync(input, piece, 0, piece.length, position);
    const start = position - carried.length;
    position += bytesRead;
    const bytes = Buffer.concat([carried, piece.subarray(0, bytesRead)]);
    const ended = bytesRead === 0;
    const whole = ended ? bytes.length : bytes.lastIndexOf(newline) + 1;
    for (let at = 0; at < whole; ) {
      const end = bytes.indexOf(newline, at);
      const stop = end < 0 || end >= whole ? whole : end;
      places.push({ at: start + at, length: stop - at });
      at = stop + 1;
    }
    carried = bytes.subarray(whole);
    if (carried.length > maxForeignRowBytes) throw tooLong(plan.file);
    take(bytes.subarray(0, whole), ended);
    if (ended) return { broken, tally, settled };
  }
}

const tooLong = (name: string) =>
  new AssayError("over_limit", `${name} has a row of more than ${maxForeignRowBytes / 1024 / 1024} MiB.`, {
    where: name,
    fix: "Export it in parts, or as one record a line.",
  });
