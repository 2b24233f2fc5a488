import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AssayError, ChannelName } from "../../../contract/index.ts";
import { defaultConfig } from "../config/load-config.ts";
import { atomicAppend } from "../files/atomic-append.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { type CollectorOptions, createCollectorFromConfig, type DurableLines } from "./embedded-collector.ts";
import type { EmbeddedCollector } from "./owning-collector.ts";

let root: string;
let output: string;
const open: EmbeddedCollector[] = [];
const children: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-embedded-"));
  output = join(root, "output");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const collector of open.splice(0)) await collector.close();
  await rm(root, { recursive: true, force: true });
});

const validator = new SchemaValidator();
function configWith({ auto = false } = {}) {
  const config = defaultConfig();
  config.json_engine.training.auto_generate_samples = auto;
  return config;
}
async function create(options: CollectorOptions = {}, config = configWith()) {
  const collector = await createCollectorFromConfig(validator, output, config, options);
  open.push(collector);
  return collector;
}
const execution = (id: string, latencyMs = 42) => ({
  schema_version: 1,
  trace_id: id,
  engine_id: "gpt-x",
  timestamp: 1670000000,
  input: "hello",
  output: "hi",
  metrics: { latency_ms: latencyMs, success: true },
});
const comparison = (id: string, score?: number) => ({
  comparison_id: id,
  query: `translate ${id}`,
  candidates: [
    { engine_id: "a", output: "one" },
    { engine_id: "b", output: "two", metrics: { latency_ms: 35, quality_score: 0.9 } },
  ],
  ...(score === undefined ? {} : { winner: { engine_id: "b", score } }),
});
const records = async (name: string) =>
  (await readFile(join(output, name), "utf8").catch(() => ""))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const openWorkspaceHere = (config: object) =>
  writeFile(join(root, "assay.config.json"), JSON.stringify(config)).then(() => openTemporary({ path: root }));

describe("one owner a folder", () => {
  it("refuses a second collector in this process, with its pid, until the first is closed", async () => {
    const first = await create();
    await expect(create()).rejects.toMatchObject({ code: "in_use", message: expect.stringContaining(String(process.pid)) });
    await first.close();
    await create();
  });

  it("refuses a collector, a workspace and an append while another process collects, with its pid", async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/embedded-collect-and-hang.child.ts"), output], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await once(child.stdout, "data");
    const refused = { code: "in_use", message: expect.stringContaining(`process ${child.pid}`) };
    await expect(create()).rejects.toMatchObject(refused);
    await expect(openTemporary({ path: root })).rejects.toMatchObject(refused);
    await expect(atomicAppend(join(output, "events.jsonl"), ["{}"])).rejects.toMatchObject(refused);
    child.kill("SIGKILL");
    await once(child, "close");
    await create();
    expect(await records("events.jsonl")).toHaveLength(1);
  });

  it("refuses a collector while a workspace has the folder open, and leaves nothing locked", async () => {
    const workspace = await openTemporary({ path: root });
    await expect(create()).rejects.toMatchObject({ code: "in_use" });
    await workspace.close();
    await create();
  });
});

