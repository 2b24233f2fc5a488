import { readFileSync } from "node:fs";
import { appendFile, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Database } from "../../store/duckdb.ts";
import { importWorkerUrl } from "../../testing/open-temporary.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import type { Job, JobRequest } from "../../workers/job.ts";
import { WorkerPool } from "../../workers/worker-pool.ts";
import { createChunkJobs } from "../../workspace/chunk-jobs.ts";
import { JournalSearch } from "./journal-search.ts";

let folder: string;
let db: Database;
let pool: CountingPool;
let search: JournalSearch;
let journal: { path: string; durableBytes: number };

/** Threads that look through chunks, and how many bytes they were asked to. */
class CountingPool extends WorkerPool {
  bytes = 0;
  onRun: () => void = () => {};
  override run<Request extends JobRequest, Result>(job: Job<Request, Result>, request: Request, spares?: ArrayBuffer[]): Promise<Result> {
    this.bytes += request.bytes.length;
    this.onRun();
    return super.run(job, request, spares);
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-search-"));
  db = await Database.open(join(folder, "index.duckdb"), { memoryLimitMb: 200, threads: 2, temporaryFolder: join(folder, "tmp") });
  pool = new CountingPool(importWorkerUrl, createChunkJobs(new SchemaValidator()));
  journal = { path: join(folder, "events.jsonl"), durableBytes: 0 };
  await writeFile(journal.path, "");
  search = new JournalSearch({ texts: "executions", db, pool, journal, stagingFolder: join(folder, "staging") });
});
afterEach(async () => {
  await pool.close();
  await db.close();
  await rm(folder, { recursive: true });
});

const line = (i: number) => `${JSON.stringify({ input: `question ${i}`, output: i % 3 === 0 ? "fizz" : `answer ${"x".repeat(200)}` })}\n`;

/** Appends lines from..to. @returns the offsets of those that say fizz. */
async function append(from: number, to: number): Promise<number[]> {
  const offsets: number[] = [];
  let text = "";
  for (let i = from; i < to; i++) {
    if (i % 3 === 0) offsets.push(journal.durableBytes + text.length);
    text += line(i);
  }
  await appendFile(journal.path, text);
  journal.durableBytes = (await stat(journal.path)).size;
  return offsets;
}

/** Those of all places in the journal. */
const offsetsWhere = async (condition: string) => {
  const rows = `(SELECT i AS off FROM range(${journal.durableBytes}) r(i) WHERE i IN (SELECT unnest(?::BIGINT[])))`;
  const starts = JSON.stringify([0, ...newlinesIn(readFileSync(journal.path))]);
  return (await db.all<{ off: number }>(`SELECT off FROM ${rows} WHERE ${condition} ORDER BY off`, [starts])).map(({ off }) => off);
};
const newlinesIn = (bytes: Buffer) => [...bytes.toString("latin1").matchAll(/\n(?=.)/g)].map(({ index }) => index + 1);
const found = (text: string, signal?: AbortSignal) => search.withMatches(text, (matches) => offsetsWhere(matches.condition()), signal);

it("finds every line in several megabytes, in workers", async () => {
  const fizz = await append(0, 30_000);
  expect(await found("FIZZ")).toEqual(fizz);
  expect(await found("question 29999")).toHaveLength(1);
  expect(await found("buzz")).toEqual([]);
  const most = await found("question");
  expect([most.length, most.filter((off) => fizz.includes(off)).length]).toEqual([30_000, 10_000]);
  expect(await found("answer")).toEqual(most.filter((off) => !fizz.includes(off)));
});

it("scans only what was appended since, and never beyond what is durable", async () => {
  const before = await append(0, 1000);
  expect(await found("fizz")).toEqual(before);
  expect(pool.bytes).toBe(journal.durableBytes);
  await found("fizz");
  expect(pool.bytes).toBe(journal.durableBytes);
  const more = await append(1000, 2000);
  await appendFile(journal.path, line(3));
  expect(await found("fizz")).toEqual([...before, ...more]);
  expect(pool.bytes).toBe(journal.durableBytes);
});

it("shares a scan between searches made at the same time", async () => {
  const fizz = await append(0, 1000);
  expect(await Promise.all([found("fizz"), found("fizz"), found("fizz")])).toEqual([fizz, fizz, fizz]);
  expect(pool.bytes).toBe(journal.durableBytes);
});

it("is cancelled when nobody waits any more, and later resumes where it stopped", async () => {
  const fizz = await append(0, 60_000);
  const stop = new AbortController();
  pool.onRun = () => stop.abort();
  await expect(found("fizz", stop.signal)).rejects.toMatchObject({ code: "cancelled" });
  expect(await found("fizz")).toEqual(fizz);
  expect(pool.bytes).toBeLessThan(journal.durableBytes * 2);
});

it("keeps the tables of the last few texts, and any table in use", async () => {
  const fizz = await append(0, 10);
  const tables = async () => (await db.all("SELECT table_name FROM duckdb_tables() WHERE database_name = 'memory'")).length;
  await search.withMatches("fizz", async (matches) => {
    for (const text of ["a", "b", "c", "d", "e"]) await found(text);
    expect(await offsetsWhere(matches.condition())).toEqual(fizz);
  });
  await found("f");
  expect(await tables()).toBe(3);
  expect(await found("fizz")).toEqual(fizz);
  expect(await readdir(join(folder, "staging"))).toEqual([]);
});

it("keeps a text while there are fewer than it may keep", async () => {
  await append(0, 10);
  await found("fizz");
  await found("answer");
  const { bytes } = pool;
  await found("fizz");
  expect(pool.bytes).toBe(bytes);
});

it("does not evict a text that was just searched for again", async () => {
  const fizz = await append(0, 10);
  await found("fizz");
  const texts = ["fizz", "a", "b", "c", "d", "fizz", "e", "f", "g"];
  const all = await Promise.all(texts.map((text) => found(text)));
  expect([all[0], all[5]]).toEqual([fizz, fizz]);
});

it("scans again once it is told that the journal was replaced", async () => {
  await append(0, 10);
  await found("fizz");
  await writeFile(journal.path, "");
  journal.durableBytes = 0;
  const fizz = await append(1, 20);
  await search.forget();
  expect(await found("fizz")).toEqual(fizz);
});

it("scans again for what it could not insert", async () => {
  const lines = 700_000;
  await writeFile(journal.path, '{"input":"fizz"}\n{"input":"none"}\n'.repeat(lines / 2));
  journal.durableBytes = (await stat(journal.path)).size;
  // In the place of the folder of staged files: none can be written.
  const staging = join(folder, "staging");
  await writeFile(staging, "");
  await expect(found("fizz")).rejects.toMatchObject({ code: expect.stringMatching(/./) });
  await rm(staging);
  expect(await search.withMatches("fizz", async (_, table) => (await db.all(`SELECT count(*) AS n FROM ${table}`))[0])).toEqual({
    n: lines / 2,
  });
});

it("fails while the journal is missing, and works once it is back", async () => {
  const fizz = await append(0, 10);
  await rm(journal.path);
  await expect(found("fizz")).rejects.toMatchObject({ code: "not_found", where: journal.path });
  journal.durableBytes = 0;
  await append(0, 10);
  expect(await found("fizz")).toEqual(fizz);
});

it("finds nothing while the channel is switched off", async () => {
  search = new JournalSearch({ texts: "executions", db, pool, journal: undefined, stagingFolder: folder });
  expect(await found("fizz")).toEqual([]);
});
