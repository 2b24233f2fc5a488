import type { RecordKind } from "../../../contract/index.ts";

/**
 * How much each key speaks for each kind. The record's own id and keys unique to a kind weigh more, so that a record with something missing
 * or wrong is still recognised.
 */
const evidence: Record<RecordKind, Record<string, number>> = {
  engine_execution: { trace_id: 2, metrics: 1, engine_id: 2, timestamp: 1, schema_version: 1, input: 1, output: 1, task_id: 1 },
  comparison_result: { comparison_id: 2, candidates: 3, query: 1, winner: 1 },
  training_sample: { sample_id: 3, source_trace_id: 2, tier: 2, validation: 2, created_at: 1, input: 1, output: 1 },
};

const kinds = Object.keys(evidence) as RecordKind[];

/** A record that looks like an execution may be of another kind if it has one of these keys. */
export const otherKindKeys = ["candidates", "sample_id"] as const;

/** The kind of a parsed record by its shape; null when no kind fits. */
export function detectKind(record: Record<string, unknown>): RecordKind | null {
  // The common case first: nearly every line of a large file is one.
  if (record.candidates === undefined && record.sample_id === undefined && record.trace_id !== undefined && record.metrics !== undefined)
    return "engine_execution";
  let best: RecordKind | null = null;
  let bestScore = 1;
  for (const kind of kinds) {
    let score = 0;
    const keys = evidence[kind];
    for (const key in keys) if (Object.hasOwn(record, key)) score += keys[key] ?? 0;
    if (score > bestScore) {
      best = kind;
      bestScore = score;
    }
  }
  return best;
}
