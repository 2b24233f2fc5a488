import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConversionPlan } from "../../../contract/index.ts";
import { customMapping } from "../testing/custom-mapping.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "./workspace.ts";

const rows = Array.from({ length: 40 }, (_, i) => ({ model: "m", ask: `q${i}`, answer: `a${i}`, at: 1764145200 + i, took: i + 1 }));
const toLines = (all: readonly object[]) => all.map((row) => `${JSON.stringify(row)}\n`).join("");

async function writeRows(text: string, name = "rows.jsonl"): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

const take = (workspace: Workspace, path: string, plan?: ConversionPlan, earlier?: "replace" | "count") =>
  workspace.importFile(path, {
    kind: "auto",
    keepDuplicates: false,
    name: "rows.jsonl",
    ...(plan && { plan }),
    ...(earlier && { earlier }),
  });

async function latencies(workspace: Workspace) {
  const { engines } = await workspace.stats({ successfulOnly: false, percentiles: [50] });
  const [engine] = engines;
  return { executions: engine?.count, p50: engine?.latencyMs.percentiles[0] };
}

const journal = (workspace: Workspace, name: string) => readFile(join(workspace.paths.output, name));

it("a mapping run again replaces executions as one step: undone, redone, after a restart, and with the index rebuilt", async () => {
  const path = await writeRows(toLines(rows));
  let workspace = await openTemporary();
  const { path: folder } = workspace;
  await take(workspace, path, customMapping("ms"));
  const old = await journal(workspace, "events.jsonl");
  expect(await latencies(workspace)).toEqual({ executions: 40, p50: 20.5 });

  // Without being asked, nothing changes but the hint; counting changes nothing either.
  expect(await take(workspace, path, customMapping("s"))).toMatchObject({ accepted: 0, duplicates: 40, differing: 40, replaced: null });
  const counted = { replaced: { records: 40, carried: 0, lost: 0, earlier: ["custom 2"] } };
  expect(await take(workspace, path, customMapping("s"), "count")).toMatchObject(counted);
  expect((await journal(workspace, "events.jsonl")).equals(old)).toBe(true);
  expect((await take(workspace, path, customMapping("ms"), "replace")).replaced).toMatchObject({ records: 0 });

  // A grown file: what is new comes in, what is there is replaced.
  await writeFile(path, toLines([...rows, { ...rows[0], ask: "new", took: 1 }]));
  expect(await take(workspace, path, customMapping("s"), "replace")).toMatchObject({ accepted: 1, duplicates: 40, ...counted });
  const isNew = { executions: 41, p50: 20000 };
  // The new row stays, as the mapping it came in with has it: 1 s.
  const isOld = { executions: 41, p50: 21 };
  expect(await latencies(workspace)).toEqual(isNew);
  expect((await journal(workspace, "events.jsonl")).subarray(0, old.length).equals(old)).toBe(true);
  expect(workspace.liveState().channels.find(({ name }) => name === "events")?.recordsInFile).toBe(41);
  expect((await workspace.queries.executions({ limit: 100, sort: "newest", filter: { text: "q7" } })).rows).toHaveLength(1);
  const verified = await workspace.verify({ repair: false });
  expect(verified).toMatchObject({ ok: true, channels: { events: { lines: 81, indexed: 81, replaced: 40 } } });

  const check = async (expected: object) => {
    expect(await latencies(workspace)).toEqual(expected);
    await workspace.close();
    workspace = await openTemporary({ path: folder });
    expect(await latencies(workspace)).toEqual(expected);
  };
  expect((await workspace.curation.undo()).description).toContain("replaced 40 records of rows.jsonl (earlier by custom 2)");
  await check(isOld);
  await workspace.curation.redo();
  await check(isNew);
  await workspace.close();
  await rm(workspace.paths.cache, { recursive: true });
  workspace = await openTemporary({ path: folder });
  expect(await latencies(workspace)).toEqual(isNew);
  expect((await workspace.verify({ repair: false })).ok).toBe(true);
  // The same again replaces nothing.
  expect(await take(workspace, path, customMapping("s"), "replace")).toMatchObject({ accepted: 0, replaced: { records: 0 } });
  await workspace.close();
});

const pairs = Array.from({ length: 6 }, (_, i) => ({ prompt: `p${i}`, chosen: `good ${i}`, rejected: `bad ${i}` }));

/** A workspace whose comparisons an older mapping made of `pairs`, each changed by `change`. */
async function withEarlier(change: (record: { candidates: { output: string }[]; tags?: string[] }, i: number) => void) {
  const path = await writeRows(toLines(pairs));
  const scratch = await openTemporary();
  await take(scratch, path);
  const today = (await journal(scratch, "comparisons.jsonl")).toString("utf8").trim().split("\n");
  await scratch.close();
  const earlier = today.map((line, i) => {
    const record = JSON.parse(line);
    change(record, i);
    const { source, ...rest } = record;
    return { ...rest, source: { ...source, version: "0" } };
  });
  const workspace = await openTemporary();
  await workspace.importFile(await writeRows(toLines(earlier)), { kind: "auto", keepDuplicates: false });
  const { rows: listed } = await workspace.comparisons({ filter: {}, limit: 50 });
  const keyOf = (i: number) => listed.find(({ comparisonId }) => comparisonId === earlier[i].comparison_id)?.key as string;
  return { workspace, path, keyOf, today };
}

