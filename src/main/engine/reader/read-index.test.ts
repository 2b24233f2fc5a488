import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { openDatabase } from "../store/open-database.ts";
import { importWorkerUrl } from "../testing/open-temporary.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "../workspace/chunk-jobs.ts";
import { openReadIndex } from "./read-index.ts";

let root: string;
let pool: WorkerPool;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-read-index-"));
  pool = new WorkerPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
});
afterEach(async () => {
  await pool.close();
  await rm(root, { recursive: true });
});

it("does not show what a killed commit left, and leaves the index of the workspace as it is", async () => {
  const key = randomBytes(32);
  const [cache, scratch] = [join(root, "cache"), join(root, "scratch")];
  for (const folder of [cache, scratch]) await mkdir(folder);
  const path = join(cache, "index.duckdb");
  const { db } = await openDatabase(cache, { log: silentLog, key });
  await db.write((run) => run("INSERT INTO meta VALUES ('line_rules', 'lenient')"));
  await db.checkpoint();
  await db.write(async (run) => {
    await run("INSERT INTO executions (off, len, h0, h1, h2) SELECT range, 1, 0, 0, 0 FROM range(20000)");
    await run("INSERT INTO meta VALUES ('with', 'them')");
  });
  const [file, log] = [await readFile(path), await readFile(`${path}.wal`)];
  await db.close();
  // Into the same file, which the mark names. The end of the commit is its last 21 bytes.
  await writeFile(path, file);
  await writeFile(`${path}.wal`, log.subarray(0, -21));

  const told: string[] = [];
  const index = await openReadIndex({
    ...{ cache, key, scratch, channels: [], journals: new Map(), pool, strict: false, log: silentLog },
    isOwnWrite: () => false,
    onBuild: (reason) => told.push(reason),
    checkOwner: async () => {},
  });
  expect(told).toEqual(["The index of the workspace is not in sync with its files."]);
  expect(await index.db.get("SELECT count(*) AS n FROM executions")).toEqual({ n: 0 });
  expect(await index.db.get("SELECT value FROM meta WHERE key = 'with'")).toBeUndefined();
  await index.close();
  expect(await readFile(`${path}.wal`)).toEqual(log.subarray(0, -21));
});
