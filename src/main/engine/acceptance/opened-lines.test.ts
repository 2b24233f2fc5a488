import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { toNotes } from "../workspace/health.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Lines that lie in the files when a workspace is opened are judged like lines that come in. */

const execution = (id: string, metrics: object = {}, more: object = {}) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: id,
    engine_id: "e",
    timestamp: 1_670_000_000,
    input: "i",
    output: "o",
    metrics: { success: true, ...metrics },
    ...more,
  });
const comparison = (id: string, engines = ["a", "b"]) =>
  JSON.stringify({
    schema_version: 1,
    comparison_id: id,
    timestamp: 1_670_000_000,
    query: "q",
    candidates: engines.map((engine_id, i) => ({ engine_id, output: "x", metrics: { quality_score: 0.5 + i / 10 } })),
  });
const sample = (id: string) =>
  JSON.stringify({
    sample_id: id,
    created_at: 1_670_000_100,
    source_trace_id: "t",
    tier: "gold",
    input: "i",
    output: "o",
    validation: { quality_score: 0.95, validated: true },
  });
/** As a generator writes it that keeps no text. */
const withoutText =
  '{"schema_version":"v1","sample_id":"id-1","created_at":"1670000000","model_topology":"null","grade":"gold","score":0.95}';

const bad = {
  negative: execution("bad-1", { latency_ms: -5 }),
  text: execution("bad-2", { latency_ms: "42" }),
  milliseconds: execution("bad-3", { latency_ms: 1 }, { timestamp: 1_670_000_000_000 }),
  noKind: '{"event":"ping"}',
  noJson: '{"trace_id":',
};

async function folderWith(files: Record<string, readonly string[]>): Promise<string> {
  const path = await temporaryFolder();
  await mkdir(join(path, "output"));
  for (const [name, lines] of Object.entries(files)) await writeFile(join(path, "output", name), lines.map((line) => `${line}\n`).join(""));
  return path;
}

const overall = async (workspace: Workspace) => (await workspace.stats({ successfulOnly: false, percentiles: [50] })).overall;
const samplesOf = async (workspace: Workspace) => {
  const lines: string[] = [];
  for await (const line of workspace.samples()) lines.push(line);
  return lines;
};
const verify = (workspace: Workspace, repair = false) => workspace.verify({ repair });

describe("lines that are not valid", () => {
  it("are in no number, are counted, and are named with line, byte and finding; a second opening says the same", async () => {
    const path = await folderWith({
      "events.jsonl": [execution("1", { latency_ms: 10 }), "", ...Object.values(bad), execution("2", { latency_ms: 20 })],
    });
    for (let opening = 0; opening < 2; opening++) {
      const workspace = await openTemporary({ path });
      expect(await overall(workspace)).toMatchObject({ count: 2, latencyMs: { n: 2, min: 10, max: 20 } });
      expect(partsOf(workspace).index.linesIn("events")).toBe(2);
      expect(toNotes(workspace.health)).toEqual([
        "5 lines of events.jsonl are not valid records and are not counted; assay verify lists them.",
      ]);
      const report = await verify(workspace, true);
      expect(report).toMatchObject({
        ok: false,
        channels: { events: { lines: 7, indexed: 2, left_out: { refused: 5, other_kinds: {} } } },
      });
      expect(report.repairable).toBeUndefined();
      const events = join(path, "output", "events.jsonl");
      const at = (await readFile(events)).indexOf(bad.negative);
      expect(report.problems).toContainEqual(
        expect.stringContaining(
          `${events}, line 3 at byte ${at}, is not a valid engine_execution: /metrics/latency_ms must be 0 or more, found -5.`,
        ),
      );
      expect(report.problems.filter((problem) => problem.includes(" is not a valid "))).toHaveLength(5);
      await workspace.close();
    }
    // What no window had seen became one, without them.
    const [window] = (await readFile(join(path, "output", "aggregated_stats.jsonl"), "utf8")).split("\n");
    expect(JSON.parse(window ?? "")).toMatchObject({ overall: { count: 2, latency_ms: { min: 10 } } });
  });

  it("are counted when somebody appends them while the workspace is open", async () => {
    const workspace = await openTemporary();
    await workspace.collector.collectEngineExecution(execution("1"));
    await workspace.collector.flush();
    await appendFile(join(workspace.paths.output, "events.jsonl"), `${bad.negative}\n`);
    await workspace.collector.collectEngineExecution(execution("2"));
    await workspace.collector.flush();
    await workspace.inSync();
    expect((await overall(workspace)).count).toBe(2);
    expect(partsOf(workspace).index.leftOut.get("events")).toEqual({ refused: 1, otherKinds: [] });
    await workspace.close();
  });

  it("stay in the dataset file and are no samples", async () => {
    const path = await folderWith({ "training_samples.jsonl": [sample("s-1"), withoutText] });
    const workspace = await openTemporary({ path });
    expect(await samplesOf(workspace)).toEqual([sample("s-1")]);
    expect(partsOf(workspace).index.linesIn("training_samples")).toBe(1);
    expect((await verify(workspace)).problems[0]).toContain("training_samples.jsonl, line 2 at byte");
    const [listed] = (await workspace.curation.listSamples({ filter: {}, limit: 10 })).rows;
    await workspace.curation.apply([{ type: "demote", sample: listed?.ref ?? "" }]);
    await workspace.curation.flush();
    expect(await readFile(join(path, "output", "training_samples.jsonl"), "utf8")).toBe(`${withoutText}\n`);
    expect(partsOf(workspace).index.linesIn("training_samples")).toBe(0);
    expect((await verify(workspace)).repairable).toBeUndefined();
    await workspace.close();
  });

  it("are kept as invalid while strict validation is off, and judged anew when it is switched", async () => {
    const path = await folderWith({ "events.jsonl": [execution("1"), ...Object.values(bad)] });
    const config = (strict: boolean) => ({ json_engine: { strict_validation: strict } });
    const open = (strict: boolean) => openTemporary({ path, config: config(strict) });
    const rows = async (strict: boolean) => {
      const workspace = await open(strict);
      const { n } = (await partsOf(workspace).index.db.get<{ n: number }>("SELECT count(*) AS n FROM executions")) ?? { n: 0 };
      const { leftOut } = partsOf(workspace).index;
      const report = await verify(workspace);
      const notes = toNotes(workspace.health);
      await workspace.close();
      return {
        rows: n,
        refused: leftOut.get("events")?.refused,
        repairable: report.repairable,
        judgedAnew: notes.some((one) => one.startsWith("strict_validation is")),
      };
    };
    expect(await rows(true)).toEqual({ rows: 1, refused: 5, repairable: undefined, judgedAnew: false });
    // Any JSON object is kept then; what is no JSON never is.
    expect(await rows(false)).toEqual({ rows: 5, refused: 1, repairable: undefined, judgedAnew: true });
    expect(await rows(false)).toEqual({ rows: 5, refused: 1, repairable: undefined, judgedAnew: false });
    expect(await rows(true)).toEqual({ rows: 1, refused: 5, repairable: undefined, judgedAnew: true });
  });
});

