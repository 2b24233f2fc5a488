import type { ChunkResult } from "../records/chunk-result.ts";
import { type ChunkRequest, inspectChunk } from "../records/inspect-chunk.ts";
import type { SchemaValidator } from "../validator/schema-validator.ts";
import { defineJob, type JobHandler } from "../workers/job.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** Inspects the lines of a chunk. 16 kB take less than a millisecond. */
export const inspectJob = defineJob<ChunkRequest, ChunkResult>("inspect", 16 * 1024);

/** Resolves with what was found in the chunk. `request.bytes` is transferred away; the result brings it back. */
export function inspectInPool(pool: WorkerPool, request: ChunkRequest): Promise<ChunkResult> {
  return pool.run(inspectJob, request, request.spare ? [request.spare] : []);
}

export function createInspectHandler(validator: SchemaValidator): JobHandler<ChunkRequest, ChunkResult> {
  return (request) => {
    const result = inspectChunk(validator, request);
    return { result, buffers: listBuffers(result) };
  };
}

/** Every buffer of a result, once: empty tables may be views of nothing. */
export function listBuffers(result: ChunkResult): ArrayBuffer[] {
  const views = [
    result.bytes,
    result.starts,
    result.ends,
    result.sourceStarts,
    result.lineNumbers,
    result.codes,
    result.hashes,
    ...(result.sourceKeys ? [result.sourceKeys] : []),
    result.candidateCounts,
    result.candidates.csv,
    result.candidates.starts,
    ...Object.values(result.tables).flatMap((table) => [table.csv, table.starts]),
    result.facts.engine,
    result.facts.success,
    result.facts.latencyMs,
    result.facts.quality,
    result.facts.cached,
  ];
  return [...new Set(views.map((view) => view.buffer))];
}
