import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConversionPlan } from "../../../contract/index.ts";
import { customMapping } from "../testing/custom-mapping.ts";
import { makeZip } from "../testing/make-zip.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "./workspace.ts";

/** Records whose rows give none of their kind any more. */

const toLines = (all: readonly unknown[]) => all.map((row) => `${JSON.stringify(row)}\n`).join("");
const plan = customMapping("ms");

async function take(workspace: Workspace, text: string, options: { plan?: ConversionPlan; earlier?: "replace" | "count" } = {}) {
  const path = join(await temporaryFolder(), "rows.jsonl");
  await writeFile(path, text);
  return workspace.importFile(path, { kind: "auto", keepDuplicates: false, name: "rows.jsonl", ...options });
}

/** Ids of every record that counts. */
async function held(workspace: Workspace) {
  const { rows: executions } = await workspace.queries.executions({ limit: 100, sort: "newest", filter: {} });
  const { rows: comparisons } = await workspace.comparisons({ filter: {}, limit: 50 });
  const samples: string[] = [];
  for await (const line of workspace.samples()) samples.push(JSON.parse(line).sample_id);
  return [...executions.map(({ traceId }) => traceId), ...comparisons.map(({ comparisonId }) => comparisonId), ...samples].sort();
}

const rows = [0, 1, 2, 3].map((i) => ({ model: "m", ask: `q${i}`, answer: "a", at: 1764145200 + i, took: i + 1 }));
/** An earlier mapping made a record of it. */
const noRow = 42;
const source = (row: unknown, file = "folder/rows.jsonl") => ({
  dialect: "custom",
  version: "0",
  file,
  line: 1,
  sha256: createHash("sha256").update(JSON.stringify(row)).digest("hex"),
});
const execution = (trace_id: string, from: object) => ({
  ...{ schema_version: 1, trace_id, engine_id: "m", timestamp: 1, input: "", output: "", metrics: { success: true } },
  source: from,
});
const candidate = (engine_id: string) => ({ engine_id, output: engine_id, metrics: { quality_score: 0.5 } });
const comparison = (comparison_id: string, from: object) => ({
  ...{ comparison_id, query: comparison_id, candidates: [candidate("x"), candidate("y")], winner: { engine_id: "x", score: 0.5 } },
  source: from,
});
const sample = (sample_id: string, from: object) => ({
  ...{ sample_id, created_at: 1, source_trace_id: "t", tier: "gold", input: "i", output: "o" },
  validation: { quality_score: 0.5, validated: true },
  source: from,
});

it("records whose rows give none of their kind are taken away in the step; what was decided about, and other files' records, stay", async () => {
  let workspace = await openTemporary();
  const { path: folder } = workspace;
  const earlier = [
    execution("goes", source(noRow)),
    execution("cut off", source("a row that the file has no more")),
    execution("elsewhere", source(noRow, "other.jsonl")),
    comparison("goes, too", source(rows[0])),
    comparison("decided", source(rows[1])),
    sample("goes as well", source(rows[2])),
    sample("edited", source(rows[3])),
  ];
  await take(workspace, toLines(earlier));
  const { rows: comparisons } = await workspace.comparisons({ filter: {}, limit: 50 });
  const { rows: samples } = await workspace.listSamples({ filter: {}, limit: 50 });
  await workspace.curation.apply([
    { type: "tie", comparison: comparisons.find(({ comparisonId }) => comparisonId === "decided")?.key as string },
    { type: "edit", sample: samples.find(({ sampleId }) => sampleId === "edited")?.ref as string, output: "by hand" },
  ]);
  const before = await held(workspace);
  const text = toLines([...rows, noRow]);

  const counts = { records: 0, removed: 3, kept: 2, keptIn: ["decided", "edited"], carried: 0, lost: 0, earlier: ["custom 0"] };
  expect((await take(workspace, text, { plan, earlier: "count" })).replaced).toMatchObject(counts);
  expect(await held(workspace)).toEqual(before);
  // Without being asked, nothing goes.
  const { accepted, replaced: untouched } = await take(workspace, text, { plan });
  expect({ accepted, untouched }).toEqual({ accepted: 4, untouched: null });
  const both = await held(workspace);

  const { replaced } = await take(workspace, text, { plan, earlier: "replace" });
  expect(replaced).toMatchObject({ ...counts, steps: [expect.any(String)] });
  const after = both.filter((id) => !id.startsWith("goes"));
  expect(after).toHaveLength(before.length - 3 + rows.length);
  expect(await held(workspace)).toEqual(after);
  expect((await take(workspace, text, { plan, earlier: "replace" })).replaced).toMatchObject({
    records: 0,
    removed: 0,
    kept: 2,
    steps: [],
  });

  expect((await workspace.curation.undo()).description).toContain("took away 3 records of rows.jsonl (earlier by custom 0)");
  expect(await held(workspace)).toEqual(both);
  await workspace.curation.redo();
  await workspace.close();
  await rm(workspace.paths.cache, { recursive: true });
  workspace = await openTemporary({ path: folder });
  expect(await held(workspace)).toEqual(after);
  expect((await workspace.verify({ repair: false })).problems).toEqual([]);
  await workspace.close();
});

it("all files of an archive are one step", async () => {
  const workspace = await openTemporary();
  const path = join(await temporaryFolder(), "rows.zip");
  const files = ["a", "b"].map((name) => ({
    name: `${name}.jsonl`,
    text: toLines(rows.map((row) => ({ ...row, ask: `${name} ${row.ask}` }))),
  }));
  await writeFile(path, makeZip(files));
  const load = (unit: "s" | "ms", earlier?: "replace") =>
    workspace.importFile(path, { kind: "auto", keepDuplicates: false, plan: customMapping(unit), ...(earlier && { earlier }) });
  await load("ms");
  const medians = async () => (await workspace.stats({ successfulOnly: false, percentiles: [50] })).engines[0]?.latencyMs.percentiles;
  expect((await load("s", "replace")).replaced).toMatchObject({ records: 8, removed: 0, steps: [expect.any(String)] });
  expect(await medians()).toEqual([2500]);
  expect((await workspace.curation.undo()).description).toContain("replaced 8 records of");
  expect(await medians()).toEqual([2.5]);
  await workspace.close();
});

it("a record that was taken away comes back where its row gives it again", async () => {
  const chunk = (response: string, done: boolean) => ({
    model: "m",
    created_at: "2025-01-01T00:00:00Z",
    response,
    done,
    total_duration: 5e9,
  });
  const workspace = await openTemporary();
  const [end, whole] = [toLines([chunk("lo", true)]), toLines([chunk("Hel", false), chunk("lo", true)])];
  await take(workspace, end);
  const [alone] = await held(workspace);
  // Its row is the second of another reply now.
  expect((await take(workspace, whole, { earlier: "replace" })).replaced).toMatchObject({ removed: 1 });
  const [joined, ...others] = await held(workspace);
  expect(others).toEqual([]);
  expect(joined).not.toBe(alone);
  expect(await take(workspace, end)).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await held(workspace)).toEqual([joined]);
  expect((await take(workspace, end, { earlier: "replace" })).replaced).toMatchObject({ records: 1, removed: 0 });
  expect(await held(workspace)).toEqual([alone, joined].sort());
  await workspace.curation.undo();
  expect(await held(workspace)).toEqual([joined]);
  await workspace.close();
});
