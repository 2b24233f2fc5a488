import type { RecordKind } from "../../../contract/index.ts";

/**
 * Which keys speak for which kind. The record's own id and what only this kind has count double, so that
 * a record with something missing or odd is still seen for what it was meant to be.
 */
const evidence: Record<RecordKind, Record<string, number>> = {
  engine_execution: { trace_id: 2, metrics: 1, engine_id: 2, timestamp: 1, schema_version: 1, input: 1, output: 1, task_id: 1 },
  comparison_result: { comparison_id: 2, candidates: 3, query: 1, winner: 1 },
  training_sample: { sample_id: 3, source_trace_id: 2, tier: 2, validation: 2, created_at: 1, input: 1, output: 1 },
};

const kinds = Object.keys(evidence) as RecordKind[];

/** Keys of which one makes a record doubtful that otherwise looks like an execution. */
export const otherKindKeys = ["candidates", "sample_id"] as const;

/** What a parsed record is by its shape, or null when nothing speaks for any kind. */
export function detectKind(record: Record<string, unknown>): RecordKind | null {
  // The plain case first: nearly every line of a big file is one of these, and says so at once.
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
