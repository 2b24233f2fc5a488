import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ExportJob, ExportRequest } from "../../../contract/index.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";

const sample = (id: string, tier: string, input = `question ${id}`, output = `answer ${id}`) => ({
  sample_id: id,
  created_at: 1_700_000_000,
  source_trace_id: `t-${id}`,
  tier,
  input,
  output,
  validation: { quality_score: 0.8, validated: true },
});

describe("exports of an open workspace", () => {
  let workspace: Workspace;
  afterEach(async () => {
    await workspace.close();
    await rm(workspace.path, { recursive: true, force: true });
  });

  async function open(samples: readonly object[]): Promise<void> {
    workspace = await openTemporary();
    const path = join(workspace.path, "in.jsonl");
    await writeFile(path, samples.map((one) => `${JSON.stringify(one)}\n`).join(""));
    await workspace.importFile(path, { kind: "auto", keepDuplicates: false });
    await rm(path);
  }

  const run = (request: ExportRequest, { name = "first", replace = false } = {}): Promise<ExportJob> =>
    untilEnded(workspace.exports.start(request, { folder: null, name, replace }));

  /** Its own changes are announced; asking again is enough for a test. */
  async function untilEnded(id: string): Promise<ExportJob> {
    for (;;) {
      const job = workspace.exports.list().find((one) => one.id === id);
      if (job === undefined) throw new Error("the job is gone");
      if (job.state !== "waiting" && job.state !== "running") return job;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  const never = new AbortController().signal;
  const inExport = (...parts: string[]) => join(workspace.paths.exports, ...parts);

  it("writes rows and a manifest, and nothing beside them", async () => {
    await open([sample("a", "gold"), sample("b", "bronze"), sample("c", "gold", "q", " ")]);
    const job = await run({ target: "chat", tiers: ["gold"], system: "Be brief." });
    expect(job).toMatchObject({ state: "done", rows: 1, error: null });
    expect(await readdir(inExport())).toEqual(["first"]);
    expect((await readdir(inExport("first"))).sort()).toEqual(["manifest.json", "train.jsonl"]);
    expect(await readFile(inExport("first", "train.jsonl"), "utf8")).toBe(
      '{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"question a"},{"role":"assistant","content":"answer a"}]}\n',
    );
    const manifest = JSON.parse(await readFile(inExport("first", "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ format: "assay-export", items: 2, rows: 1, left_out: 1, skipped: { tier: 1 } });
    expect(manifest.left_out_by_rule).toEqual({ "every-turn-says-something": 1 });
  });

  it("says before what it will write, and writes the very same", async () => {
    await open(Array.from({ length: 40 }, (_, i) => sample(`s${i}`, "gold")));
    const request: ExportRequest = {
      target: "chat",
      split: {
        parts: [
          { name: "train", fraction: 0.8 },
          { name: "test", fraction: 0.2 },
        ],
        seed: 3,
      },
    };
    const { report, firstRows } = await workspace.exports.preview(request, never);
    const { made } = await run(request);
    expect(made?.report).toEqual(report);
    const texts = await Promise.all(firstRows.map(({ file }) => readFile(inExport("first", file), "utf8")));
    expect(firstRows.map(({ text }, i) => texts[i]?.includes(text))).toEqual([true, true, true]);
    for (const { file, rows } of report.splits)
      expect((await readFile(inExport("first", file as string), "utf8")).split("\n").length - 1).toBe(rows);
  });

  it("gives the same bytes for the same request, manifest included", async () => {
    await open(Array.from({ length: 20 }, (_, i) => sample(`s${i}`, i % 2 ? "gold" : "silver")));
    await run({ target: "chat", filter: { tiers: ["gold"] } }, { name: "one" });
    await run({ target: "chat", filter: { tiers: ["gold"] } }, { name: "other" });
    for (const file of await readdir(inExport("one")))
      expect(await readFile(inExport("one", file))).toEqual(await readFile(inExport("other", file)));
  });

  it("leaves out what checks find in the dataset as it is now", async () => {
    const sorry = (id: string) => sample(id, "gold", `Tell me ${id}.`, "I'm sorry, but I can't help with that.");
    await open([sample("a", "gold"), sorry("b"), sorry("c")]);
    const request: ExportRequest = { target: "chat", tiers: ["gold"], leaveOut: ["refusal"] };
    expect((await workspace.exports.preview(request, never)).report).toMatchObject({
      rows: 1,
      skipped: [{ reason: "check:refusal", count: 2 }],
    });
    const { rows } = await workspace.curation.listSamples({ filter: {}, limit: 10 });
    const removed = rows.find(({ sampleId }) => sampleId === "b")?.ref as string;
    await workspace.curation.apply([{ type: "demote", sample: removed }]);
    const { made } = await run(request);
    expect(made?.report).toMatchObject({ rows: 1, skipped: [{ reason: "check:refusal", count: 1 }] });
  });

  it("replaces an export of its own whole, and nothing else", async () => {
    await open([sample("a", "gold"), sample("b", "silver")]);
    await run({ target: "chat", split: { parts: [{ name: "old", fraction: 1 }] } });
    expect((await run({ target: "chat" })).error).toMatchObject({ code: "refused" });
    expect((await run({ target: "chat" }, { replace: true })).state).toBe("done");
    expect((await readdir(inExport("first"))).sort()).toEqual(["manifest.json", "train.jsonl"]);
    await writeFile(inExport("first", "notes.txt"), "mine");
    expect((await run({ target: "chat" }, { replace: true })).error?.message).toContain("notes.txt");
    expect(await readdir(inExport())).toEqual(["first"]);
  });

  it("writes nothing where no row is left, or it is cancelled", async () => {
    await open([sample("a", "gold", "q", "")]);
    expect((await run({ target: "chat" })).error).toMatchObject({ code: "not_found" });
    const id = workspace.exports.start({ target: "chat" }, { folder: null, name: "x", replace: false });
    workspace.exports.cancel(id);
    expect((await untilEnded(id)).state).toBe("cancelled");
    expect(await readdir(inExport())).toEqual([]);
  });
});