describe("hooks and counters", () => {
  it("tells of durable lines, where they are and their facts, and counts each channel", async () => {
    const durable: [ChannelName, DurableLines][] = [];
    const collector = await create({ onDurable: (channel, lines) => durable.push([channel, lines]) });
    await (await collector.collectEngineExecution(execution("t-1"))).durable;
    await collector.collectEngineExecution("not json");
    await collector.collectComparisonResult(comparison("c-1"));
    await collector.flush();
    const size = (await readFile(join(output, "events.jsonl"))).length;
    expect(durable.find(([channel]) => channel === "events")?.[1]).toEqual({
      lines: 1,
      fromOffset: 0,
      toOffset: size,
      facts: [{ engineId: "gpt-x", success: true, latencyMs: 42, quality: null, cached: false }],
    });
    expect(durable.find(([channel]) => channel === "comparisons")?.[1]).toMatchObject({ lines: 1, facts: [] });
    expect(collector.counters()).toMatchObject({
      events: { received: 2, accepted: 1, quarantined: 1, buffered: 0, flushed: 1, flushedBytes: size, flushes: 1 },
      comparisons: { received: 1, accepted: 1, quarantined: 0 },
      training_samples: { received: 0 },
    });
  });

  it("writes no line twice when a hook throws", async () => {
    const logged: string[] = [];
    const collector = await create({
      onDurable: () => {
        throw new Error("hook");
      },
      log: (_level, event) => logged.push(event),
    });
    await (await collector.collectEngineExecution(execution("t-1"))).durable;
    await collector.close();
    expect(await records("events.jsonl")).toHaveLength(1);
    expect(logged).toEqual(["hook_failed"]);
  });

  it("tells once that a file cannot be written, and once that it can again", async () => {
    const problems: [string, string | null][] = [];
    const collector = await create({ onProblem: (file, error: AssayError | null) => problems.push([file, error?.code ?? null]) });
    await appendFile(join(output, "events.jsonl"), "whole\n");
    await (await collector.collectEngineExecution(execution("t-1"))).durable;
    await writeFile(join(output, "events.jsonl"), "");
    const { durable } = await collector.collectEngineExecution(execution("t-2"));
    await expect(collector.flush()).rejects.toMatchObject({ code: "io" });
    await writeFile(join(output, "events.jsonl"), `${"x".repeat(500)}\n`);
    await durable;
    expect(problems).toEqual([
      ["events", "io"],
      ["events", null],
    ]);
  });
});

describe("files that cannot be written", () => {
  it("quarantine and windows are told of too, and nothing is lost", async () => {
    const problems: [string, string | null][] = [];
    const collector = await create({ aggregate: true, onProblem: (file, error) => problems.push([file, error?.code ?? null]) });
    for (const name of ["quarantine.jsonl", "aggregated_stats.jsonl"]) await rename(join(output, name), join(output, `${name}.away`));
    const { durable } = await collector.collectEngineExecution("not json");
    await (await collector.collectEngineExecution(execution("t-1"))).durable;
    await expect(collector.flush()).rejects.toMatchObject({ code: "io" });
    await expect(collector.aggregator?.stop()).rejects.toMatchObject({ code: "io" });
    for (const name of ["quarantine.jsonl", "aggregated_stats.jsonl"]) await rename(join(output, `${name}.away`), join(output, name));
    await durable;
    await collector.close();
    for (const name of ["quarantine", "aggregated_stats"])
      expect(problems.filter(([file]) => file === name).map(([, code]) => code)).toEqual(["io", null]);
    expect(await records("quarantine.jsonl")).toHaveLength(1);
    expect(await records("aggregated_stats.jsonl")).toMatchObject([{ overall: { count: 1 } }]);
  });
});

describe("windows", () => {
  it("collects, aggregates and stops without a workspace", async () => {
    const collector = await create({ aggregate: true });
    for (let i = 1; i <= 20; i++) await collector.collectEngineExecution(execution(`t-${i}`, i));
    await collector.flush();
    expect(collector.aggregator?.openWindow()).toMatchObject({ executions: 20 });
    await collector.close();
    const [window, ...others] = await records("aggregated_stats.jsonl");
    expect(others).toEqual([]);
    expect(window).toMatchObject({ from_offset: 0, engines: [{ engine_id: "gpt-x", count: 20, latency_ms: { n: 20, min: 1, max: 20 } }] });
    expect(window.to_offset).toBe((await readFile(join(output, "events.jsonl"))).length);
  });

  it("makes one recovered window of executions that no window covers", async () => {
    const before = await create();
    await before.collectEngineExecution(execution("t-1", 7));
    await before.close();
    const collector = await create({ aggregate: true });
    expect(await records("aggregated_stats.jsonl")).toMatchObject([{ recovered: true, overall: { count: 1, latency_ms: { min: 7 } } }]);
    await collector.collectEngineExecution(execution("t-2"));
    await collector.close();
    const [first, second] = await records("aggregated_stats.jsonl");
    expect(second.from_offset).toBe(first.to_offset);
    const workspace = await openTemporary({ path: root });
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
    await workspace.close();
    expect(await records("aggregated_stats.jsonl")).toHaveLength(2);
  });

  it("says which key switches windows off", async () => {
    const config = configWith();
    config.json_engine.aggregation.enabled = false;
    await expect(create({ aggregate: true }, config)).rejects.toMatchObject({
      code: "disabled",
      where: "json_engine.aggregation.enabled",
    });
    await create();
  });
});

