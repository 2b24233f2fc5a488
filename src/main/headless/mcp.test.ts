import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openWorkspace, silentLog } from "../engine/index.ts";
import { importWorkerUrl } from "../engine/testing/open-temporary.ts";
import { createOpenDoor } from "./door/open-door.ts";
import { runCli } from "./run.ts";
import { runAssay } from "./testing/run-assay.ts";

/** The protocol package's own client, and the command line in a process of its own. */
let folder: string;
let workspace: string;
let client: Client;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-mcp-"));
  workspace = join(folder, "w");
  const comparisons = ["c-1", "c-2"].map((id) => ({
    comparison_id: id,
    query: `what is ${id}?`,
    candidates: ["a", "b"].map((engine) => ({
      engine_id: engine,
      output: engine === "a" ? "a says ".repeat(5000) : "I'm sorry, but I can't help with that.",
      metrics: {},
    })),
  }));
  const execution = { schema_version: 1, trace_id: "t", engine_id: "a", timestamp: 1_764_145_200, input: "i", output: "o" };
  const path = join(folder, "all.jsonl");
  await writeFile(
    path,
    [...comparisons, { ...execution, metrics: { latency_ms: 7, success: true } }].map((one) => `${JSON.stringify(one)}\n`).join(""),
  );
  await runAssay(["import", path, "--workspace", workspace], { env: { ASSAY_HOME: join(folder, "state") } });
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true, maxRetries: 3 });
});

async function connect(...options: string[]): Promise<void> {
  const args = [fileURLToPath(new URL("./cli.ts", import.meta.url)), "mcp", "--workspace", workspace, ...options];
  const env = { ...(process.env as Record<string, string>), ASSAY_HOME: join(folder, "state") };
  client = new Client({ name: "nightly-judge", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" }));
}

async function call(name: string, input: Record<string, unknown> = {}) {
  const answer = await client.callTool({ name, arguments: input });
  const [content] = answer.content as { text: string }[];
  return { isError: answer.isError === true, value: JSON.parse(content?.text ?? "null") };
}

it("answers questions within bounds, decides as an agent with the client's name, and says who has the workspace open", async () => {
  await connect();
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("decide");
  for (const { inputSchema, description = "" } of tools) {
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(description.length).toBeGreaterThan(20);
  }
  const page = (await call("comparisons_list", { filter: { engines: ["a"] }, limit: 1 })).value;
  expect(page).toMatchObject({ total: 2, rows: [{ comparisonId: "c-1", reviewed: false }] });
  const comparison = (await call("comparisons_get", { key: page.rows[0].key })).value;
  expect(comparison.candidates[0].output).toMatch(/… \[\d+ more characters\]$/);
  const executions = (await call("executions_list", { sort: "slowest", filter: { hours: [8], weekdays: ["Wednesday"], noStatus: true } }))
    .value;
  expect(executions.rows).toHaveLength(1);
  expect((await call("executions_get", { offset: executions.rows[0].offset })).value.raw).toContain('"trace_id":"t"');
  expect((await call("stats", { engines: ["a"] })).isError).toBe(false);
  expect((await call("fairness")).value).toHaveProperty("agreement");

  const decided = await call("decide", {
    decisions: [
      { comparison_id: "c-1", candidate: 1, action: "promote", tier: "gold" },
      { comparison_id: "none", action: "tie" },
    ],
  });
  expect(decided.value.answers).toMatchObject([
    { ok: true, line: 1 },
    { ok: false, line: 2, error: { code: "not_found" } },
  ]);
  expect((await call("comparisons_get", { key: page.rows[0].key })).value).toMatchObject({
    reviewed: false,
    candidates: [{}, { decidedBy: "agent" }],
  });
  expect((await call("samples_list", { tier: "gold" })).value).toMatchObject({
    samples: [{ tier: "gold", validation: { validated: false } }],
    next_skip: null,
  });
  const [event] = (await readFile(join(workspace, "output", "curation.jsonl"), "utf8")).split("\n");
  expect(JSON.parse(event ?? "")).toMatchObject({ actor: "nightly-judge", actor_kind: "agent" });

  const searched = async (name: string, text: string) =>
    ((await call(name, { text })).value.rows as Record<string, string>[]).map((row) => row.comparisonId ?? row.engineId);
  expect(await searched("comparisons_search", "WHAT IS C-2")).toEqual(["c-2"]);
  expect(await searched("comparisons_search", "c-3")).toEqual([]);
  expect(await searched("executions_search", "o")).toHaveLength(1);
  const { samples, checks } = (await call("dataset_checks")).value;
  expect(samples).toBe(1);
  expect(checks.find(({ check }: { check: string }) => check === "refusal")).toMatchObject({ found: 1 });
  expect((await call("dataset_checks", { check: "refusal" })).value).toMatchObject({
    checks: [{ check: "refusal", found: 1 }],
    found: [{ line: expect.stringContaining('"tier":"gold"') }],
  });

  for (const [name, input, code] of [
    ["dataset_checks", { check: "none" }, "invalid_argument"],
    ["comparisons_search", {}, "invalid_argument"],
    ["comparisons_list", { limit: 1000 }, "invalid_argument"],
    ["comparisons_get", { key: "0".repeat(24) }, "not_found"],
    ["decide", { decisions: [] }, "invalid_argument"],
    ["config_set", {}, "not_found"],
  ] as const)
    expect(await call(name, input), name).toMatchObject({ isError: true, value: { error: { code } } });

  const decision = { decisions: [{ comparison_id: "c-2", action: "tie" }] };
  const open = (door?: ReturnType<typeof createOpenDoor>) =>
    openWorkspace({ path: workspace, importWorkerUrl, log: silentLog, stateDir: join(folder, "state"), ...(door && { door }) });
  const deaf = await open();
  for (const [name, input] of [
    ["decide", decision],
    ["stats", {}],
  ] as const)
    expect(await call(name, input), name).toMatchObject({ isError: true, value: { error: { code: "in_use" } } });
  await deaf.close();
  const owner = await open(
    createOpenDoor(async () => runCli, { importWorkerUrl, rendererDir: "", resourcesDir: "", version: "1" }, silentLog),
  );
  expect((await call("comparisons_list", { filter: { reviewed: false } })).value).toMatchObject({ total: 2 });
  expect((await call("decide", decision)).value.answers).toMatchObject([{ ok: true, line: 1 }]);
  expect((await call("comparisons_get", { key: "0".repeat(24) })).value.error.code).toBe("not_found");
  await owner.close();
}, 60_000);

it("answers what was asked before its input ended", async () => {
  await connect();
  const input = [
    { id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "c", version: "1" } } },
    { method: "notifications/initialized" },
    { id: 2, method: "tools/call", params: { name: "stats", arguments: {} } },
  ].map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  const args = [fileURLToPath(new URL("./cli.ts", import.meta.url)), "mcp", "--workspace", workspace];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ASSAY_HOME: join(folder, "state") },
    stdio: ["pipe", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  child.stdin.end(input.join(""));
  expect(await once(child, "close")).toEqual([0, null]);
  const answers = said
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ id }) => id)).toEqual([1, 2]);
  expect(answers[1].result.isError).toBe(false);
}, 60_000);

it("has no tool that decides when it is read-only, and ends with its input", async () => {
  await connect("--read-only");
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain("decide");
  const transport = client.transport as StdioClientTransport;
  const child = (transport as unknown as { _process: import("node:child_process").ChildProcess })._process;
  const ended = once(child, "exit");
  child.stdin?.end();
  expect((await ended)[0]).toBe(0);
}, 60_000);
