import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

/** What somebody decided outranks automatic samples, whichever came first. Candidate 2 ("b", position 1) is the recorded winner. */

let workspace: TestWorkspace;
let key: string;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  [key = ""] = await workspace.compare(comparisonRecord("c-1", { score: 0.95 }));
});
afterEach(() => workspace.remove());

const dataset = async () => (await workspace.flushed()).map((line) => JSON.parse(line).sample_id.replace(key, "K"));
const apply = (...actions: CurationAction[]) => workspace.curation.apply(actions);
const on = (action: object) => ({ comparison: key, ...action }) as CurationAction;
const agent = { name: "cli", kind: "agent" } as const;

const decisions: [string, object[], string[]][] = [
  ["all bad", [{ type: "both_bad" }], []],
  ["tie", [{ type: "tie" }], []],
  ["another winner", [{ type: "set_winner", position: 0 }], []],
  ["another candidate promoted", [{ type: "promote", position: 0, tier: "silver" }], ["s-K-0"]],
  ["another candidate rejected", [{ type: "reject", position: 2 }], []],
  [
    "another candidate promoted and cleared",
    [
      { type: "promote", position: 0, tier: "gold" },
      { type: "clear", position: 0 },
    ],
    [],
  ],
  ["the winner rejected", [{ type: "reject", position: 1 }], []],
  ["the winner promoted", [{ type: "promote", position: 1, tier: "bronze" }], ["s-K-1"]],
];

describe.each(["person", "agent"] as const)("a decision of a %s", (kind) => {
  const by = kind === "agent" ? agent : undefined;

  it.each(decisions)("made before generation is left alone: %s", async (_, actions, left) => {
    for (const action of actions) await workspace.curation.apply([on(action)], by);
    expect(await workspace.curation.previewGeneration()).toMatchObject({ created: 0, removed: 0, leftOut: { decided: 1 }, examples: [] });
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, leftOut: { decided: 1 } });
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 0 });
    expect(await dataset()).toEqual(left);
    await workspace.reopen();
    expect(await workspace.curation.generate()).toMatchObject({ created: 0 });
    // Once undone, generation may use the comparison again.
    for (const __ of actions) await workspace.curation.undo(by);
    expect(await workspace.curation.generate()).toMatchObject({ created: 1 });
    expect(await dataset()).toEqual(["auto-K"]);
  });

  it.each(decisions)("made after generation takes the sample with it, and gives it back when undone: %s", async (_, actions, left) => {
    await workspace.curation.generateFor(0);
    for (const action of actions) await workspace.curation.apply([on(action)], by);
    expect(await dataset()).toEqual(left);
    expect(await workspace.indexed()).toEqual((await workspace.lines()).sort());
    const { candidates } = await workspace.curation.readDecisions(key);
    expect([...candidates.values()].filter(({ decidedBy }) => decidedBy === "auto")).toEqual([]);
    workspace.thresholds = { autoGenerate: false, gold: 0.5, silver: 0.4, bronze: 0.3 };
    expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
    await workspace.reopen();
    for (const __ of actions) await workspace.curation.undo(by);
    expect(await dataset()).toEqual(["auto-K"]);
    for (const __ of actions) await workspace.curation.redo(by);
    expect(await dataset()).toEqual(left);
  });
});

it("a note or a skip outranks nothing", async () => {
  await apply(on({ type: "skip" }));
  await apply(on({ type: "note", note: "look again" }));
  expect(await workspace.curation.generate()).toMatchObject({ created: 1 });
  await apply(on({ type: "note", note: "looked" }));
  expect(await dataset()).toEqual(["auto-K"]);
});

it("a confirmed winner keeps its automatic sample, and thresholds no longer change it", async () => {
  await workspace.curation.generate();
  await apply(on({ type: "set_winner", position: 1 }));
  workspace.thresholds = { autoGenerate: false, gold: 1, silver: 0.99, bronze: 0.98 };
  expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0, leftOut: { decided: 1 } });
  expect(await dataset()).toEqual(["auto-K"]);
  expect((await apply(on({ type: "tie" }))).description).toBe("marked c-1 as a tie; removed 1 automatic sample");
  expect(await dataset()).toEqual([]);
});

it("a decision about one comparison leaves others with the same comparison_id alone", async () => {
  const [other = ""] = await workspace.compare({ ...comparisonRecord("c-1", { score: 0.8 }), query: "another question" });
  await apply(on({ type: "both_bad" }));
  expect(await workspace.curation.generate()).toMatchObject({ created: 1, leftOut: { decided: 1 } });
  expect((await workspace.flushed()).map((line) => JSON.parse(line).sample_id)).toEqual([`auto-${other}`]);
});

it("a log that holds both loses the automatic sample on the next generation, not before", async () => {
  await workspace.curation.generateFor(0);
  await apply(on({ type: "tie" }));
  await workspace.flushed();
  // As it was written before: the tie changed nothing but the outcome, and the generation said neither who nor why.
  const events = (await workspace.events()).map(({ actor_kind: _kind, trigger: _trigger, ...event }) => ({
    ...event,
    changes: (event.changes as { of: string }[]).filter(({ of }) => event.type !== "decide" || of === "review"),
  }));
  await workspace.kill(() => writeFile(workspace.curationPath, events.map((event) => `${JSON.stringify(event)}\n`).join("")));
  expect(workspace.curation.problems).toEqual([]);
  expect(await dataset()).toEqual(["auto-K"]);
  expect(workspace.curation.state()).toMatchObject({ undoes: expect.stringContaining("marked c-1 as a tie") });
  await apply(on({ type: "note", note: "a note changes nothing about it" }));
  await workspace.curation.undo();
  expect(await dataset()).toEqual(["auto-K"]);
  const preview = await workspace.curation.previewGeneration();
  expect(preview).toMatchObject({ created: 0, changed: 0, removed: 1, examples: [{ change: "removed", comparison: key, tier: null }] });
  expect(await workspace.curation.generate()).toMatchObject({ created: 0, removed: 1, description: "removed 1 generated sample" });
  expect(await dataset()).toEqual([]);
  await workspace.curation.undo();
  expect(await dataset()).toEqual(["auto-K"]);
});
