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
import { Feeder } from "./feeder.ts";
import { openDatabase } from "./open-database.ts";
import type { Feed } from "./stage.ts";

let folder: string;
let db: Database;
let feeder: Feeder;
let fed: ReadonlyMap<ChannelName, number>[];
let behind: AssayError[];
let end: number;
const staging = () => join(folder, "staging");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-feeder-"));
  await mkdir(staging(), { recursive: true });
  ({ db } = await openDatabase(folder, { log: silentLog, key: null }));
  await writeFile(join(folder, "events.jsonl"), "x".repeat(100_000));
  fed = [];
  behind = [];
  end = 0;
  feeder = new Feeder({
    db,
    stagingFolder: staging(),
    journalPath: (channel) => join(folder, `${channel}.jsonl`),
    onFed: (lines) => fed.push(lines),
    onBehind: (error) => behind.push(error),
  });
});
afterEach(async () => {
  await feeder.idle();
  await db.close();
  await rm(folder, { recursive: true });
});

/** One execution that lies behind the one before. */
function feed(engine: string, released = () => {}): Feed {
  const line = JSON.stringify({
    schema_version: 1,
    trace_id: "t",
    engine_id: engine,
    timestamp: 1,
    input: "",
    output: "",
    metrics: { success: true },
  });
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
    longestRowBytes: row.length,
    rowsReleased: released,
  };
}

const engines = async () =>
  (await db.all<{ engine_id: string }>("SELECT engine_id FROM executions ORDER BY off")).map((row) => row.engine_id);
const progress = () => db.get<{ bytes: number; lines: number }>("SELECT bytes, lines FROM progress WHERE channel = 'events'");

it("takes what comes during a transaction or a rest in one more, and rests for nobody who waits", async () => {
  feeder.enqueue(feed("first"));
  await feeder.idle();
  expect(fed).toHaveLength(1);
  for (let i = 0; i < 50; i++) feeder.enqueue(feed(`later-${i}`));
  expect(feeder.waitingLines("events")).toBe(50);
  await feeder.idle();
  expect(feeder.waitingLines("events")).toBe(0);
  expect(fed.map((lines) => lines.get("events"))).toEqual([1, 50]);
  expect(fed).toHaveLength(2);
  expect(await engines()).toEqual(["first", ...Array.from({ length: 50 }, (_, i) => `later-${i}`)]);
  expect(await progress()).toEqual({ bytes: end, lines: 51 });
  expect(await readdir(staging())).toEqual([]);
});

it("feeds by itself when nobody waits, and gives rows back as soon as they are in a file", async () => {
  await new Promise<void>((resolve) => feeder.enqueue(feed("a", resolve)));
  while (fed.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => feeder.enqueue(feed("b", resolve)));
  while (fed.length === 1) await new Promise((resolve) => setImmediate(resolve));
  expect(await engines()).toEqual(["a", "b"]);
});

it("falls behind when rows cannot be staged, ignores what comes then, and goes on from where its owner says", async () => {
  await rm(staging(), { recursive: true });
  const lost = feed("lost");
  feeder.enqueue(lost);
  await feeder.idle();
  expect(behind).toEqual([expect.objectContaining({ code: "not_found" })]);
  await feeder.waitForCapacity();
  await mkdir(staging());
  feeder.enqueue(lost);
  await feeder.idle();
  expect(fed).toEqual([]);
  feeder.resume(new Map());
  feeder.enqueue(lost);
  feeder.enqueue(feed("next"));
  await feeder.idle();
  expect(await engines()).toEqual(["lost", "next"]);
  expect(await readdir(staging())).toEqual([]);
});

it("says that it missed something, and takes nothing twice", async () => {
  const first = feed("first");
  feeder.enqueue(first);
  feeder.enqueue(first);
  await feeder.idle();
  feed("missed");
  feeder.enqueue(feed("after a gap"));
  expect(behind).toEqual([expect.objectContaining({ code: "damaged" })]);
  await feeder.idle();
  expect(await engines()).toEqual(["first"]);
});
