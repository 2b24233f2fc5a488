import type { RecordKind } from "../../../contract/index.ts";
import type { ParsedRecord } from "../validator/schema-validator.ts";
import { executionHead } from "./execution-head.ts";
import { indexedHead, sampleTexts, shortLineBytes } from "./indexed-texts.ts";
import { keyOfHash, type LineHash } from "./line-hash.ts";

/**
 * Rows as DuckDB's CSV reader takes them from a staged file, in the column order of index/schema.ts. Text is always
 * quoted (so "" is empty and nothing is NULL); numbers and booleans never are.
 *
 * Every row starts with its line's offset in the journal as 15 digits. Whoever builds the row does not know the offset
 * yet: it writes zeros, and `patchOffset` fills them in when the line's place is settled.
 */
export const offsetDigits = 15;
export const noOffset = "0".repeat(offsetDigits);

const zero = 48;

/** Writes `offset` over the 15 digits at `at`. */
export function patchOffset(csv: Uint8Array, at: number, offset: number): void {
  // In parts of five digits: small integers divide several times faster than large ones.
  const high = Math.floor(offset / 1e10);
  const rest = offset - high * 1e10;
  const middle = Math.floor(rest / 1e5);
  patchFive(csv, at, high);
  patchFive(csv, at + 5, middle);
  patchFive(csv, at + 10, rest - middle * 1e5);
}

function patchFive(csv: Uint8Array, at: number, value: number): void {
  let rest = value | 0;
  for (let i = at + 4; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    csv[i] = zero + rest - tenth * 10;
    rest = tenth;
  }
}

/** What a line becomes in the index. `candidates` has the rows of a comparison's candidates. */
export interface StagedRow {
  row: string;
  candidates: string[];
}

const text = (value: unknown) => (typeof value === "string" ? quote(value) : "");
const head = (value: unknown) => (typeof value === "string" ? quote(indexedHead(value)) : "");
const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? String(value) : "");
/** Only for columns of whole numbers: an odd value of a record that is not valid becomes NULL. */
const integer = (value: unknown) => (Number.isSafeInteger(value) ? String(value) : "");
const boolean = (value: unknown) => (typeof value === "boolean" ? String(value) : "");
const object = (value: unknown): ParsedRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as ParsedRecord) : {};

function quote(value: string): string {
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
}

/**
 * @param lengthBytes of the line, without its newline.
 * @param line the line itself; only samples keep it, unless it is long.
 */
export function stageRow(
  kind: RecordKind,
  record: ParsedRecord,
  hash: LineHash,
  lengthBytes: number,
  valid: boolean,
  line: string,
): StagedRow {
  const place = `${noOffset},${lengthBytes},${hash.h0},${hash.h1},${hash.h2}`;
  if (kind === "engine_execution") return { row: `${place},${execution(record, lengthBytes)}\n`, candidates: [] };
  if (kind === "training_sample") return { row: `${place},"${keyOfHash(hash)}",${sample(record, line, lengthBytes)}\n`, candidates: [] };
  return comparison(`${place},${valid}`, record, keyOfHash(hash));
}

function execution(record: ParsedRecord, lengthBytes: number): string {
  const metrics = object(record.metrics);
  const head = lengthBytes > shortLineBytes ? quote(JSON.stringify(executionHead(record))) : "";
  return `${text(record.engine_id)},${integer(record.timestamp)},${boolean(metrics.success)},${number(metrics.latency_ms)},${number(metrics.quality_score)},${head}`;
}

function sample(record: ParsedRecord, whole: string, lengthBytes: number): string {
  const validation = object(record.validation);
  const { input, output, line } = sampleTexts(record, whole, lengthBytes);
  return `${text(record.sample_id)},${integer(record.created_at)},${text(record.source_trace_id)},${text(record.tier)},${number(validation.quality_score)},${boolean(validation.validated)},${text(input)},${text(output)},${text(line)}`;
}

function comparison(place: string, record: ParsedRecord, key: string): StagedRow {
  const candidates = Array.isArray(record.candidates) ? record.candidates.map(object) : [];
  const winner = object(record.winner);
  const position = record.winner === undefined ? -1 : candidates.findIndex((candidate) => candidate.engine_id === winner.engine_id);
  const row = `${place},"${key}",${text(record.comparison_id)},${head(record.query)},${candidates.length},${text(winner.engine_id)},${number(winner.score)},${position < 0 ? "" : position}\n`;
  return {
    row,
    candidates: candidates.map((candidate, index) => {
      const metrics = object(candidate.metrics);
      return `${noOffset},${index},${text(candidate.engine_id)},${number(metrics.latency_ms)},${number(metrics.quality_score)},${head(candidate.output)}\n`;
    }),
  };
}
