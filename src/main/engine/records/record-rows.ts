import { isConversation, type RecordKind } from "../../../contract/index.ts";
import { toObject } from "../base/json-value.ts";
import type { ParsedRecord } from "../validator/schema-validator.ts";
import { commonFields, statusField, usageFields } from "./common-fields.ts";
import { createRowEncoder, unknownOffset } from "./csv-row.ts";
import { executionHead } from "./execution-head.ts";
import { candidateColumns, collectedSampleColumns, comparisonColumns, executionColumns } from "./index-columns.ts";
import { indexedHead, sampleTexts, shortLineBytes } from "./indexed-texts.ts";
import { keyOfHash, type LineHash } from "./line-hash.ts";
import { computeSourceKey } from "./source-key.ts";

/** The rows that one record becomes in the index, as CSV with offset placeholders. `candidates` are a comparison's. */
export interface RecordRows {
  row: string;
  candidates: string[];
  /** See `computeSourceKey`. */
  sourceKey: LineHash | null;
}

const encodeExecution = createRowEncoder(executionColumns);
const encodeSample = createRowEncoder(collectedSampleColumns);
const encodeComparison = createRowEncoder(comparisonColumns);
const encodeCandidate = createRowEncoder(candidateColumns);

const toHead = (value: unknown) => (typeof value === "string" ? indexedHead(value) : null);

/**
 * @param lengthBytes of the line, without its newline.
 * @param line the line itself; only samples keep it, unless it is long.
 */
export function encodeRecord(
  kind: RecordKind,
  record: ParsedRecord,
  { h0, h1, h2 }: LineHash,
  lengthBytes: number,
  valid: boolean,
  line: string,
): RecordRows {
  const place = { off: unknownOffset, len: lengthBytes, h0, h1, h2 };
  const sourceKey = computeSourceKey(kind, record);
  if (kind === "engine_execution") {
    const metrics = toObject(record.metrics);
    const row = encodeExecution({
      ...place,
      engine_id: record.engine_id,
      ts: record.timestamp,
      success: metrics.success,
      latency_ms: metrics.latency_ms,
      quality: metrics.quality_score,
      memory_mb: metrics.memory_mb,
      cpu_percent: metrics.cpu_percent,
      status: statusField(record.status),
      source_key: toColumn(sourceKey),
      ...usageFields(metrics),
      ...commonFields(record),
      head: lengthBytes > shortLineBytes ? JSON.stringify(executionHead(record)) : null,
    });
    return { row, candidates: [], sourceKey };
  }
  const key = keyOfHash({ h0, h1, h2 });
  if (kind === "training_sample")
    return { row: encodeSample({ ...place, key, ...toSampleFields(record, line, lengthBytes, sourceKey) }), candidates: [], sourceKey };
  const candidates = Array.isArray(record.candidates) ? record.candidates.map(toObject) : [];
  const winner = toObject(record.winner);
  const position = record.winner === undefined ? -1 : candidates.findIndex(({ engine_id }) => engine_id === winner.engine_id);
  const row = encodeComparison({
    ...place,
    valid,
    key,
    comparison_id: record.comparison_id,
    query: toHead(record.query),
    candidates: candidates.length,
    winner_engine: winner.engine_id,
    winner_score: winner.score,
    winner_position: position < 0 ? null : position,
    source_key: toColumn(sourceKey),
    has_messages: [record, ...candidates].some(({ messages }) => isConversation(messages)),
    ...commonFields(record),
  });
  return { row, candidates: candidates.map(encodeCandidateAt), sourceKey };
}

const toColumn = (sourceKey: LineHash | null) => sourceKey && keyOfHash(sourceKey);

function encodeCandidateAt({ engine_id, metrics, output }: ParsedRecord, position: number): string {
  const { latency_ms, quality_score } = toObject(metrics);
  return encodeCandidate({ off: unknownOffset, position, engine_id, latency_ms, quality: quality_score, output: toHead(output) });
}

/** The values of `sampleFields` for a sample, collected or promoted. @param lengthBytes of the line, without its newline. */
export function toSampleFields(
  record: ParsedRecord,
  wholeLine: string,
  lengthBytes: number,
  sourceKey = computeSourceKey("training_sample", record),
) {
  const { quality_score, validated } = toObject(record.validation);
  const { sample_id, created_at, source_trace_id, tier } = record;
  return {
    sample_id,
    created_at,
    source_trace_id,
    tier,
    quality: quality_score,
    validated,
    source_key: toColumn(sourceKey),
    ...sampleTexts(record, wholeLine, lengthBytes),
    ...commonFields(record),
  };
}
