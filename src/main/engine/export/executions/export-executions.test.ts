import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExecutionExport } from "../../../../contract/index.ts";
import { listExecutions } from "../../queries/executions.ts";
import { freshFolder } from "../../testing/fresh-folder.ts";
import { insertExecutions, type TestDatabase, testDatabase } from "../../testing/test-database.ts";
import { exportExecutions } from "./export-executions.ts";

const folder = freshFolder("export-executions");
let test: TestDatabase;

const records = [
  {
    trace_id: "t-0",
    engine_id: "=cmd|x",
    timestamp: 30,
    input: "=1+1",
    output: 'say "hi",\nü',
    metrics: { success: true, latency_ms: 5.5 },
  },
  { trace_id: "t-1", engine_id: "b", timestamp: 10, input: "q", output: "", status: "429", metrics: { success: false, cost_usd: 0.002 } },
  {
    trace_id: "t-2",
    engine_id: "b",
    timestamp: 20,
    input: "needle",
    output: "a",
    tags: ["x", "y z"],
    metrics: { success: true, output_tokens: 3 },
  },
  { odd: true },
];
const lines = records.map((record) => JSON.stringify(record));

beforeAll(async () => {
  test = await testDatabase();
  let off = 0;
  const places = lines.map((line) => {
    const place = { off, line, len: Buffer.byteLength(line) };
    off += place.len + 1;
    return place;
  });
  await test.writeLines(places);
  await insertExecutions(
    test.db,
    places.map((place, i) => {
      const record = records[i] as { engine_id?: string; timestamp?: number; metrics?: { success: boolean } };
      return { off: place.off, len: place.len, engine_id: record.engine_id, ts: record.timestamp, success: record.metrics?.success };
    }),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

const signal = () => new AbortController().signal;
async function exported(request: Omit<ExecutionExport, "sort"> & Partial<ExecutionExport>, name: string, replace = false) {
  const root = join(folder(), "workspace");
  const workspace = { root, exports: join(root, "exports") };
  const progress: number[] = [];
  const made = await exportExecutions(
    test.executions,
    { sort: "oldest", ...request },
    { path: join(folder(), name), replace, workspace, as: "file" },
    { signal: signal(), onProgress: (rows) => progress.push(rows) },
  );
  expect(progress.at(-1)).toBe(made.report.rows);
  return { made, bytes: await readFile(join(folder(), name)) };
}

it("has the rows of the list in its order, byte for byte, with a limit and with a search", async () => {
  const { bytes, made } = await exported({ filter: {}, format: "jsonl" }, "all.jsonl");
  expect(bytes.toString()).toBe([1, 2, 0, 3].map((i) => `${lines[i]}\n`).join(""));
  expect(made.files).toMatchObject([{ sizeBytes: bytes.length }]);
  const listed = await listExecutions(test.executions, { filter: {}, sort: "oldest", limit: 10 });
  expect(bytes.toString().match(/t-\d/g)).toEqual(listed.rows.flatMap(({ traceId }) => (traceId === "" ? [] : [traceId])));
  expect((await exported({ filter: {}, format: "jsonl", limit: 2, sort: "newest" }, "two.jsonl")).bytes.toString()).toBe(
    `${lines[0]}\n${lines[2]}\n`,
  );
  expect((await exported({ filter: { text: "NEEDLE" }, format: "jsonl" }, "found.jsonl")).bytes.toString()).toBe(`${lines[2]}\n`);
});

it("flattens rows for a spreadsheet, which runs none of them", async () => {
  const { bytes } = await exported({ filter: { success: true }, format: "csv" }, "x.csv");
  const [head, ...rows] = bytes.toString().split("\r\n");
  expect(head?.startsWith("trace_id,task_id,engine_id,timestamp,success,status,latency_ms,")).toBe(true);
  expect(rows[0]).toBe("t-2,,b,20,true,,,,,,3,,,,,,,x y z,,,needle,a,");
  expect(rows[1]).toBe(`t-0,,'=cmd|x,30,true,,5.5,,,,,,,,,,,,,,'=1+1,"say ""hi"",\nü",`);
});

it("gives Parquet the same columns with types", async () => {
  await exported({ filter: {}, format: "parquet" }, "x.parquet");
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder(), "x.parquet")), compressors });
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatchObject({ trace_id: "t-1", timestamp: 10n, success: false, status: "429", cost_usd: 0.002, latency_ms: null });
  expect(rows[3]).toMatchObject({ trace_id: null, timestamp: null, input: null });
});

it("leaves nothing behind, and what was there alone", async () => {
  await mkdir(join(folder(), "place"));
  await writeFile(join(folder(), "place", "x.csv"), "mine");
  await expect(exported({ filter: {}, format: "csv" }, "place/x.csv")).rejects.toMatchObject({ code: "refused" });
  await expect(exported({ filter: { engines: ["none"] }, format: "csv" }, "place/y.csv")).rejects.toMatchObject({ code: "not_found" });
  const stopped = exportExecutions(
    test.executions,
    { filter: {}, sort: "oldest", format: "parquet" },
    { path: join(folder(), "place", "z"), replace: false, workspace: { root: "/nowhere", exports: "/nowhere/exports" }, as: "folder" },
    { signal: AbortSignal.abort(), onProgress: () => {} },
  );
  await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  expect(await readdir(join(folder(), "place"))).toEqual(["x.csv"]);
  expect((await exported({ filter: {}, format: "csv", limit: 1 }, "place/x.csv", true)).bytes.toString()).toContain("t-1");
});
