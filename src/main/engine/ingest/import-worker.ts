import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { answerTo, type ChunkAnswer, type ChunkQuestion } from "./chunk-work.ts";

/**
 * A thread that looks at chunks of lines, for imports and searches. Protocol: `{ id, request }` in, always one `{ id, result }` or
 * `{ id, error }` out. Buffers are transferred both ways, never copied.
 */
export interface WorkerQuestion {
  id: number;
  request: ChunkQuestion;
}
export type WorkerAnswer = { id: number; result: ChunkAnswer } | { id: number; error: string };

// On Linux a priority is a thread's own: the screen's thread goes before those that only make an import faster.
if (process.platform === "linux") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const validator = new SchemaValidator();

parentPort?.on("message", ({ id, request }: WorkerQuestion) => {
  try {
    const { result, buffers } = answerTo(validator, request);
    parentPort?.postMessage({ id, result } satisfies WorkerAnswer, buffers);
  } catch (thrown) {
    parentPort?.postMessage({
      id,
      error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    } satisfies WorkerAnswer);
  }
});
