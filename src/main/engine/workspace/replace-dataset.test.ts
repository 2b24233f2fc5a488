import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConversionPlan } from "../../../contract/index.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import type { Workspace } from "./workspace.ts";

const toLines = (all: readonly object[]) => all.map((row) => `${JSON.stringify(row)}\n`).join("");

async function writeRows(rows: readonly object[]): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "assay-replace-")), "rows.jsonl");
  await writeFile(path, toLines(rows));
  return path;
}

const take = (workspace: Workspace, path: string, plan: ConversionPlan, earlier?: "replace") =>
  workspace.importFile(path, { kind: "auto", keepDuplicates: false, name: "rows.jsonl", plan, ...(earlier && { earlier }) });

/** The records that a file gives today. */
async function convertToLines(path: string, plan: ConversionPlan, journal: string) {
  const scratch = await openTemporary();
  await take(scratch, path, plan);
  const text = await readFile(join(scratch.paths.output, journal), "utf8");
  await scratch.close();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const never = new AbortController().signal;
/** The pairs that an export has: how many, and the first. */
async function exportPairs(workspace: Workspace) {
  const { report, firstRows } = await workspace.exports.preview({ target: "trl-preference" }, never);
  return { rows: report.rows, firstRows: firstRows.map(({ text }) => text).sort() };
}

it("a collected sample that was taken out of the dataset stays out when its file comes in by another mapping", async () => {
  const path = await writeRows(Array.from({ length: 5 }, (_, i) => ({ prompt: `p${i}`, completion: `c${i}` })));
  const plan: ConversionPlan = { dialect: "prompt-completion", answers: {} };
  // As an older mapping made them.
  const earlier = (await convertToLines(path, plan, "training_samples.jsonl")).map((one) => ({
    ...one,
    tier: one.tier === "gold" ? "silver" : "gold",
  }));

  let workspace = await openTemporary();
  await workspace.importFile(await writeRows(earlier), { kind: "auto", keepDuplicates: false });
  const list = async () => (await workspace.listSamples({ filter: {}, limit: 50 })).rows;
  await workspace.curation.apply([{ type: "demote", sample: (await list())[0]?.ref as string }]);
  expect(await list()).toHaveLength(4);
  const { path: folder } = workspace;
  await workspace.close();
  workspace = await openTemporary({ path: folder });
  expect(await take(workspace, path, plan)).toMatchObject({ accepted: 0, duplicates: 5 });
  expect(await take(workspace, path, plan, "replace")).toMatchObject({ accepted: 0, replaced: { records: 4 } });
  expect(await list()).toHaveLength(4);
  await workspace.curation.undo();
  await workspace.curation.undo();
  expect(await list()).toHaveLength(5);
  await workspace.close();
});

const pairs = Array.from({ length: 5 }, (_, i) => ({ prompt: `p${i}`, chosen: `good ${i}`, rejected: `bad ${i}` }));

it("exports of pairs and automatic samples count the version in force, once", async () => {
  const path = await writeRows(pairs);
  const plan: ConversionPlan = { dialect: "preference", answers: {} };
  const earlier = (await convertToLines(path, plan, "comparisons.jsonl")).map((one, i) => {
    const [chosen, rejected] = one.candidates;
    // As an older mapping made them: of one it cut the answer.
    return { ...one, tags: ["older"], candidates: [i === 1 ? { ...chosen, output: "cut" } : chosen, rejected] };
  });
  const workspace = await openTemporary({ config: { json_engine: { training: { auto_generate_samples: true } } } });
  await workspace.importFile(await writeRows(earlier), { kind: "auto", keepDuplicates: false });
  const seen = async () => {
    const { rows } = await workspace.comparisons({ filter: {}, limit: 50 });
    const samples: { comparison_key: string }[] = [];
    for await (const line of workspace.samples()) samples.push(JSON.parse(line));
    return { comparisons: rows.map(({ key }) => key).sort(), samples: samples.map((one) => one.comparison_key).sort() };
  };
  const before = await seen();
  expect(before.samples).toEqual(before.comparisons);
  const pairsBefore = await exportPairs(workspace);
  expect(pairsBefore).toMatchObject({ rows: 5, firstRows: expect.arrayContaining([expect.stringContaining("cut")]) });

  expect((await take(workspace, path, plan, "replace")).replaced).toMatchObject({ records: 5 });
  await workspace.curation.generate();
  const after = await seen();
  expect(after.comparisons.filter((key) => before.comparisons.includes(key))).toEqual([]);
  expect(after.samples).toEqual(after.comparisons);
  expect(after.comparisons).toHaveLength(5);
  const pairsAfter = await exportPairs(workspace);
  expect(pairsAfter.rows).toBe(5);
  expect(pairsAfter.firstRows.join("")).not.toContain("cut");

  while ((await seen()).comparisons[0] !== before.comparisons[0]) await workspace.curation.undo();
  expect(await seen()).toEqual(before);
  expect(await exportPairs(workspace)).toEqual(pairsBefore);
  await workspace.close();
});
