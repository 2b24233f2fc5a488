import { type Hash, randomUUID } from "node:crypto";
import type { Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import { readSlices } from "../../files/read-slices.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { JobTable } from "../../workers/job.ts";
import { WorkerPool } from "../../workers/worker-pool.ts";
import { hashLines } from "../hash-lines.ts";
import type { PairCounts } from "../items/comparison-items.ts";
import { toFindCheck } from "../items/found-lines.ts";
import { readItems } from "../items/read-items.ts";
import type { Reading } from "../items/reading.ts";
import { Skips } from "../items/skips.ts";
import type { ExportInput, ExportPlan, InputFile } from "../request.ts";
import { readLog, toIsJudged } from "./make-slice.ts";
import { sliceJob } from "./slice-job.ts";
import type { MadeSlice } from "./slice-request.ts";
import { makeRows } from "./slice-rows.ts";

export interface RowSource {
  plan: ExportPlan;
  input: ExportInput;
  isWritten: boolean;
  signal: Signal;
  counts: PairCounts;
  /** The module of the workspace's threads; null: everything is done in this one. */
  workerUrl: URL | null;
  /** Rows of each part so far. */
  before(): readonly number[];
  /** Told of all that is read of the source, in its order. @param hashInto adds it to a hash and says how many bytes it is. */
  onRead(file: InputFile, hashInto: (hash: Hash) => number): void;
}

/** Below this, starting threads takes longer than the work: a second of one thread is about 40 MB. */
export const minThreadedBytes = 8 * 1024 * 1024;
/** Slices of 256 kB: two megabytes a thread, so that none waits while this one writes. */
const maxSlicesAhead = 8;
/** Lines may be longer than a slice. */
const maxBytesAhead = 64 * 1024 * 1024;

/** The rows of an export, slice by slice, in the order of the source, however many threads make them. */
export async function* readRows(source: RowSource): AsyncGenerator<MadeSlice> {
  const { plan, workerUrl } = source;
  const { takes, numbersRows } = plan.target;
  const isSplittable = (takes === "sample" || takes === "record") && numbersRows !== true;
  if (workerUrl !== null && isSplittable) yield* readInThreads(source, workerUrl);
  else yield* readHere(source);
}

async function* readInThreads({ plan, input, isWritten, signal, onRead }: RowSource, workerUrl: URL): AsyncGenerator<MadeSlice> {
  const pool = new WorkerPool(workerUrl, new JobTable());
  const task = { exportId: randomUUID(), request: plan.request, input, isWritten };
  async function* slices() {
    for await (const bytes of readSlices(input.dataset.path, input.dataset.bytes)) {
      onRead(input.dataset, (hash) => hash.update(bytes) && bytes.length);
      yield bytes;
    }
  }
  const limits = { maxItems: pool.size * maxSlicesAhead, maxBytes: maxBytesAhead, bytesOf: (bytes: Uint8Array) => bytes.length, signal };
  try {
    for await (const { result } of orderedAhead(slices(), (bytes) => pool.run(sliceJob, { bytes, ...task }), limits)) yield result;
  } finally {
    await pool.close();
  }
}

async function* readHere({ plan, input, isWritten, counts, before, onRead }: RowSource): AsyncGenerator<MadeSlice> {
  let skips = new Skips();
  const reading: Reading = {
    input,
    plan,
    log: await readLog(input),
    validator: new SchemaValidator(),
    findCheck: toFindCheck(input.found),
    isJudged: toIsJudged(input),
    skips: { add: (reason) => skips.add(reason) },
    records: 0,
    onSlice: (file, lines) => onRead(file, (hash) => hashLines(hash, lines)),
  };
  for await (const placed of readItems(reading, counts)) {
    yield { ...makeRows(plan, placed, before(), isWritten), records: reading.records, skips: skips.counts };
    reading.records = 0;
    skips = new Skips();
  }
  // What came behind the last items.
  yield { ...makeRows(plan, [], before(), isWritten), records: reading.records, skips: skips.counts };
}
