import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openWorkspace, silentLog, type Workspace } from "../../engine/index.ts";
import { importWorkerUrl } from "../../engine/testing/open-temporary.ts";
import { createOpenDoor } from "../door/open-door.ts";
import { runCli } from "../run.ts";
import { runAssay } from "../testing/run-assay.ts";
import { RecordedServer } from "./testing/recorded-server.ts";

/** The command with its process, on a workspace that this test has open, as a window would. */

const password = "not-to-be-seen";
const server = new RecordedServer();
/** What the owner of the workspace is told: words of command lines, names and values of the environment. */
const heard: string[] = [];
let url: string;
let folder: string;
let owner: Workspace;
beforeAll(async () => {
  url = await server.listen();
  folder = await mkdtemp(join(tmpdir(), "assay-clickhouse-"));
  const door = createOpenDoor(
    async () => (argv, surroundings) => {
      heard.push(...argv, ...Object.entries(surroundings.env).map(([name, value]) => `${name}=${value}`));
      return runCli(argv, surroundings);
    },
    { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1.2.3" },
    silentLog,
  );
  owner = await openWorkspace({ path: folder, importWorkerUrl, log: silentLog, door });
});
afterAll(async () => {
  server.close();
  await owner.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  server.asked.length = 0;
  server.fail = () => false;
});

const env = { CLICKHOUSE_USER: "assay", CLICKHOUSE_PASSWORD: password };
const assay = async (...argv: string[]) => {
  const ran = await runAssay(argv, { env });
  expect(ran.stdout + ran.stderr).not.toContain(password);
  return ran;
};
const fromServer = (...more: string[]) => assay("import", "--clickhouse", url, "--workspace", folder, ...more);
const events = () => readFile(join(folder, "output", "events.jsonl"), "utf8").catch(() => "");

it("imports calls as executions, once, with the place that they came from", async () => {
  const dry = await fromServer("--dry-run", "--json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ spans: 6, records: 6, examples: [{ engine_id: "phoenix" }, {}, {}] });
  expect(dry.stderr).toContain("newest spans alone, 200 at most");
  expect(await events()).toBe("");
  const place = `clickhouse ${url.slice(7)}/default.otel_traces`;
  const first = await fromServer("--json", "--from", "2026-11-26", "--limit", "9", "--engine", "o'hara");
  expect(JSON.parse(first.stdout)).toMatchObject({ files: [{ file: place }], totals: { lines: 6, accepted: 6 } });
  expect(first.code).toBe(0);
  const sql = server.asked.at(-1)?.sql;
  expect(sql).toContain("Timestamp >= toDateTime64(1795651200, 9, 'UTC')");
  expect(sql).toContain("IN ('o\\'hara')");
  expect(sql).toMatch(/LIMIT 9\nFORMAT JSONEachRow$/);
  const [record] = (await events()).split("\n");
  expect(JSON.parse(record ?? "")).toMatchObject({
    engine_id: "phoenix",
    timestamp: 1_795_701_600,
    metrics: { latency_ms: 1234.567891, success: false },
    source: { dialect: "openinference", file: place },
  });
  expect((await owner.queries.names()).map(({ engineId }) => engineId)).toContain("phoenix");
  expect(JSON.parse((await fromServer("--json")).stdout).totals).toMatchObject({ accepted: 0, duplicates: 6 });
});

it("tells the owner of the workspace neither the address nor who asks", () => {
  expect(heard).toContain("--otlp-stdin");
  expect(heard.filter((word) => /http|CLICKHOUSE|not-to-be-seen|--clickhouse/.test(word))).toEqual([]);
});

it("keeps what came before the server failed, and says so", async () => {
  server.fail = ({ sql }, response) => {
    if (!/AS traceId/.test(sql)) return false;
    const attributes = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "kept" };
    const row = { traceId: "aa", spanId: "bb", startNanos: "1795651200000000000", endNanos: "1795651201000000000", attributes };
    const noModel = { ...row, spanId: "cc", attributes: { "gen_ai.operation.name": "chat" } };
    response.write(`${JSON.stringify(row)}\n${JSON.stringify(noModel)}\n{"traceId":"c`, () => response.destroy());
    return true;
  };
  const { code, stderr, stdout } = await fromServer("--json");
  expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining("ended in the middle of the answer") });
  expect(JSON.parse(stdout)).toMatchObject({ totals: { accepted: 1, quarantined: 1 }, error: { code: "io" } });
  expect(await events()).toContain('"engine_id":"kept"');
});

it("asks for statistics without SQL, and for what SQL says", async () => {
  const { stdout, code } = await assay("query", "--clickhouse", url, "--format", "csv");
  expect(code).toBe(0);
  expect(stdout.split("\n").slice(0, 2)).toEqual([
    "engine_id,count,success_count,success_rate,latency_n,min_ms,avg_ms,p50_ms,p90_ms,p95_ms,p99_ms,max_ms",
    "answered,1,1,1,1,1234.567891,1234.567891,1234.567891,1234.567891,1234.567891,1234.567891,1234.567891",
  ]);
  expect(server.asked.at(-1)?.sql).toContain("quantileExactInclusiveOrNull(0.99)(latency_ms)");
});

it("stops with the command", async () => {
  const stop = new AbortController();
  server.fail = ({ sql }) => {
    if (!/values/.test(sql)) return false;
    stop.abort();
    return true;
  };
  const ran = await runAssay(["query", "--clickhouse", url, "SELECT values"], { env, stop: stop.signal });
  expect(ran).toMatchObject({ code: 4, stderr: expect.stringContaining("was stopped") });
});

it("does not connect from a process that has the workspace open", async () => {
  for (const argv of [
    ["query", "--clickhouse", url, "SELECT values"],
    ["import", "--clickhouse", url],
  ])
    expect((await runAssay(argv, { env, workspace: owner })).code).toBe(4);
  expect(server.asked).toEqual([]);
});

it.each([
  [["query", "--clickhouse", "http://h", "SELECT 1", "--table", "t"]],
  [["query", "SELECT 1", "--engine", "e"]],
  [["query", "--clickhouse", "http://h", "--workspace", "w"]],
  [["import", "--clickhouse", "http://h", "a.jsonl"]],
  [["import", "--clickhouse", "http://h", "--recipe", "r"]],
  [["import", "--clickhouse", "http://h", "--limit", "0"]],
  [["import", "a.jsonl", "--table", "t"]],
  [["import", "a.jsonl", "--engine", "a", "--engine", "b"]],
  [["import", "--otlp-stdin", "n", "--engine", "e"]],
])("refuses %j", async (argv) => {
  expect((await runAssay(argv)).code).toBe(2);
});
