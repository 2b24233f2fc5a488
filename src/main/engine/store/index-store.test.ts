import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Batch } from "../records/batch.ts";
import { writeOffset } from "../records/csv-row.ts";
import { hashLine } from "../records/line-hash.ts";
import { encodeRecord } from "../records/record-rows.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import { IndexStore } from "./index-store.ts";
import { Loader } from "./loader.ts";

it("reads no line again whose transaction was under way when it fell behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-index-store-"));
  const path = join(folder, "events.jsonl");
  const record = { trace_id: "t", engine_id: "a", timestamp: 1, input: "", output: "", metrics: { success: true, latency_ms: 1 } };
  const line = Buffer.from(`${JSON.stringify(record)}\n`);
  await writeFile(path, "");
  const journal = { path, durableBytes: 0, startBytes: 0, replacements: 0 };
  const pool = new WorkerPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
  const index = await IndexStore.open({
    folder,
    key: null,
    journals: new Map([["events", journal]]),
    pool,
    strict: false,
    isOwnWrite: () => false,
    log: silentLog,
    onLoaded: () => {},
    onStatus: () => {},
  });
  try {
    await index.start();
    await writeFile(path, Buffer.concat([line, line, line]));
    const append = (fromOffset: number) => {
      const length = line.length - 1;
      const row = Buffer.from(encodeRecord("engine_execution", record, hashLine(line.subarray(0, -1)), length, true, "").row);
      writeOffset(row, 0, fromOffset);
      const batch = { lines: 1, rows: [row], candidateRows: [], maxRowBytes: row.length } as unknown as Batch;
      journal.durableBytes = fromOffset + line.length;
      index.onDurable("events")(batch, { fromOffset, toOffset: fromOffset + line.length });
    };
    const writer = Promise.withResolvers<void>();
    void index.db.write(() => writer.promise);
    const batchWaits = nextCall(index.db, "write");
    append(0);
    await batchWaits;
    append(2 * line.length);
    expect(index.status.state).toBe("catching_up");
    // It waits for the batch, or else reads how far the index is: wrongly, while the batch is under way.
    const started = Promise.race([nextCall(Loader.prototype, "idle"), nextCall(index.db, "all").then(({ answer }) => answer)]);
    const caughtUp = index.start();
    await started;
    writer.resolve();
    await caughtUp;
    expect(await index.db.all("SELECT off FROM executions ORDER BY off")).toEqual([0, 1, 2].map((i) => ({ off: i * line.length })));
  } finally {
    await index.close();
    await pool.close();
    await rm(folder, { recursive: true });
    vi.restoreAllMocks();
  }
});

/** Resolves at the next call of a method, which does what it always does. */
function nextCall<T>(of: T, method: keyof T & string): Promise<{ answer: unknown }> {
  const { promise, resolve } = Promise.withResolvers<{ answer: unknown }>();
  const real = of[method] as (...given: unknown[]) => unknown;
  vi.spyOn(of as Record<string, (...given: unknown[]) => unknown>, method).mockImplementation(function (this: unknown, ...given) {
    const answer = real.apply(this, given);
    resolve({ answer });
    return answer;
  });
  return promise;
}
