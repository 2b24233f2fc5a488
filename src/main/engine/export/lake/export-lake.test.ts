import { createHash } from "node:crypto";
import { readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExecutionFilter } from "../../../../contract/index.ts";
import { Database } from "../../store/duckdb.ts";
import { freshFolder } from "../../testing/fresh-folder.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../../testing/test-database.ts";
import { exportLake } from "./export-lake.ts";
import { toDay, toPartitionName } from "./partition.ts";

const folder = freshFolder("export-lake");
const dayS = 86_400;
/** 512 characters are allowed; these are two engines that begin alike. */
const long = "模".repeat(300);
const engines = ["a/b", "a%2Fb", "..", "x=y & z", 'quo"te', "007", long, `${long}2`];

const records: Record<string, unknown>[] = [
  ...engines.flatMap((engine_id, i) =>
    [0, 1, dayS].map((timestamp, day) => ({
      trace_id: `t-${i}-${day}`,
      engine_id,
      timestamp,
      input: `q ${i}\n\u2028`,
      output: "",
      metrics: { success: i % 2 === 0, latency_ms: i + day / 4, output_tokens: i },
    })),
  ),
  { odd: true },
];
const lines = records.map((record) => JSON.stringify(record));

let test: TestDatabase;
beforeAll(async () => {
  let off = 0;
  const places = lines.map((line) => {
    const place = { off, line, len: Buffer.byteLength(line) };
    off += place.len + 1;
    return place;
  });
  test = await testDatabase();
  await test.writeLines(places);
  await insertExecutions(
    test.db,
    places.map(({ off: start, len }, i) => {
      const { engine_id, timestamp, metrics } = records[i] as { engine_id?: string; timestamp?: number; metrics?: { success: boolean } };
      return { off: start, len, engine_id, ts: timestamp, success: metrics?.success };
    }),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

async function write(name: string, filter: ExecutionFilter = {}, more: { replace?: boolean; signal?: AbortSignal } = {}) {
  const root = join(folder(), "workspace");
  const workspace = { root, exports: join(root, "exports") };
  const path = join(await realpath(folder()), name);
  return exportLake(
    test.executions,
    filter,
    { path, replace: more.replace ?? false, workspace },
    { signal: more.signal ?? new AbortController().signal, onProgress: () => {} },
  );
}

it("has every row once, in a folder of its day and engine, whatever the engine is called", async () => {
  const { path, files, rows } = await write("lake");
  expect(rows).toBe(records.length);
  const at = await realpath(folder());
  const db = await Database.open(join(at, "reader.duckdb"), { memoryLimitMb: 200, threads: 1, temporaryFolder: join(at, "tmp") });
  const from = `read_parquet('${path}/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)`;
  const there = await db.all<Record<string, unknown>>(
    `SELECT trace_id, engine_id, engine, CAST(day AS VARCHAR) AS day, input, latency_ms FROM ${from} ORDER BY trace_id NULLS LAST`,
  );
  expect(there.slice(0, -1)).toEqual(
    records.slice(0, -1).map(({ trace_id, engine_id, timestamp, input, metrics }) => ({
      trace_id,
      engine_id,
      engine: toPartitionName(engine_id as string),
      day: timestamp === dayS ? "1970-01-02" : "1970-01-01",
      input,
      latency_ms: (metrics as { latency_ms: number }).latency_ms,
    })),
  );
  expect(there.at(-1)).toMatchObject({ trace_id: null, engine_id: null, engine: null, day: null });
  await db.close();
  // One file a day and engine, and one for the line that has neither.
  expect(files).toHaveLength(2 * engines.length + 1);
  const manifest = JSON.parse(await readFile(join(path, "manifest.json"), "utf8")) as {
    rows: number;
    schema_version: number;
    files: { file: string; sha256: string }[];
  };
  expect(manifest).toMatchObject({ rows, schema_version: 1, partitioned_by: ["day", "engine"], target: "parquet-lake" });
  for (const { file, sha256 } of manifest.files) {
    expect(
      createHash("sha256")
        .update(await readFile(join(path, file)))
        .digest("hex"),
      file,
    ).toBe(sha256);
  }
  const inside = (await readdir(path, { recursive: true })).filter((name) => name.endsWith(".parquet"));
  expect(inside.sort()).toEqual(manifest.files.map(({ file }) => file).sort());
});

it("is the same for the same rows, filters, is replaced as one, and leaves nothing behind when it is stopped", async () => {
  const first = await write("one", { success: true });
  const again = await write("two", { success: true });
  expect(again.files).toEqual(first.files);
  expect(first.rows).toBe(records.filter(({ metrics }) => (metrics as { success?: boolean } | undefined)?.success).length);
  await expect(write("one", { success: true })).rejects.toMatchObject({ code: "refused" });
  expect((await write("one", { engines: ["007"] }, { replace: true })).rows).toBe(3);
  const [day = ""] = (await readdir(join(folder(), "one"))).filter((name) => name.startsWith("day="));
  for (const mine of ["mine.txt", `${day}/mine.txt`]) {
    await writeFile(join(folder(), "one", mine), "");
    await expect(write("one", {}, { replace: true })).rejects.toMatchObject({ code: "refused", message: expect.stringContaining(mine) });
    await rm(join(folder(), "one", mine));
  }
  await expect(write("three", {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  await expect(write("three", { engines: ["none"] })).rejects.toMatchObject({ code: "not_found" });
  await expect(write("three", { sucess: true } as ExecutionFilter)).rejects.toMatchObject({ code: "invalid_argument" });
  expect((await readdir(folder())).sort()).toEqual(["one", "two"]);
});

it("names days and engines as file systems take them", () => {
  expect(toDay(1_764_201_600)).toBe("2025-11-27");
  expect(toDay(null)).toBeNull();
  expect(toDay(9e15)).toBeNull();
  expect(toPartitionName("meta/llama-2")).toBe("meta/llama-2");
  const names = [long, `${long}2`, "x".repeat(512), "\ud800".repeat(400)].map(toPartitionName);
  for (const name of names) expect(Buffer.byteLength(encodeURIComponent(name))).toBeLessThan(240);
  expect(new Set(names).size).toBe(4);
});
