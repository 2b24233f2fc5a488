import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AssayError, ChannelName } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { writeOffset } from "../records/csv-row.ts";
import { hashLine } from "../records/line-hash.ts";
import { encodeRecord } from "../records/record-rows.ts";
import type { Database } from "./duckdb.ts";
import type { RangeRows } from "./load-batch.ts";
import { Loader } from "./loader.ts";
import { openDatabase } from "./open-database.ts";

let folder: string;
let db: Database;
let loader: Loader;
let fed: ReadonlyMap<ChannelName, number>[];
let behind: AssayError[];
let end: number;
const staging = () => join(folder, "staging");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-loader-"));
  await mkdir(staging(), { recursive: true });
  ({ db } = await openDatabase(folder, { log: silentLog, key: null }));
  await writeFile(join(folder, "events.jsonl"), "x".repeat(100_000));
  fed = [];
  behind = [];
  end = 0;
  loader = new Loader({
    db,
    stagingFolder: staging(),
    journalPath: (channel) => join(folder, `${channel}.jsonl`),
    onLoaded: (lines) => fed.push(lines),
    onBehind: (error) => behind.push(error),
  });
});
afterEach(async () => {
  await loader.idle();
  await db.close();
  await rm(folder, { recursive: true });
});

const lineOf = (engine: string) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: "t",
    engine_id: engine,
    timestamp: 1,
    input: "",
    output: "",
    metrics: { success: true },
  });

/** One execution that lies behind the one before. */
function rangeOf(engine: string, released = () => {}): RangeRows {
  const line = lineOf(engine);
  const bytes = Buffer.from(line);
  const row = Buffer.from(encodeRecord("engine_execution", JSON.parse(line), hashLine(bytes), bytes.length, true, line).row);
  const fromOffset = end;
  end += bytes.length + 1;
  writeOffset(row, 0, fromOffset);
  return {
    channel: "events",
    fromOffset,
    toOffset: end,
    lines: 1,
    rows: [row],
    candidateRows: [],
    maxRowBytes: row.length,
    rowsReleased: released,
  };
}

const engines = async () =>
  (await db.all<{ engine_id: string }>("SELECT engine_id FROM executions ORDER BY off")).map((row) => row.engine_id);
const progress = () => db.get<{ bytes: number; lines: number }>("SELECT bytes, lines FROM progress WHERE channel = 'events'");

it("loads what comes during a transaction or a rest in one more transaction, and does not rest while someone waits", async () => {
  loader.enqueue(rangeOf("first"));
  await loader.idle();
  expect(fed).toHaveLength(1);
  for (let i = 0; i < 50; i++) loader.enqueue(rangeOf(`later-${i}`));
  expect(loader.waitingLines("events")).toBe(50);
  await loader.idle();
  expect(loader.waitingLines("events")).toBe(0);
  expect(fed.map((lines) => lines.get("events"))).toEqual([1, 50]);
  expect(fed).toHaveLength(2);
  expect(await engines()).toEqual(["first", ...Array.from({ length: 50 }, (_, i) => `later-${i}`)]);
  expect(await progress()).toEqual({ bytes: end, lines: 51 });
  expect(await readdir(staging())).toEqual([]);
});

it("loads by itself when nobody waits, and releases rows as soon as they are in a file, or copied", async () => {
  await new Promise<void>((resolve) => loader.enqueue(rangeOf("a", resolve)));
  while (fed.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => loader.enqueue(rangeOf("b", resolve)));
  while (fed.length === 1) await new Promise((resolve) => setImmediate(resolve));
  expect(await engines()).toEqual(["a", "b"]);
});

it("falls behind when rows cannot be written, ignores ranges until then, and resumes where its owner says", async () => {
  await rm(staging(), { recursive: true });
  const lost = rangeOf("lost");
  loader.enqueue(lost);
  await loader.idle();
  expect(behind).toEqual([expect.objectContaining({ code: "not_found" })]);
  await loader.waitForCapacity();
  await mkdir(staging());
  loader.enqueue(lost);
  await loader.idle();
  expect(fed).toEqual([]);
  loader.resume(new Map());
  loader.enqueue(lost);
  loader.enqueue(rangeOf("next"));
  await loader.idle();
  expect(await engines()).toEqual(["lost", "next"]);
  expect(await readdir(staging())).toEqual([]);
});

it("reports a gap, and loads nothing twice", async () => {
  const first = rangeOf("first");
  loader.enqueue(first);
  loader.enqueue(first);
  await loader.idle();
  rangeOf("missed");
  loader.enqueue(rangeOf("after a gap"));
  expect(behind).toEqual([expect.objectContaining({ code: "damaged" })]);
  await loader.idle();
  expect(await engines()).toEqual(["first"]);
});

it("moves rows away whose lines were replaced in a write before theirs, the first of all", async () => {
  const range = rangeOf("replaced");
  const [asked, queued] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { all, write } = db;
  db.all = ((...given: Parameters<typeof all>) => {
    if (given[0].includes("FROM replaced")) asked.resolve();
    return all.apply(db, given);
  }) as typeof all;
  // As the log says it when it is caught up: the rows wait for their turn behind it.
  const replacing = db.write(async (run) => {
    await Promise.race([asked.promise, queued.promise]);
    const { h0, h1, h2 } = hashLine(Buffer.from(lineOf("replaced")));
    await run("INSERT INTO replaced VALUES ('events', ?, ?, ?)", [h0, h1, h2]);
  });
  db.write = ((work: Parameters<typeof write>[0]) => {
    queued.resolve();
    return write.call(db, work);
  }) as typeof write;
  loader.enqueue(range);
  await replacing;
  await loader.idle();
  Object.assign(db, { all, write });
  expect([await engines(), await db.get("SELECT count(*) AS n FROM executions_replaced")]).toEqual([[], { n: 1 }]);
});