describe("records of other kinds in a channel's file", () => {
  const mixed = [execution("1"), comparison("c-1"), execution("2"), comparison("c-2"), sample("s-1"), bad.negative];

  it.each([true, false])("are told, and an import of that file brings them in once (strict %s)", async (strict) => {
    const path = await folderWith({ "events.jsonl": strict ? mixed : mixed.slice(0, -1) });
    const workspace = await openTemporary({ path, config: { json_engine: { strict_validation: strict } } });
    const events = join(path, "output", "events.jsonl");
    expect((await overall(workspace)).count).toBe(2);
    expect(workspace.leftOutNotes.at(-1)).toBe(
      `2 comparisons and 1 sample are in events.jsonl and in no view. To import them: assay import ${events} --workspace ${path}`,
    );
    expect((await verify(workspace)).problems.join(" ")).toContain("2 comparisons and 1 sample are in");
    const before = await readFile(events, "utf8");
    const importing = () => workspace.importFile(events, { kind: "auto", keepDuplicates: false });
    const refused = strict ? 1 : 0;
    expect(await importing()).toMatchObject({
      lines: 5 + refused,
      accepted: 3,
      duplicates: 2 + refused,
      quarantined: 0,
      kinds: { comparison_result: 2, training_sample: 1 },
    });
    expect(await importing()).toMatchObject({ accepted: 0, duplicates: 5 + refused });
    expect(await readFile(events, "utf8")).toBe(before);
    expect(await readFile(join(path, "output", "comparisons.jsonl"), "utf8")).toBe(`${comparison("c-1")}\n${comparison("c-2")}\n`);
    expect(await samplesOf(workspace)).toEqual([sample("s-1")]);
    expect(partsOf(workspace).quarantine.added).toBe(0);
    expect(workspace.leftOutNotes.join(" ")).not.toContain("in no view");
    const report = await verify(workspace);
    expect(report.ok).toBe(strict === false);
    expect(report.channels.events?.left_out).toEqual({
      refused,
      other_kinds: { comparison_result: { lines: 2, missing: 0 }, training_sample: { lines: 1, missing: 0 } },
    });
    await workspace.close();
    const again = await openTemporary({ path, config: { json_engine: { strict_validation: strict } } });
    expect(again.leftOutNotes.join(" ")).not.toContain("in no view");
    await again.close();
  });

  it("are collected as what they are, whatever kind the producer says, also while strict validation is off", async () => {
    const workspace = await openTemporary({ config: { json_engine: { strict_validation: false } } });
    const receipt = await workspace.collector.collectEngineExecution(comparison("c-1"));
    expect(receipt).toMatchObject({
      status: "quarantined",
      findings: [{ rule: "kind", message: expect.stringContaining("valid comparison_result") }],
    });
    expect(await workspace.collector.collectEngineExecution('{"event":"ping"}')).toMatchObject({ status: "accepted" });
    expect(await verify(workspace)).toMatchObject({ ok: true });
    await workspace.close();
  });

  it("are on the snapshot, and one call of the screen brings them in", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "w", "output"), { recursive: true });
    await writeFile(join(folder, "w", "output", "events.jsonl"), mixed.map((line) => `${line}\n`).join(""));
    const session = await openTestSession(folder);
    const { signal } = new AbortController();
    const otherKinds = (missing: number) => [
      { kind: "comparison_result", lines: 2, missing: 2 * missing },
      { kind: "training_sample", lines: 1, missing },
    ];
    const leftOut = async () => (await session.handlers["live.snapshot"]({}, { signal })).leftOut;
    await session.workspace.inSync();
    expect(await leftOut()).toEqual([{ channel: "events", filename: "events.jsonl", refused: 1, otherKinds: otherKinds(1) }]);
    const { job } = await session.handlers["imports.bringIn"]({ channel: "events" }, { signal });
    await new Promise<void>((resolve) => {
      const stop = session.subscribe("snapshot", ({ imports }) => {
        if (imports.find(({ id }) => id === job)?.state !== "done") return;
        queueMicrotask(() => stop());
        resolve();
      });
    });
    expect(await leftOut()).toEqual([{ channel: "events", filename: "events.jsonl", refused: 1, otherKinds: otherKinds(0) }]);
    await session.close();
  });
});
