import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { silentLog } from "../log.ts";
import { openDatabase } from "./open-database.ts";

// A pipe is what DuckDB would wait at for ever, a folder what it cannot open.
it.each([
  ["a folder", (path: string) => mkdir(join(path, "inside"), { recursive: true })],
  ["a pipe", async (path: string) => execFileSync("mkfifo", [path])],
])("starts a new index where %s is in its place", async (_, put) => {
  const folder = await mkdtemp(join(tmpdir(), "assay-index-"));
  const path = join(folder, "index.duckdb");
  await put(path);
  const { db, fresh } = await openDatabase(folder, { log: silentLog, key: null });
  expect(fresh).toBe(true);
  expect(await db.get("SELECT count(*) AS n FROM executions")).toEqual({ n: 0 });
  await db.close();
  expect((await stat(path)).isFile()).toBe(true);
});
