import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import { toNotes } from "../workspace/health.ts";

const exampleLines = [
  '{"schema_version":1,"trace_id":"t-123","task_id":"task-1","engine_id":"gpt-x","timestamp":1670000000,"input":"hello","output":"hi","metrics":{"latency_ms":42,"success":true}}',
  '{"comparison_id":"c-1","query":"translate this","candidates":[{"engine_id":"a","output":"...","metrics":{"latency_ms":20,"quality_score":0.7}},{"engine_id":"b","output":"...","metrics":{"latency_ms":35,"quality_score":0.9}}],"winner":{"engine_id":"b","score":0.9}}',
  '{"sample_id":"s-1","created_at":1670000100,"source_trace_id":"t-123","tier":"gold","input":"hello","output":"hi","validation":{"quality_score":0.95,"validated":true}}',
] as const;

describe("a workspace", () => {
  it("writes the design's example lines byte for byte, and finds them again", async () => {
    const workspace = await openTemporary();
    const odd = exampleLines[0].replace('"hi"', '"\\ud83d \\u0041 9007199254740993"').replace('"task-1"', '"task-1","n":9007199254740993');
    const receipts = [
      await workspace.collector.collectEngineExecution(exampleLines[0]),
      await workspace.collector.collectComparisonResult(Buffer.from(exampleLines[1])),
      await workspace.collector.collectTrainingSample(`${exampleLines[2]}\r\n`),
      await workspace.collector.collectEngineExecution(odd),
    ];
    expect(receipts.map(({ status }) => status)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
    await Promise.all(receipts.map(({ durable }) => durable));
    const output = (name: string) => readFile(join(workspace.paths.output, name), "utf8");
    expect(await output("events.jsonl")).toBe(`${exampleLines[0]}\n${odd}\n`);
    expect(await output("comparisons.jsonl")).toBe(`${exampleLines[1]}\n`);
    expect(await output("training_samples.jsonl")).toBe(`${exampleLines[2]}\n`);
    expect(await workspace.verify({ repair: false })).toEqual({
      ok: true,
      channels: {
        events: { lines: 2, indexed: 2, torn_bytes: 0 },
        comparisons: { lines: 1, indexed: 1, torn_bytes: 0 },
        training_samples: { lines: 1, indexed: 1, torn_bytes: 0 },
      },
      problems: [],
    });
    await workspace.close();
  });

  it("conserves: received = accepted + quarantined, each in exactly one file", async () => {
    const workspace = await openTemporary({ config: { json_engine: { output: { channels: { events: { buffer_size: 3 } } } } } });
    const sent = Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? `{"broken":${i}` : exampleLines[0].replace("t-123", `t-${i}`)));
    const receipts = await Promise.all(sent.map((line) => workspace.collector.collectEngineExecution(line)));
    await workspace.collector.flush();
    const counters = partsOf(workspace).channels.get("events")?.counters;
    expect([counters?.received, counters?.accepted, counters?.quarantined]).toEqual([50, 33, 17]);
    expect(receipts.filter(({ status }) => status === "quarantined")).toHaveLength(17);
    const events = (await readFile(join(workspace.paths.output, "events.jsonl"), "utf8")).split("\n").filter(Boolean);
    const refused = (await readFile(workspace.paths.quarantine, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).raw as string);
    expect([...events, ...refused].sort()).toEqual([...sent].sort());
    await workspace.close();
  });

  it("keeps invalid records when strict validation is off, and still refuses what is not JSON", async () => {
    const workspace = await openTemporary({ config: { json_engine: { strict_validation: false } } });
    const receipt = await workspace.collector.collectEngineExecution({ trace_id: "t", engine_id: 7, metrics: {} });
    expect(receipt).toMatchObject({
      status: "accepted",
      findings: expect.arrayContaining([expect.objectContaining({ pointer: "/engine_id" })]),
    });
    expect(await workspace.collector.collectEngineExecution("{")).toMatchObject({ status: "quarantined" });
    await workspace.collector.flush();
    expect(partsOf(workspace).channels.get("events")?.counters).toMatchObject({ accepted: 1, invalidAccepted: 1, quarantined: 1 });
    expect((await workspace.stats({ successfulOnly: false, percentiles: [50] })).overall.count).toBe(0);
    expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
    await workspace.close();
  });

  it("refuses a disabled channel's kind by name, alone and in a file", async () => {
    const workspace = await openTemporary({ config: { json_engine: { output: { channels: { events: { enabled: false } } } } } });
    await expect(workspace.collector.collectEngineExecution(exampleLines[0])).rejects.toMatchObject({ code: "disabled" });
    const file = join(workspace.path, "in.jsonl");
    await writeFile(file, `${exampleLines[0]}\n`);
    await expect(workspace.importFile(file, { kind: "auto", keepDuplicates: false })).rejects.toMatchObject({ code: "disabled" });
    await workspace.close();
  });

  it("finds collected lines duplicates of imported ones and the other way round", async () => {
    const workspace = await openTemporary();
    const file = join(workspace.path, "in.jsonl");
    await writeFile(file, exampleLines.join("\n"));
    await workspace.collector.collectEngineExecution(exampleLines[0]);
    expect(await workspace.importFile(file, { kind: "auto", keepDuplicates: false })).toMatchObject({ accepted: 2, duplicates: 1 });
    await workspace.collector.collectEngineExecution(exampleLines[0].replace("t-123", "t-124"));
    await writeFile(file, exampleLines[0].replace("t-123", "t-124"));
    expect(await workspace.importFile(file, { kind: "auto", keepDuplicates: false })).toMatchObject({ accepted: 0, duplicates: 1 });
    await workspace.close();
  });

  it("is refused to a second opener, in this process and in another, with the owner's pid", async () => {
    const workspace = await openTemporary();
    await expect(openTemporary({ path: workspace.path })).rejects.toMatchObject({
      code: "in_use",
      message: expect.stringContaining(String(process.pid)),
    });
    await workspace.close();
    const again = await openTemporary({ path: workspace.path });
    await again.close();
  });

  it("comes back from kill -9 with everything that was durable", async () => {
    const path = await temporaryFolder();
    const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/collect-and-hang.child.ts"), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    await appendFile(join(path, "output", "events.jsonl"), '{"torn":');
    const workspace = await openTemporary({ path });
    expect(toNotes(workspace.health).join(" ")).toContain("torn line of 8 bytes");
    expect(await workspace.verify({ repair: false })).toMatchObject({
      ok: true,
      channels: { events: { lines: 100, indexed: 100, torn_bytes: 8 } },
    });
    await workspace.close();
    const stats = (await readFile(workspace.paths.stats, "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(stats).toHaveLength(1);
    expect(stats[0]).toMatchObject({ recovered: true, from_offset: 0 });
  });

  it.each([
    ["is missing", async (cache: string) => rm(cache, { recursive: true })],
    ["is garbage", async (cache: string) => writeFile(join(cache, "index.duckdb"), "garbage ".repeat(5000))],
  ])("rebuilds an index that %s", async (_, damage) => {
    const workspace = await openTemporary();
    await workspace.collector.collectEngineExecution(exampleLines[0]);
    await workspace.collector.collectComparisonResult(exampleLines[1]);
    await workspace.close();
    await damage(workspace.paths.cache);
    const again = await openTemporary({ path: workspace.path });
    expect((await again.stats({ successfulOnly: false, percentiles: [50] })).overall).toMatchObject({
      count: 1,
      latencyMs: { n: 1, percentiles: [42] },
    });
    expect(await again.verify({ repair: false })).toMatchObject({ ok: true });
    await again.close();
  });

  it("indexes lines that somebody appended or changed by hand, and says which are no records", async () => {
    const workspace = await openTemporary();
    await workspace.collector.collectEngineExecution(exampleLines[0]);
    await workspace.close();
    const events = join(workspace.paths.output, "events.jsonl");
    await appendFile(events, `\n{"not a record":1}\n${exampleLines[0].replace("t-123", "by-hand")}\n`);
    const appended = await openTemporary({ path: workspace.path });
    expect((await appended.stats({ successfulOnly: false, percentiles: [50] })).overall.count).toBe(2);
    const report = await appended.verify({ repair: false });
    expect(report).toMatchObject({ ok: false, channels: { events: { lines: 3, indexed: 2 } } });
    expect(report.problems.join(" ")).toContain("at byte");
    await appended.close();
    await writeFile(events, `${exampleLines[0].replace('"latency_ms":42', '"latency_ms":7')}\n`);
    const edited = await openTemporary({ path: workspace.path });
    expect((await edited.stats({ successfulOnly: false, percentiles: [50] })).overall).toMatchObject({ count: 1, latencyMs: { min: 7 } });
    await edited.close();
  });

  it("names a workspace path that is a file, and leaves no lock behind when opening fails", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(openTemporary({ path: file })).rejects.toMatchObject({ code: "refused", message: expect.stringContaining(file) });
    await mkdir(join(folder, "output/events.jsonl"), { recursive: true });
    await expect(openTemporary({ path: folder })).rejects.toMatchObject({ code: "refused" });
    await rm(join(folder, "output"), { recursive: true });
    await (await openTemporary({ path: folder })).close();
  });
});
