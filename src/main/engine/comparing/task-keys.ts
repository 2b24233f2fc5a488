import { isUtf8 } from "node:buffer";
import common from "../../../../schemas/v1/common.json" with { type: "json" };
import engineExecution from "../../../../schemas/v1/engine_execution.json" with { type: "json" };
import { newline, recordEnd, recordStart } from "../lines/line-bytes.ts";
import { compileObject } from "../records/plain/object-rules.ts";
import { RecordScanner } from "../records/plain/record-scanner.ts";
import { otherKindKeys } from "../validator/detect-kind.ts";
import { defineJob, type JobAnswer } from "../workers/job.ts";

/** Whole lines of events.jsonl. */
export interface TaskKeysRequest {
  bytes: Uint8Array<ArrayBuffer>;
  /** Where the lines start in the journal. */
  offset: number;
}

/** One entry a line that is an execution, as numbers with commas between them: small enough for SQL to read as one parameter. */
export interface TaskKeys {
  /** The request's bytes again, so that their buffer is reused. */
  bytes: Uint8Array<ArrayBuffer>;
  offsets: string;
  /** Hashes of `task_id`, and of the input; -1 where there is none. */
  tasks: string;
  inputs: string;
}

const { rules, slots } = compileObject(engineExecution, common.definitions, otherKindKeys);
const taskSlot = slots.get("task_id") ?? -1;
const inputSlot = slots.get("input") ?? -1;
const scanner = new RecordScanner(rules, slots.size);

/** Finds what makes executions the same task. Pure, but for one scanner that is used again. */
export function readTaskKeys({ bytes: given, offset }: TaskKeysRequest): TaskKeys {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const isText = isUtf8(bytes);
  const offsets: number[] = [];
  const tasks: number[] = [];
  const inputs: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf(newline, at);
    const stop = lineEnd < 0 ? bytes.length : lineEnd;
    const start = recordStart(bytes, at, stop);
    const end = recordEnd(bytes, start, stop);
    at = stop + 1;
    if (end <= start) continue;
    const isPlain = isText && lineEnd >= 0 && scanner.isPlain(bytes, start, end);
    const [task, input] = isPlain
      ? [hashSlot(bytes, taskSlot), hashSlot(bytes, inputSlot)]
      : hashParsed(bytes.toString("utf8", start, end));
    if (task < 0 && input < 0) continue;
    offsets.push(offset + start);
    tasks.push(task);
    inputs.push(input);
  }
  return { bytes: given, offsets: offsets.join(","), tasks: tasks.join(","), inputs: inputs.join(",") };
}

function hashSlot(bytes: Buffer, slot: number): number {
  const [start, end] = [scanner.starts[slot] as number, scanner.ends[slot] as number];
  if (start < 0) return -1;
  return scanner.values[slot] === 1 ? hashText(JSON.parse(`"${bytes.toString("utf8", start, end)}"`)) : hashBytes(bytes, start, end);
}

function hashParsed(line: string): [number, number] {
  try {
    const { task_id: task, input } = JSON.parse(line) as Record<string, unknown>;
    return [task, input].map((text) => (typeof text === "string" ? hashText(text) : -1)) as [number, number];
  } catch {
    // Written into the journal by hand; not a record.
    return [-1, -1];
  }
}

function hashText(text: string): number {
  const bytes = Buffer.from(text, "utf8");
  return hashBytes(bytes, 0, bytes.length);
}

/**
 * 53 bits (cyrb53), which SQL, JSON and doubles all hold. Of ten million tasks one pair collides in a hundred workspaces; somebody who makes them
 * collide mispairs their own tasks.
 */
function hashBytes(bytes: Buffer, start: number, end: number): number {
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    one = Math.imul(one ^ byte, 2_654_435_761);
    other = Math.imul(other ^ byte, 1_597_334_677);
  }
  one = Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  other = Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(one ^ (one >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & other) + (one >>> 0);
}

/** In a worker; a small journal is not worth sending. */
export const taskKeysJob = defineJob<TaskKeysRequest, TaskKeys>("task-keys", 256 * 1024);

export function handleTaskKeys(request: TaskKeysRequest): JobAnswer<TaskKeys> {
  const result = readTaskKeys(request);
  return { result, buffers: [result.bytes.buffer] };
}