describe("generated samples", () => {
  it("makes a sample of each recorded winner by its score, once", async () => {
    const collector = await create({}, configWith({ auto: true }));
    for (const [id, score] of [
      ["gold", 0.95],
      ["silver", 0.8],
      ["bronze", 0.5],
      ["none", 0.4],
      ["open", undefined],
    ] as const)
      await collector.collectComparisonResult(comparison(id, score));
    await collector.collectComparisonResult(comparison("gold", 0.95));
    await collector.flush();
    expect(collector.generatedSamples).toBe(3);
    await collector.close();
    const samples = await records("training_samples.jsonl");
    expect(
      samples.map(({ source_trace_id, tier, input, output: text, validation }) => [source_trace_id, tier, input, text, validation]),
    ).toEqual([
      ["gold", "gold", "translate gold", "two", { quality_score: 0.9, validated: false, source: "candidate" }],
      ["silver", "silver", "translate silver", "two", { quality_score: 0.9, validated: false, source: "candidate" }],
      ["bronze", "bronze", "translate bronze", "two", { quality_score: 0.9, validated: false, source: "candidate" }],
    ]);
    for (const sample of samples) expect(validator.validateLine(JSON.stringify(sample), "training_sample").valid).toBe(true);
    // The next one knows what the one before it made.
    const again = await create({}, configWith({ auto: true }));
    await again.collectComparisonResult(comparison("silver", 0.8));
    await again.close();
    expect(await records("training_samples.jsonl")).toHaveLength(3);
  });

  it("are the samples of the workspace that the folder becomes, and none is made twice", async () => {
    const collector = await create({}, configWith({ auto: true }));
    await collector.collectComparisonResult(comparison("c-1", 0.95));
    await collector.collectComparisonResult(comparison("c-2", 0.8));
    await collector.close();
    const before = await readFile(join(output, "training_samples.jsonl"), "utf8");
    const workspace = await openWorkspaceHere(configWith({ auto: true }));
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    expect((await workspace.curation.listSamples({ filter: {}, limit: 10 })).rows.map(({ origin }) => origin)).toEqual(["auto", "auto"]);
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true, problems: [] });
    await workspace.close();
    expect(await readFile(join(output, "training_samples.jsonl"), "utf8")).toBe(before);
  });

  it("leave alone what a person has decided in any way; a note or a skip is no decision", async () => {
    const ids = ["tie", "bad", "winner", "rejected", "promoted", "noted", "skipped", "untouched"];
    const lines = new Map(ids.map((id) => [id, JSON.stringify(comparison(id, 0.95))]));
    const key = (id: string) => keyOfHash(hashLine(Buffer.from(lines.get(id) ?? "")));
    const collector = await create();
    for (const line of lines.values()) await collector.collectComparisonResult(line);
    await collector.close();
    const workspace = await openWorkspaceHere(configWith());
    await workspace.curation.apply([
      { type: "tie", comparison: key("tie") },
      { type: "both_bad", comparison: key("bad") },
      { type: "set_winner", comparison: key("winner"), position: 0 },
      { type: "reject", comparison: key("rejected"), position: 1 },
      { type: "promote", comparison: key("promoted"), position: 0, tier: "silver" },
      { type: "note", comparison: key("noted"), note: "hm" },
      { type: "skip", comparison: key("skipped") },
    ]);
    await workspace.close();
    // The same lines come again, to a collector that generates.
    const again = await create({}, configWith({ auto: true }));
    for (const line of lines.values()) await again.collectComparisonResult(line);
    await again.close();
    const made = (await records("training_samples.jsonl")).filter(({ sample_id }) => sample_id.startsWith("auto-"));
    expect(made.map(({ source_trace_id }) => source_trace_id)).toEqual(["noted", "skipped", "untouched"]);
  });
});
