import { appendFile, readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { indexedTextBytes } from "../../../../contract/index.ts";
import { comparisonRecord, TestWorkspace } from "../../testing/curation-workspace.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { tierOfScore } from "./automatic-sample.ts";

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
});
afterEach(() => workspace.remove());

const scored = (...scores: (number | undefined)[]) =>
  workspace.compare(...scores.map((score, i) => comparisonRecord(`c-${i}`, score === undefined ? {} : { score })));
/** What the dataset holds, without the keys: who was made how. */
const dataset = async (keys: readonly string[]) =>
  (await workspace.flushed()).map((line) => {
    const { sample_id: id, tier, validation } = JSON.parse(line);
    const at = keys.findIndex((key) => id.includes(key));
    return `${id.replace(keys[at] ?? "", String(at))} ${tier}${validation.validated ? " validated" : ""}`;
  });
const at = async (key: string, position = 1) => (await workspace.curation.readDecisions(key)).candidates.get(position);

describe("automatic generation", () => {
  it("gives each winner the tier of the thresholds, once", async () => {
    const keys = await scored(0.95, 0.9, 0.8999, 0.75, 0.5, 0.4999, undefined, 1, 0);
    expect(await workspace.curation.generate()).toMatchObject({ created: 6, changed: 0, removed: 0 });
    const made = ["auto-0 gold", "auto-1 gold", "auto-2 silver", "auto-3 silver", "auto-4 bronze", "auto-7 gold"];
    expect(await dataset(keys)).toEqual(made);
    const bytes = await readFile(workspace.curationPath);
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    await workspace.reopen();
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    expect(await readFile(workspace.curationPath)).toEqual(bytes);
    expect(await dataset(keys)).toEqual(made);
    const [line = ""] = await workspace.lines();
    expect(JSON.parse(line)).toEqual({
      sample_id: `auto-${keys[0]}`,
      created_at: 1_700_000_000,
      source_trace_id: "c-0",
      tier: "gold",
      input: "what is c-0?",
      output: "c-0 answered by 1",
      validation: { quality_score: 0.95, validated: false, source: "winner" },
      comparison_key: keys[0],
      engine_id: "b",
      position: 1,
    });
    expect(new SchemaValidator().validateLine(line, "training_sample").valid).toBe(true);
    expect(await at(keys[0] ?? "")).toEqual({ tier: "gold", rejected: false, sampleRef: `auto-${keys[0]}`, decidedBy: "auto" });
    expect((await workspace.curation.readDecisions(keys[0] ?? "")).reviewed).toBe(false);
    expect(await workspace.db.all("SELECT reviewed, tiers FROM reviews ORDER BY tiers")).toHaveLength(6);
    expect(workspace.curation.state()).toMatchObject({ canUndo: true, undoes: "generated 6 samples", decisions: 0 });
    expect(workspace.curation.history({ limit: 5 })).toEqual([
      expect.objectContaining({ actor: "tester", actorKind: "person", description: "generated 6 samples" }),
    ]);
  });

  it("uses whole texts where the index has only their beginnings", async () => {
    const long = (id: string) => `${id} ${"é".repeat(indexedTextBytes)}`;
    const record = comparisonRecord("long", { score: 0.95 }) as { query: string; candidates: { output: string }[] };
    const candidates = record.candidates.map((candidate, i) => ({ ...candidate, output: long(String(i)) }));
    await workspace.compare({ ...record, query: long("what"), candidates });
    expect(await workspace.curation.generate()).toMatchObject({ created: 1 });
    const [line = ""] = await workspace.flushed();
    expect(JSON.parse(line)).toMatchObject({ input: long("what"), output: long("1"), validation: { quality_score: 0.95 } });
  });

  it("keeps the conversation of a comparison that has one", async () => {
    const messages = [{ role: "user", content: "what is talk?" }];
    await workspace.compare({ ...comparisonRecord("talk", { score: 0.95 }), messages });
    expect(await workspace.curation.generate()).toMatchObject({ created: 1 });
    const [line = ""] = await workspace.flushed();
    expect(JSON.parse(line).messages).toEqual([...messages, { role: "assistant", content: "talk answered by 1" }]);
  });

  it("promotes every undecided winner from a score on to one tier, of a filter, as one step, and nothing a person decided", async () => {
    const keys = await scored(0.95, 0.9, 0.8, 0.6, 0.3, undefined);
    const [first = "", , third = ""] = keys;
    await workspace.curation.apply([{ type: "tie", comparison: first }]);
    await workspace.curation.generate({ promote: { tier: "bronze", minScore: 0.85 } });
    expect(await dataset(keys)).toEqual(["auto-1 bronze"]);
    const scope = { promote: { tier: "silver", minScore: 0.6 } } as const;
    const expected = { created: 2, changed: 1, removed: 0, byTier: { gold: 0, silver: 3, bronze: 0 } };
    expect(await workspace.curation.previewGeneration(scope)).toMatchObject({ ...expected, leftOut: { decided: 1, belowThreshold: 1 } });
    expect(await workspace.curation.generate(scope)).toMatchObject(expected);
    expect(await dataset(keys)).toEqual(["auto-1 silver", "auto-2 silver", "auto-3 silver"]);
    // What is below stays, and so does what is not of the filter.
    const gold = { promote: { tier: "gold", minScore: 0.7 }, filter: { maxScore: 0.85 } } as const;
    expect(await workspace.curation.generate(gold)).toMatchObject({ created: 0, changed: 1, removed: 0 });
    expect(await at(third)).toMatchObject({ tier: "gold", decidedBy: "auto" });
    // The workspace's setting leaves alone what somebody asked for.
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 0, changed: 0, removed: 0, leftOut: { unchanged: 3 } });
    await workspace.curation.undo();
    await workspace.curation.undo();
    expect(await dataset(keys)).toEqual(["auto-1 bronze"]);
  });

  it("re-applies changed thresholds to samples that are still automatic", async () => {
    const keys = await scored(0.95, 0.8, 0.6);
    await workspace.curation.generate();
    await workspace.curation.apply([{ type: "edit", sample: `auto-${keys[1]}`, output: "mended" }]);
    workspace.thresholds = { autoGenerate: false, gold: 0.99, silver: 0.94, bronze: 0.7 };
    workspace.nowMs += 60_000;
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 1, removed: 1 });
    expect(await dataset(keys)).toEqual(["auto-0 silver", "auto-1 silver validated"]);
    expect(await at(keys[2] ?? "")).toBeUndefined();
    workspace.thresholds = { autoGenerate: false, gold: 0.9, silver: 0.75, bronze: 0.5 };
    expect(await workspace.curation.generate()).toMatchObject({ created: 1, changed: 1, removed: 0 });
    expect(await dataset(keys)).toEqual(["auto-0 gold", "auto-1 silver validated", "auto-2 bronze"]);
    expect((await workspace.lines()).map((line) => JSON.parse(line).created_at)).toEqual([1_700_000_000, 1_700_000_000, 1_700_000_000]);
  });

  it("starts on opening if it is switched on", async () => {
    const keys = await scored(0.95);
    await workspace.close();
    await workspace.openFiles();
    workspace.thresholds = { ...workspace.thresholds, autoGenerate: true };
    await workspace.open();
    // Behind the run that opening started.
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    expect(await dataset(keys)).toEqual(["auto-0 gold"]);
  });

  it("can start from an offset", async () => {
    const old = await scored(0.95);
    const fromOffset = workspace.comparisons.durableBytes;
    const fresh = await workspace.compare(comparisonRecord("new", { score: 0.8 }));
    expect(await workspace.curation.generateFor(fromOffset)).toMatchObject({ created: 1, changed: 0, removed: 0 });
    expect(await dataset([...old, ...fresh])).toEqual(["auto-1 silver"]);
  });

  it("makes one sample of a duplicated comparison", async () => {
    const record = comparisonRecord("twin", { score: 0.95 });
    const [key = ""] = await workspace.compare(record, record);
    expect(await workspace.curation.generate()).toMatchObject({ created: 1, changed: 0, removed: 0 });
    expect(await dataset([key])).toEqual(["auto-0 gold"]);
  });

  it("is one step, however many comparisons there are", async () => {
    await scored(...Array.from({ length: 1203 }, (_, i) => 0.5 + (i % 50) / 100));
    const answer = await workspace.curation.generate();
    expect(answer).toMatchObject({ created: 1203, changed: 0, removed: 0, description: "generated 1203 samples" });
    expect(answer.comparisons).toHaveLength(1203);
    expect(workspace.curation.history({ limit: 10 }).map(({ description }) => description)).toEqual(["generated 1203 samples"]);
    const events = await workspace.events();
    expect(new Set(events.map(({ event_id: id }) => id)).size).toBe(1);
    expect(events.length).toBeGreaterThan(5);
    const lines = await workspace.flushed();
    const scores = Array.from({ length: 1203 }, (_, i) => 0.5 + (i % 50) / 100);
    expect(lines.map((line) => JSON.parse(line).tier)).toEqual(scores.map((score) => tierOfScore(score, workspace.thresholds)));
    expect(await workspace.indexed()).toEqual((await workspace.lines()).sort());
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual([]);
    expect(await workspace.indexed()).toEqual([]);
    await workspace.reopen();
    expect(workspace.curation.state()).toMatchObject({ canUndo: false, redoes: "generated 1203 samples" });
    await workspace.curation.redo();
    expect(await workspace.flushed()).toEqual(lines);
    expect(await workspace.indexed()).toEqual([...lines].sort());
  });
});

