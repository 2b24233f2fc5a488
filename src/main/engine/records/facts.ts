import type { ParsedRecord } from "../validator/schema-validator.ts";

/** What statistics need of one execution. Unknown is null, never 0. */
export interface ExecutionFacts {
  engineId: string;
  success: boolean;
  latencyMs: number | null;
  quality: number | null;
}

const numberOrNull = (value: unknown) => (typeof value === "number" ? value : null);

/** null for a record that was kept although invalid and lacks what statistics need. */
export function toExecutionFacts(record: ParsedRecord): ExecutionFacts | null {
  const metrics = record.metrics as ParsedRecord | null | undefined;
  if (typeof record.engine_id !== "string" || typeof metrics !== "object" || typeof metrics?.success !== "boolean") return null;
  return {
    engineId: record.engine_id,
    success: metrics.success,
    latencyMs: numberOrNull(metrics.latency_ms),
    quality: numberOrNull(metrics.quality_score),
  };
}
