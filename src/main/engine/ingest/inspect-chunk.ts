import { isAscii } from "node:buffer";
import type { Finding, RecordKind } from "../../../contract/index.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { CsvWriter } from "./csv-writer.ts";
import { factsOf } from "./facts.ts";
import { inspectLine } from "./inspect-line.ts";

/** What a worker is asked: whole lines, the last one ended by a newline too. */
export interface ChunkRequest {
  bytes: Uint8Array<ArrayBuffer>;
  kind: RecordKind | "auto";
  strict: boolean;
}

export const kindCodes = ["engine_execution", "comparison_result", "training_sample"] as const satisfies readonly RecordKind[];
export const refusedCode = 3;

export interface StagedTable {
  csv: Uint8Array<ArrayBuffer>;
  /** Where each row starts, with the end as one more entry. */
  starts: Uint32Array<ArrayBuffer>;
}

/** Columns of what the aggregator needs, one entry an execution in order; NaN is unknown. `engine` points into `names`. */
export interface FactColumns {
  names: string[];
  engine: Uint32Array<ArrayBuffer>;
  success: Uint8Array<ArrayBuffer>;
  latencyMs: Float64Array<ArrayBuffer>;
  quality: Float64Array<ArrayBuffer>;
}

/**
 * What a worker answers: small columns and transferred buffers, no objects a line. Entry i of the line columns is the
 * i-th line that is not blank.
 */
export interface ChunkResult {
  /** The lines again, compacted: line i is bytes[starts[i]..ends[i]) and a newline follows it. */
  bytes: Uint8Array<ArrayBuffer>;
  starts: Uint32Array<ArrayBuffer>;
  ends: Uint32Array<ArrayBuffer>;
  /** Where line i started in the request's bytes. */
  sourceStarts: Uint32Array<ArrayBuffer>;
  /** 0-based number of line i among all lines of the chunk, blank ones counted. */
  lineNumbers: Uint32Array<ArrayBuffer>;
  /** Index into `kindCodes`, or `refusedCode`. */
  codes: Uint8Array<ArrayBuffer>;
  /** Three words a line; zeros for refused ones. */
  hashes: Uint32Array<ArrayBuffer>;
  lines: number;
  blank: number;
  /** Lines kept although invalid, by kind. */
  invalid: Record<RecordKind, number>;
  tables: Record<RecordKind, StagedTable>;
  candidates: StagedTable;
  /** How many candidate rows each staged comparison has. */
  candidateCounts: Uint32Array<ArrayBuffer>;
  facts: FactColumns;
  refused: { line: number; kind: RecordKind | null; findings: Finding[] }[];
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const tab = 9;

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte !== space && byte !== tab && byte !== carriageReturn) return false;
  }
  return true;
}

/** Splits, checks, hashes and stages every line of a chunk. Pure but for `request.bytes`, which it compacts in place. */
export function inspectChunk(validator: SchemaValidator, request: ChunkRequest): ChunkResult {
  const bytes = Buffer.from(request.bytes.buffer, request.bytes.byteOffset, request.bytes.length);
  // Plain ASCII is decoded once, before lines are moved: a line's text is then a slice that copies nothing.
  const ascii = isAscii(bytes) ? bytes.toString("latin1") : null;
  const starts: number[] = [];
  const ends: number[] = [];
  const sourceStarts: number[] = [];
  const lineNumbers: number[] = [];
  const codes: number[] = [];
  const hashes: number[] = [];
  const refused: ChunkResult["refused"] = [];
  const tables = { engine_execution: new CsvWriter(), comparison_result: new CsvWriter(), training_sample: new CsvWriter() };
  const candidates = new CsvWriter();
  const candidateCounts: number[] = [];
  const facts = new FactsWriter();
  const invalid = { engine_execution: 0, comparison_result: 0, training_sample: 0 };
  let blank = 0;
  let lines = 0;
  let to = 0;

  for (let at = 0; at < bytes.length; lines++) {
    const lineEnd = bytes.indexOf(newline, at);
    const stop = lineEnd < 0 ? bytes.length : lineEnd;
    const from = at;
    at = stop + 1;
    // All of them: one that stayed would be taken for a part of the line end when the journal is read again.
    let end = stop;
    while (end > from && bytes[end - 1] === carriageReturn) end--;
    if (isBlank(bytes, from, end)) {
      blank++;
      continue;
    }
    const length = end - from;
    if (to !== from) bytes.copyWithin(to, from, end);
    const line = bytes.subarray(to, to + length);
    const index = starts.length;
    starts.push(to);
    ends.push(to + length);
    sourceStarts.push(from);
    lineNumbers.push(lines);
    bytes[to + length] = newline;
    to += length + 1;

    const seen = inspectLine(validator, line, request.kind, request.strict, ascii?.slice(from, end));
    if (!seen.accepted) {
      codes.push(refusedCode);
      hashes.push(0, 0, 0);
      refused.push({ line: index, kind: seen.kind, findings: seen.findings });
      continue;
    }
    codes.push(kindCodes.indexOf(seen.kind));
    hashes.push(seen.hash.h0, seen.hash.h1, seen.hash.h2);
    if (!seen.valid) invalid[seen.kind]++;
    tables[seen.kind].push(seen.staged.row);
    if (seen.kind === "engine_execution") facts.push(factsOf(seen.record));
    if (seen.kind === "comparison_result") {
      for (const row of seen.staged.candidates) candidates.push(row);
      candidateCounts.push(seen.staged.candidates.length);
    }
  }
  return {
    bytes: request.bytes.subarray(0, to),
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ends),
    sourceStarts: Uint32Array.from(sourceStarts),
    lineNumbers: Uint32Array.from(lineNumbers),
    codes: Uint8Array.from(codes),
    hashes: Uint32Array.from(hashes),
    lines,
    blank,
    invalid,
    tables: {
      engine_execution: tables.engine_execution.finish(),
      comparison_result: tables.comparison_result.finish(),
      training_sample: tables.training_sample.finish(),
    },
    candidates: candidates.finish(),
    candidateCounts: Uint32Array.from(candidateCounts),
    facts: facts.finish(),
    refused,
  };
}

/** An execution without an engine (kept although invalid) points here. */
export const noEngine = 0xffffffff;

class FactsWriter {
  #names = new Map<string, number>();
  #engine: number[] = [];
  #success: number[] = [];
  #latencyMs: number[] = [];
  #quality: number[] = [];

  push(facts: ReturnType<typeof factsOf>): void {
    let engine = noEngine;
    if (facts) {
      engine = this.#names.get(facts.engineId) ?? this.#names.size;
      if (engine === this.#names.size) this.#names.set(facts.engineId, engine);
    }
    this.#engine.push(engine);
    this.#success.push(facts?.success ? 1 : 0);
    this.#latencyMs.push(facts?.latencyMs ?? Number.NaN);
    this.#quality.push(facts?.quality ?? Number.NaN);
  }

  finish(): FactColumns {
    return {
      names: [...this.#names.keys()],
      engine: Uint32Array.from(this.#engine),
      success: Uint8Array.from(this.#success),
      latencyMs: Float64Array.from(this.#latencyMs),
      quality: Float64Array.from(this.#quality),
    };
  }
}
