import { isUtf8 } from "node:buffer";
import type { ChannelName, Finding, RecordKind } from "../../../contract/index.ts";
import { carriageReturn, newline, recordEnd, recordStart } from "../lines/line-bytes.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { CsvWriter } from "./csv-writer.ts";
import { type FactColumns, FactsWriter, toExecutionFacts } from "./facts.ts";
import { entriesFor, GrowingBytes, GrowingWords } from "./growing.ts";
import { shortLineBytes } from "./indexed-texts.ts";
import { inspectLine } from "./inspect-line.ts";
import { codeOfKind, kindOfChannel, rejectedCode } from "./kinds.ts";
import { hashLine, type LineHash, noHash } from "./line-hash.ts";
import { PlainExecutions } from "./plain/plain-executions.ts";
import { computeSourceKey } from "./source-key.ts";

/** The request to a worker: whole lines, the last one with its newline too. */
export interface ChunkRequest {
  bytes: Uint8Array<ArrayBuffer>;
  kind: RecordKind | "auto";
  strict: boolean;
  /** Whether a valid record of another kind is reported as what it is; otherwise it is refused like any line that is not of `kind`. */
  routesKinds?: boolean;
  /** Whether the records were converted, so that duplicates are told by their source and not by their bytes. */
  converted?: boolean;
  /** A buffer to reuse for the rows of executions. */
  spare?: ArrayBuffer | undefined;
}

/**
 * How a journal's lines are read back: by the rules for incoming lines. Valid records of another kind are reported as what they are. Of
 * the rest, strict validation accepts valid records of the channel's kind, and lenient validation any object.
 */
export function toJournalRequest(bytes: Uint8Array<ArrayBuffer>, channel: ChannelName, strict: boolean): ChunkRequest {
  return { bytes, kind: kindOfChannel[channel], strict, routesKinds: true };
}

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
  /** Lines kept although invalid, by kind. */
  invalid: Record<RecordKind, number>;
  tables: Record<RecordKind, EncodedRows>;
  candidates: EncodedRows;
  /** How many candidate rows each comparison row has. */
  candidateCounts: Uint32Array<ArrayBuffer>;
  facts: FactColumns;
  rejected: { line: number; kind: RecordKind | null; findings: Finding[] }[];
}

const space = 32;
const tab = 9;

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false;
  }
  return true;
}

const plainExecutions = new PlainExecutions();

/** Splits, validates, hashes and encodes every line of a chunk. Pure, except that it compacts `request.bytes` in place. */
export function inspectChunk(validator: SchemaValidator, request: ChunkRequest): ChunkResult {
  const bytes = Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.length);
  // Once for all lines: in UTF-8 a newline byte is never part of another character.
  const isValidUtf8 = isUtf8(bytes);
  const plain =
    isValidUtf8 && !request.converted && (request.kind === "auto" || request.kind === "engine_execution") ? plainExecutions : null;
  const entries = entriesFor(bytes.length);
  const starts = new GrowingWords(entries);
  const ends = new GrowingWords(entries);
  const sourceStarts = new GrowingWords(entries);
  const lineNumbers = new GrowingWords(entries);
  const codes = new GrowingBytes(entries);
  const hashes = new GrowingWords(entries * 3);
  const sourceKeys = request.converted ? new GrowingWords(entries * 3) : null;
  const judge = (code: number, { h0, h1, h2 }: LineHash, key: LineHash = { h0, h1, h2 }) => {
    if (sourceKeys) for (const word of [key.h0, key.h1, key.h2]) sourceKeys.push(word);
    codes.push(code);
    hashes.push(h0);
    hashes.push(h1);
    hashes.push(h2);
  };
  const rejected: ChunkResult["rejected"] = [];
  const tables = {
    engine_execution: new CsvWriter(request.spare ?? (plain ? new ArrayBuffer(bytes.length) : undefined)),
    comparison_result: new CsvWriter(),
    training_sample: new CsvWriter(),
  };
  const candidates = new CsvWriter();
  const candidateCounts = new GrowingWords();
  const facts = new FactsWriter(plain ? entries : 8);
  const invalid = { engine_execution: 0, comparison_result: 0, training_sample: 0 };
  let blank = 0;
  let lines = 0;
  let to = 0;

  for (let at = 0; at < bytes.length; lines++) {
    const lineEnd = bytes.indexOf(newline, at);
    const stop = lineEnd < 0 ? bytes.length : lineEnd;
    const from = recordStart(bytes, at, stop);
    const end = recordEnd(bytes, from, stop);
    at = stop + 1;
    if (isBlank(bytes, from, end)) {
      blank++;
      continue;
    }
    const length = end - from;
    if (to !== from) bytes.copyWithin(to, from, end);
    const start = to;
    const index = starts.length;
    starts.push(start);
    ends.push(start + length);
    sourceStarts.push(from);
    lineNumbers.push(lines);
    to = start + length;
    bytes[to++] = newline;
    const line = bytes.subarray(start, start + length);

    // The row of a longer line holds heads of its texts, which this path does not write.
    if (plain !== null && length <= shortLineBytes && plain.see(bytes, start, start + length)) {
      const hash = hashLine(line);
      judge(codeOfKind.engine_execution, hash);
      plain.encode(tables.engine_execution, hash, length);
      const engine = facts.engineSpelled(bytes, plain.engineStart, plain.engineEnd);
      facts.pushColumns(engine, plain.success, plain.latencyMs, plain.quality, plain.cached);
      continue;
    }
    const seen = inspectLine(validator, line, request, isValidUtf8 ? true : undefined);
    if (!seen.accepted) {
      judge(rejectedCode, noHash);
      rejected.push({ line: index, kind: seen.kind, findings: seen.findings });
      continue;
    }
    judge(codeOfKind[seen.kind], seen.hash, (request.converted && computeSourceKey(seen.kind, seen.record)) || seen.hash);
    if (!seen.valid) invalid[seen.kind]++;
    tables[seen.kind].push(seen.rows.row);
    if (seen.kind === "engine_execution") facts.push(toExecutionFacts(seen.record));
    if (seen.kind === "comparison_result") {
      for (const row of seen.rows.candidates) candidates.push(row);
      candidateCounts.push(seen.rows.candidates.length);
    }
  }
  return {
    bytes: request.bytes.subarray(0, to),
    starts: starts.finish(),
    ends: ends.finish(),
    sourceStarts: sourceStarts.finish(),
    lineNumbers: lineNumbers.finish(),
    codes: codes.finish(),
    hashes: hashes.finish(),
    ...(sourceKeys ? { sourceKeys: sourceKeys.finish() } : {}),
    lines,
    blank,
    invalid,
    tables: {
      engine_execution: tables.engine_execution.finish(),
      comparison_result: tables.comparison_result.finish(),
      training_sample: tables.training_sample.finish(),
    },
    candidates: candidates.finish(),
    candidateCounts: candidateCounts.finish(),
    facts: facts.finish(),
    rejected,
  };
}
