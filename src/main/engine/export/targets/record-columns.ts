import { isObject } from "../../base/json-value.ts";
import type { RecordItem } from "../items.ts";
import type { Row } from "./target.ts";

/** A sample as a table has it: one value a column. */
export const recordColumns = [
  { name: "sample_id", type: "VARCHAR" },
  { name: "created_at", type: "BIGINT" },
  { name: "source_trace_id", type: "VARCHAR" },
  { name: "engine_id", type: "VARCHAR" },
  { name: "tier", type: "VARCHAR" },
  { name: "input", type: "VARCHAR" },
  { name: "output", type: "VARCHAR" },
  { name: "quality_score", type: "DOUBLE" },
  { name: "validated", type: "BOOLEAN" },
  { name: "decided_by", type: "VARCHAR" },
] as const;

/** `messages` as JSON: a conversation has no columns; null where the record has none. */
export function toRecordRow({ record, engineId, decidedBy }: RecordItem): Row {
  const validation = isObject(record.validation) ? record.validation : {};
  return {
    sample_id: record.sample_id,
    created_at: record.created_at,
    source_trace_id: record.source_trace_id,
    engine_id: engineId,
    tier: record.tier,
    input: record.input,
    output: record.output,
    quality_score: validation.quality_score,
    validated: validation.validated,
    decided_by: decidedBy,
    messages: record.messages === undefined ? null : JSON.stringify(record.messages),
  };
}