describe("a person's decision about the winner", () => {
  it.each([
    ["promote", 1, ["s-0-1 bronze validated"]],
    ["reject", 1, []],
    ["clear", 1, []],
    ["demote", 1, []],
  ] as const)("outranks it: %s", async (type, position, left) => {
    const [key = ""] = await scored(0.95);
    await workspace.curation.generate();
    if (type === "demote") await workspace.curation.apply([{ type, sample: `auto-${key}` }]);
    else if (type === "promote") await workspace.curation.apply([{ type, comparison: key, position, tier: "bronze" }]);
    else await workspace.curation.apply([{ type, comparison: key, position }]);
    expect(await dataset([key])).toEqual(left);
    for (const thresholds of [workspace.thresholds, { autoGenerate: false, gold: 1, silver: 0.9, bronze: 0.1 }]) {
      workspace.thresholds = thresholds;
      expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    }
    expect(await dataset([key])).toEqual(left);
    await workspace.reopen();
    await workspace.curation.generate();
    expect(await dataset([key])).toEqual(left);
    await workspace.curation.undo();
    expect(await dataset([key])).toEqual(["auto-0 gold"]);
    expect(await at(key)).toMatchObject({ tier: "gold", decidedBy: "auto" });
    await workspace.curation.redo();
    expect(await dataset([key])).toEqual(left);
  });

  it("made before generation leaves nothing to generate, and undone leaves it to generation", async () => {
    const [key = ""] = await scored(0.95);
    await workspace.curation.apply([{ type: "reject", comparison: key, position: 1 }]);
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0, leftOut: { decided: 1 } });
    await workspace.curation.undo();
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 1, changed: 0, removed: 0 });
    await workspace.curation.redo();
    expect(await dataset([key])).toEqual([]);
    expect(await at(key)).toMatchObject({ rejected: true, decidedBy: "person" });
    await workspace.curation.undo();
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 1 });
    expect(await dataset([key])).toEqual(["auto-0 gold"]);
  });

  it("retier of an automatic sample makes it a person's", async () => {
    const [key = ""] = await scored(0.95);
    await workspace.curation.generateFor(0);
    await workspace.curation.apply([{ type: "retier", sample: `auto-${key}`, tier: "bronze" }]);
    await workspace.curation.generateFor(0);
    expect(await dataset([key])).toEqual(["auto-0 bronze validated"]);
    expect(await at(key)).toEqual({ tier: "bronze", rejected: false, sampleRef: `auto-${key}`, decidedBy: "person" });
    await workspace.curation.undo();
    workspace.thresholds = { ...workspace.thresholds, gold: 0.99 };
    await workspace.curation.generateFor(0);
    expect(await dataset([key])).toEqual(["auto-0 silver"]);
    await workspace.curation.redo();
    expect(await dataset([key])).toEqual(["auto-0 bronze validated"]);
  });
});

it("ignores a log line it cannot read", async () => {
  const [key = ""] = await scored(0.95);
  await workspace.curation.generate();
  await appendFile(workspace.curationPath, "garbage\n");
  await workspace.reopen();
  expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
  expect(await dataset([key])).toEqual(["auto-0 gold"]);
});
