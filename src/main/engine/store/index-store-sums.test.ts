import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import { IndexStore } from "./index-store.ts";
import { readParts } from "./kept-sums.ts";

let folder: string;
let pool: WorkerPool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-sums-"));
  pool = new WorkerPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

const path = () => join(folder, "events.jsonl");
const linesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const metrics = { success: true, latency_ms: first + i };
    return `${JSON.stringify({ trace_id: `t-${first + i}`, engine_id: "a", timestamp: (first + i) * 60, input: "", output: "", metrics })}\n`;
  }).join("");

const open = (durableBytes: number) =>
  IndexStore.open({
    folder,
    key: null,
    journals: new Map([["events", { path: path(), durableBytes, startBytes: 0, replacements: 0 }]]),
    pool,
    strict: false,
    isOwnWrite: () => false,
    sums: { atLeast: 40, perCell: 10 },
    log: silentLog,
    onLoaded: () => {},
    onStatus: () => {},
  });
const readRows = (index: IndexStore) =>
  index.db.snapshot(async (read) => {
    const kept = await readParts(read);
    return kept && [...kept.parts.map(({ rows }) => rows), `${kept.restRows} in none`];
  });

it("keeps sums of what came in when it has caught up, once, and of later rows when they are many", async () => {
  const lines = linesFrom(0, 80);
  await writeFile(path(), lines);
  const index = await open(lines.length);
  await index.start();
  await index.settled();
  expect(await readRows(index)).toEqual([80, "0 in none"]);
  await index.close();

  const few = linesFrom(80, 30);
  await appendFile(path(), few);
  const again = await open(lines.length + few.length);
  await again.start();
  await again.settled();
  expect(await readRows(again)).toEqual([80, "30 in none"]);
  await again.close();

  const more = linesFrom(110, 20);
  await appendFile(path(), more);
  const last = await open(lines.length + few.length + more.length);
  await last.start();
  await last.settled();
  expect(await readRows(last)).toEqual([80, 50, "0 in none"]);
  await last.db.write(async (run) => {
    for (const table of ["sum_parts", "sum_cells", "sum_counters"]) await run(`DELETE FROM ${table} WHERE part = 1`);
  });
  await Promise.all([last.keepSums(), last.keepSums()]);
  expect(await readRows(last)).toEqual([80, 50, "0 in none"]);
  await last.rebuild();
  await last.settled();
  expect(await readRows(last)).toEqual([130, "0 in none"]);
  await last.close();
});
