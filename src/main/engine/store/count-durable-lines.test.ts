import { appendFile, mkdtemp, open, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { countDurableLines } from "./count-durable-lines.ts";
import type { Database } from "./duckdb.ts";
import { openDatabase } from "./open-database.ts";

let folder: string;
let path: string;
let db: Database;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-counted-"));
  path = join(folder, "quarantine.jsonl");
  ({ db } = await openDatabase(folder, { log: silentLog, key: null }));
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

const counted = async () => countDurableLines(db, "quarantine", path, (await stat(path)).size);
const lines = (count: number) => `${"x".repeat(99)}\n`.repeat(count);

it("counts an empty file, and one of a few lines", async () => {
  await writeFile(path, "");
  expect(await counted()).toBe(0);
  await writeFile(path, lines(3));
  expect(await counted()).toBe(3);
});

it("reads only what was appended since the last count", async () => {
  await writeFile(path, lines(100_000));
  expect(await counted()).toBe(100_000);
  // The middle is not looked at again: whoever reads it would count fewer lines now.
  const file = await open(path, "r+");
  await file.write("y".repeat(1_000_000), 5_000_000);
  await file.close();
  await appendFile(path, lines(5));
  expect(await counted()).toBe(100_005);
});

it("counts again a file that was truncated or begins differently", async () => {
  await writeFile(path, lines(100_000));
  await counted();
  await truncate(path, 1000);
  expect(await counted()).toBe(10);
  await writeFile(path, `${lines(1).replace("x", "z")}${lines(60_000)}`);
  expect(await counted()).toBe(60_001);
});
