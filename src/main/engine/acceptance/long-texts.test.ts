import { open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { shortLineBytes } from "../records/indexed-texts.ts";
import { exportInto } from "../testing/export-into.ts";
import { openTemporary, partsOf } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openTemporary();
});
afterEach(async () => {
  await workspace.close();
  // Half a gigabyte.
  await rm(workspace.path, { recursive: true });
});

const record = (i: number, output: string) => ({
  schema_version: 1,
  trace_id: `t-${i}`,
  engine_id: "e",
  timestamp: 1,
  input: `question ${i}`,
  output,
  metrics: { success: true, latency_ms: i },
});

const sample = (i: number, output: string) => ({
  sample_id: `s-${i}`,
  created_at: 1,
  source_trace_id: `t-${i}`,
  tier: "gold",
  input: `question ${i}`,
  output,
  validation: { quality_score: 0.9, validated: true },
});

/** A file of `count` records with a megabyte of text each. */
async function megabytes(count: number, make: (i: number, output: string) => object): Promise<string> {
  const path = join(workspace.path, "long.jsonl");
  const file = await open(path, "w");
  for (let i = 0; i < count; i++) await file.write(`${JSON.stringify(make(i, `answer ${i} ${"x".repeat(1_000_000)} the end`))}\n`);
  await file.close();
  return path;
}

it("executions of a megabyte each, more than the index may hold in memory: indexed, even after opening again", async () => {
  const count = 500;
  await workspace.importFile(await megabytes(count, record), { kind: "auto", keepDuplicates: false });
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true, channels: { events: { lines: count, indexed: count } } });
  expect((await workspace.queries.table({ successfulOnly: false })).overall).toMatchObject({
    count,
    latencyMs: { n: count, max: count - 1 },
  });
  const { path } = workspace;
  await workspace.close();
  workspace = await openTemporary({ path });
  await workspace.settled();
  expect(partsOf(workspace).index.repairs).toEqual([]);
  expect(partsOf(workspace).index.linesIn("events")).toBe(count);
});

it("a search finds what stands anywhere in a text, however long that is; a list shows its head", async () => {
  const fill = "x".repeat(shortLineBytes);
  for (const [i, output] of [`needle ${fill}`, `${fill} needle`, "a needle", "nothing"].entries())
    await workspace.collector.collectEngineExecution(record(i, output));
  await workspace.collector.flush();
  await workspace.settled();
  const { rows, total } = await workspace.queries.executions({ filter: { text: "NEEDLE" }, sort: "arrival", limit: 10 });
  expect(rows.map(({ traceId, inputHead, outputHead }) => [traceId, inputHead, outputHead])).toEqual([
    ["t-0", "question 0", `needle ${fill}`.slice(0, 200)],
    ["t-1", "question 1", fill.slice(0, 200)],
    ["t-2", "question 2", "a needle"],
  ]);
  expect(total).toBe(3);
});

it("long samples are found in a dataset file that somebody's editor has been at, and while the file is written anew", async () => {
  const { path } = workspace;
  await workspace.close();
  const lines = [0, 1, 2].map((i) => JSON.stringify(sample(i, `answer ${i} ${"x".repeat(5000 + i)}`)));
  await writeFile(join(path, "output", "training_samples.jsonl"), `\ufeff${lines[0]}\r\n${lines[1]}\n${lines[2]}\n`);
  workspace = await openTemporary({ path });
  const { curation } = workspace;
  const { rows } = await curation.listSamples({ filter: {}, limit: 10 });
  const refs = rows.map(({ sampleId, ref }) => [sampleId, ref] as const).sort();
  for (const [i, [, ref]] of refs.entries()) expect((await curation.getSample({ ref })).raw).toBe(lines[i]);

  const [last = "", other = ""] = [refs[2]?.[1], refs[1]?.[1]];
  let writing = true;
  const written = (async () => {
    for (let i = 0; i < 30; i++) {
      await curation.apply([{ type: "edit", sample: other, input: "f".repeat(i % 2 ? 10 : 60_000) }]);
      await curation.flush();
    }
  })().finally(() => {
    writing = false;
  });
  while (writing) expect((await curation.getSample({ ref: last })).raw).toBe(lines[2]);
  await written;
});

it("an edit reaches a dataset file with carriage returns, and nothing else in it changes", async () => {
  const { path } = workspace;
  await workspace.close();
  const file = join(path, "output", "training_samples.jsonl");
  const [first, second, third] = [0, 1, 2].map((i) => JSON.stringify(sample(i, `answer ${i}`)));
  await writeFile(file, `${first}\r\n${second}\r\n${third}\r\n`);
  workspace = await openTemporary({ path });
  const { rows } = await workspace.curation.listSamples({ filter: {}, limit: 10 });
  const ref = rows.find(({ sampleId }) => sampleId === "s-1")?.ref ?? "";
  await workspace.curation.apply([{ type: "edit", sample: ref, output: "edited" }]);
  await workspace.curation.flush();
  expect(await readFile(file, "utf8")).toBe(`${first}\r\n${second?.replace("answer 1", "edited")}\n${third}\r\n`);
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true, problems: [] });
  await workspace.curation.undo();
  await workspace.curation.apply([{ type: "demote", sample: ref }]);
  await workspace.curation.flush();
  expect(await readFile(file, "utf8")).toBe(`${first}\r\n${third}\r\n`);
});

it("samples of a megabyte each, more than the index may hold in memory: indexed, shown whole, decided about, exported", async () => {
  const count = 300;
  await workspace.importFile(await megabytes(count, sample), { kind: "auto", keepDuplicates: false });
  expect(await workspace.verify({ repair: false })).toMatchObject({
    ok: true,
    channels: { training_samples: { lines: count, indexed: count } },
  });
  const { curation } = workspace;
  const listed = await curation.listSamples({ filter: { text: "ANSWER 123 " }, limit: 10 });
  const ref = listed.rows[0]?.ref ?? "";
  expect(listed.total).toBe(1);
  expect((await curation.getSample({ ref })).output).toMatch(/^answer 123 x{1000000} the end$/);

  await curation.apply([{ type: "edit", sample: ref, output: `edited ${"y".repeat(1_000_000)}` }]);
  expect((await curation.getSample({ ref })).output).toMatch(/^edited y{1000000}$/);
  expect(await exportInto(workspace, { target: "jsonl", filter: { text: "edited" } })).toMatchObject({ made: { report: { rows: 1 } } });
  const exported = await readFile(join(workspace.paths.exports, "first", "train.jsonl"), "utf8");
  expect(JSON.parse(exported)).toMatchObject({ sample_id: "s-123", input: "question 123" });
  await curation.undo();
  await curation.apply([{ type: "demote", sample: ref }]);
  await curation.undo();
  expect((await curation.getSample({ ref })).raw).toBe(JSON.stringify(sample(123, `answer 123 ${"x".repeat(1_000_000)} the end`)));
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
});
