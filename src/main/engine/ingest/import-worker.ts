import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { type ChunkRequest, type ChunkResult, inspectChunk } from "./inspect-chunk.ts";

/**
 * The worker thread of an import. Protocol: `{ id, request }` in, always one `{ id, result }` or `{ id, error }` out.
 * Buffers are transferred both ways, never copied.
 */
export interface WorkerQuestion {
  id: number;
  request: ChunkRequest;
}
export type WorkerAnswer = { id: number; result: ChunkResult } | { id: number; error: string };

// On Linux a priority is a thread's own: the screen's thread goes before those that only make an import faster.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const validator = new SchemaValidator();

/** Every buffer of a result, once: empty staged tables may be views of nothing. */
function buffersOf(result: ChunkResult): ArrayBuffer[] {
  const views = [
    result.bytes,
    result.starts,
    result.ends,
    result.sourceStarts,
    result.lineNumbers,
    result.codes,
    result.hashes,
    result.candidateCounts,
    result.candidates.csv,
    result.candidates.starts,
    ...Object.values(result.tables).flatMap((table) => [table.csv, table.starts]),
    result.facts.engine,
    result.facts.success,
    result.facts.latencyMs,
    result.facts.quality,
  ];
  return [...new Set(views.map((view) => view.buffer))];
}

parentPort?.on("message", ({ id, request }: WorkerQuestion) => {
  try {
    const result = inspectChunk(validator, request);
    parentPort?.postMessage({ id, result } satisfies WorkerAnswer, buffersOf(result));
  } catch (thrown) {
    parentPort?.postMessage({
      id,
      error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    } satisfies WorkerAnswer);
  }
});