const keysOf = async (workspace: Workspace) => (await workspace.comparisons({ filter: {}, limit: 50 })).rows.map(({ key }) => key).sort();
const samplesOf = async (workspace: Workspace) => {
  const lines: { comparison_key: string; output: string; sample_id: string }[] = [];
  for await (const line of workspace.samples()) lines.push(JSON.parse(line));
  return lines;
};

it("decisions go over where what was decided about is the same; the others are named, and undo brings all of it back", async () => {
  // The older mapping tagged nothing; of the second comparison it had another answer.
  const { workspace, path, keyOf } = await withEarlier((record, i) => {
    record.tags = ["older"];
    if (i === 1) (record.candidates[0] as { output: string }).output = "cut short";
  });
  const [first, second, third] = [keyOf(0), keyOf(1), keyOf(2)];
  await workspace.curation.apply([
    { type: "promote", comparison: first, position: 0, tier: "gold" },
    { type: "promote", comparison: second, position: 0, tier: "gold" },
    { type: "tie", comparison: third },
    { type: "note", comparison: third, note: "look again" },
  ]);
  const [before, samplesBefore] = [await keysOf(workspace), await samplesOf(workspace)];
  const { replaced } = await take(workspace, path, undefined, "replace");
  expect(replaced).toMatchObject({ records: 6, carried: 2, lost: 1, earlier: ["preference 0"] });
  expect(replaced?.lostIn).toHaveLength(1);

  const after = await keysOf(workspace);
  expect(after).toHaveLength(6);
  expect(after.filter((key) => before.includes(key))).toEqual([]);
  const { rows } = await workspace.comparisons({ filter: { reviewed: true }, limit: 50 });
  expect(rows).toHaveLength(2);
  const [sample, ...others] = await samplesOf(workspace);
  expect(others).toEqual([]);
  expect(after).toContain(sample?.comparison_key);
  expect(sample?.output).toBe("good 0");
  const tied = rows.find(({ key }) => key !== sample?.comparison_key);
  expect(await workspace.comparison(tied?.key as string)).toMatchObject({ outcome: "tie", note: "look again" });
  expect((await workspace.verify({ repair: false })).problems).toEqual([]);

  await workspace.curation.undo();
  expect(await keysOf(workspace)).toEqual(before);
  expect(await samplesOf(workspace)).toEqual(samplesBefore);
  expect(await workspace.comparison(third)).toMatchObject({ outcome: "tie", note: "look again" });
  await workspace.curation.redo();
  expect(await keysOf(workspace)).toEqual(after);
  expect(await samplesOf(workspace)).toEqual([sample]);
  await workspace.close();
});

it("a step in the history cannot be undone under a later replacement", async () => {
  const path = await writeRows(toLines(rows));
  const workspace = await openTemporary();
  await take(workspace, path, customMapping("ms"));
  await take(workspace, path, customMapping("s"), "replace");
  const [step] = workspace.curation.history({ limit: 1 });
  const engine = customMapping("s");
  await take(workspace, path, { ...engine, answers: { success: false } }, "replace");
  await expect(workspace.curation.undoEvent(step?.eventId as string)).rejects.toMatchObject({ code: "refused" });
  await workspace.curation.undo();
  await workspace.curation.undoEvent(step?.eventId as string);
  expect(await latencies(workspace)).toEqual({ executions: 40, p50: 20.5 });
  await workspace.close();
});

it("collected samples are replaced in the dataset; one that a person edited stays, and is named", async () => {
  const chats = pairs.map(({ prompt, chosen }) => ({ prompt, completion: chosen }));
  const path = await writeRows(toLines(chats));
  const scratch = await openTemporary();
  await take(scratch, path);
  const today = (await journal(scratch, "training_samples.jsonl"))
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  await scratch.close();
  const workspace = await openTemporary();
  const earlier = today.map((record) => ({ ...record, tier: record.tier === "gold" ? "silver" : "gold" }));
  await workspace.importFile(await writeRows(toLines(earlier)), { kind: "auto", keepDuplicates: false });
  const { rows: listed } = await workspace.listSamples({ filter: {}, limit: 50 });
  const edited = listed.find(({ sampleId }) => sampleId === today[3].sample_id)?.ref as string;
  await workspace.curation.apply([{ type: "edit", sample: edited, output: "by hand" }]);
  const before = await samplesOf(workspace);

  const { replaced } = await take(workspace, path, undefined, "replace");
  expect(replaced).toMatchObject({ records: 5, lost: 1, lostIn: [today[3].sample_id] });
  const expected = today.map((record, i) => (i === 3 ? { ...earlier[3], output: "by hand" } : record));
  const withoutTurns = (all: readonly object[]) => all.map(({ messages: _, ...rest }: { messages?: unknown }) => rest);
  expect(withoutTurns(await samplesOf(workspace))).toEqual(withoutTurns(expected));
  expect((await take(workspace, path, undefined, "replace")).replaced).toMatchObject({ records: 0 });
  await workspace.curation.undo();
  expect(await samplesOf(workspace)).toEqual(before);
  await workspace.close();
});
