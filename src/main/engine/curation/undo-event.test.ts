import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { comparisonRecord, sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";

let workspace: TestWorkspace;
let keys: string[];
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  keys = await workspace.compare(...[0.95, 0.8, 0.6].map((score, i) => comparisonRecord(`c-${i}`, { score })));
});
afterEach(() => workspace.remove());

const agent = { name: "bot", kind: "agent" } as const;
const dataset = async () => {
  const lines = await workspace.flushed();
  expect(await workspace.indexed()).toEqual([...lines].sort());
  return lines.map((line) => {
    const { sample_id: id, tier } = JSON.parse(line);
    return `${keys.reduce((name, key, i) => name.replace(key, String(i)), id)} ${tier}`;
  });
};
const apply = (action: CurationAction) => workspace.curation.apply([action]);
const newest = () => workspace.curation.history({ limit: 1 })[0]?.eventId ?? "";
const rows = () => workspace.curation.history({ limit: 20 }).map(({ description, undone }) => `${undone ? "undone: " : ""}${description}`);
const generated = ["auto-0 gold", "auto-1 silver", "auto-2 bronze"];

describe("generation and undo", () => {
  it("undo right after a generation reverses exactly it, and then the step before", async () => {
    await apply({ type: "promote", comparison: keys[0] ?? "", position: 0, tier: "gold" });
    await workspace.curation.generate();
    expect(await dataset()).toEqual(["s-0-0 gold", "auto-1 silver", "auto-2 bronze"]);
    expect(workspace.curation.state().undoes).toBe("generated 2 samples");
    await workspace.curation.undo();
    expect(await dataset()).toEqual(["s-0-0 gold"]);
    await workspace.curation.undo();
    expect(await dataset()).toEqual([]);
    await workspace.curation.redo();
    await workspace.curation.redo();
    expect(await dataset()).toEqual(["s-0-0 gold", "auto-1 silver", "auto-2 bronze"]);
  });

  it("automatic generation is skipped by undo, and can be undone by itself", async () => {
    await apply({ type: "tie", comparison: keys[2] ?? "" });
    await workspace.curation.generateFor(0);
    const event = newest();
    expect(workspace.curation.history({ limit: 1 })).toMatchObject([{ actor: "auto", actorKind: "auto" }]);
    expect(workspace.curation.state().undoes).toBe("marked c-2 as a tie");
    await workspace.curation.undo();
    expect((await workspace.curation.readDecisions(keys[2] ?? "")).outcome).toBeNull();
    await workspace.curation.redo();
    const answer = await workspace.curation.undoEvent(event);
    expect(answer).toMatchObject({ description: "generated 2 samples by the winners' scores" });
    expect(await dataset()).toEqual([]);
    // Automatic generation leaves it alone; a command does not.
    await workspace.reopen();
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 0, leftOut: { undone: 2, decided: 1 } });
    expect(await dataset()).toEqual([]);
    await workspace.curation.undo();
    expect(await dataset()).toEqual(["auto-0 gold", "auto-1 silver"]);
    await workspace.curation.redo();
    expect(await workspace.curation.generateFor(0)).toMatchObject({ created: 0 });
    expect(await workspace.curation.generate()).toMatchObject({ created: 2 });
    expect(await dataset()).toEqual(["auto-0 gold", "auto-1 silver"]);
  });

  it("automatic generation does not repeat a change of tier that was undone", async () => {
    await workspace.curation.generateFor(0);
    workspace.thresholds = { autoGenerate: true, gold: 0.5, silver: 0.4, bronze: 0.3 };
    await workspace.curation.generateFor(0);
    await workspace.curation.undoEvent(newest());
    expect(await dataset()).toEqual(generated);
    await workspace.reopen();
    expect(await workspace.curation.generateFor(0)).toMatchObject({ changed: 0, leftOut: { undone: 2, unchanged: 1 } });
    expect(await workspace.curation.generate()).toMatchObject({ changed: 2 });
  });
});

describe("undo of a single event", () => {
  it("leaves and counts what was changed later, and can be undone and redone itself", async () => {
    await workspace.curation.generate();
    const event = newest();
    await apply({ type: "edit", sample: `auto-${keys[1]}`, output: "better" });
    await apply({ type: "tie", comparison: keys[2] ?? "" });
    const answer = await workspace.curation.undoEvent(event);
    expect(answer).toMatchObject({
      description: "generated 3 samples (2 of 3 were changed later and stay)",
      stays: { count: 2, of: 3 },
      comparisons: [keys[0]],
    });
    expect(await dataset()).toEqual(["auto-1 silver"]);
    expect(rows()).toEqual([
      "undone: generated 3 samples (2 of 3 were changed later and stay)",
      "marked c-2 as a tie; removed 1 automatic sample",
      `edited sample auto-${keys[1]}`,
      "undone: generated 3 samples",
    ]);
    await workspace.reopen();
    await expect(workspace.curation.undoEvent(event)).rejects.toMatchObject({ code: "refused" });
    await workspace.curation.undo();
    expect(await dataset()).toEqual(["auto-0 gold", "auto-1 silver"]);
    expect(rows()[3]).toBe("generated 3 samples");
    await workspace.curation.redo();
    expect(await dataset()).toEqual(["auto-1 silver"]);
    // Everything back, one after the other.
    for (let i = 0; i < 4; i++) await workspace.curation.undo();
    expect(await dataset()).toEqual([]);
    expect(workspace.curation.state()).toMatchObject({ canUndo: false, decisions: 0 });
    await workspace.reopen();
    for (let i = 0; i < 4; i++) await workspace.curation.redo();
    expect(await dataset()).toEqual(["auto-1 silver"]);
  });

  it("of an undo of a single event redoes the event", async () => {
    const [ref = ""] = await workspace.collect(sampleLine("s-1"));
    await apply({ type: "demote", sample: ref });
    const demoted = newest();
    await apply({ type: "skip", comparison: keys[0] ?? "" });
    await workspace.curation.undoEvent(demoted);
    const undone = newest();
    expect(await dataset()).toEqual(["s-1 gold"]);
    await apply({ type: "skip", comparison: keys[1] ?? "" });
    expect(workspace.curation.state().decisions).toBe(2);
    await workspace.curation.undoEvent(undone);
    expect(rows()[0]).toBe("redone: removed sample s-1 from the dataset");
    expect(await dataset()).toEqual([]);
    expect(workspace.curation.state().decisions).toBe(3);
    await workspace.reopen();
    await workspace.curation.undoEvent(newest());
    expect(await dataset()).toEqual(["s-1 gold"]);
    expect(workspace.curation.state()).toMatchObject({ undoes: "skipped c-1", decisions: 2 });
  });

  it("keeps a note written after an outcome, and the outcome before a note", async () => {
    const comparison = keys[0] ?? "";
    await apply({ type: "tie", comparison });
    const tie = newest();
    await apply({ type: "note", comparison, note: "hm" });
    const note = newest();
    await workspace.curation.undoEvent(tie);
    expect(await workspace.curation.readDecisions(comparison)).toMatchObject({ outcome: null, note: "hm" });
    await workspace.curation.undo();
    await workspace.curation.undoEvent(note);
    expect(await workspace.curation.readDecisions(comparison)).toMatchObject({ outcome: "tie", note: "" });
  });

  it("is refused if all of it was changed later, or it is not in the history", async () => {
    const comparison = keys[0] ?? "";
    await apply({ type: "tie", comparison });
    const tie = newest();
    await apply({ type: "both_bad", comparison });
    await expect(workspace.curation.undoEvent(tie)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("changed later"),
    });
    await expect(workspace.curation.undoEvent("nothing")).rejects.toMatchObject({ code: "not_found" });
    expect(await workspace.curation.readDecisions(comparison)).toMatchObject({ outcome: "both_bad" });
  });
});

describe("an agent", () => {
  it("decides under its name, marks nothing as reviewed, and is skipped by a person's undo", async () => {
    const [one = "", two = ""] = keys;
    await apply({ type: "promote", comparison: one, position: 0, tier: "gold" });
    await workspace.curation.apply([{ type: "promote", comparison: two, position: 0, tier: "gold" }], agent);
    await workspace.curation.apply([{ type: "tie", comparison: two }], agent);
    expect(workspace.curation.history({ limit: 1 })).toMatchObject([{ actor: "bot", actorKind: "agent" }]);
    const decided = await workspace.curation.readDecisions(two);
    expect(decided).toMatchObject({ outcome: "tie", outcomeBy: "agent", reviewed: false });
    expect(decided.candidates.get(0)).toMatchObject({ tier: "gold", decidedBy: "agent" });
    expect(JSON.parse((await workspace.flushed())[1] ?? "")).toMatchObject({ validation: { validated: false } });
    expect((await workspace.curation.getSample({ ref: `s-${two}-0` })).provenance).toMatchObject([{ actor: "bot" }]);
    expect((await workspace.events()).map(({ schema_version: version }) => version)).toEqual([1, 2, 2]);
    await workspace.reopen();
    expect(workspace.curation.state("person").undoes).toBe("promoted candidate A (a) of c-0 to gold");
    expect(workspace.curation.state("agent").undoes).toBe("marked c-1 as a tie");
    await workspace.curation.undo();
    expect(await dataset()).toEqual(["s-1-0 gold"]);
    await workspace.curation.undo(agent);
    await workspace.curation.undo(agent);
    expect(await dataset()).toEqual([]);
    await expect(workspace.curation.undo(agent)).rejects.toMatchObject({ code: "refused" });
    await workspace.curation.redo();
    await workspace.curation.redo(agent);
    expect(await dataset()).toEqual(["s-0-0 gold", "s-1-0 gold"]);
  });

  it("is confirmed by a person's same decision", async () => {
    const [key = ""] = keys;
    await workspace.curation.apply([{ type: "promote", comparison: key, position: 0, tier: "gold" }], agent);
    await apply({ type: "promote", comparison: key, position: 0, tier: "gold" });
    const decided = await workspace.curation.readDecisions(key);
    expect(decided).toMatchObject({ reviewed: true });
    expect(decided.candidates.get(0)).toMatchObject({ decidedBy: "person" });
    expect(JSON.parse((await workspace.flushed())[0] ?? "")).toMatchObject({ validation: { validated: true } });
    expect((await workspace.curation.apply([{ type: "promote", comparison: key, position: 0, tier: "gold" }], agent)).description).toBe(
      "nothing changed",
    );
  });
});

it("the preview counts what would be generated by tier, and what is left out and why", async () => {
  const plain = comparisonRecord("no-winner");
  await workspace.compare(plain, comparisonRecord("low", { score: 0.1 }), comparisonRecord("tied", { score: 0.9 }));
  const tied = (await workspace.db.get<{ key: string }>("SELECT key FROM comparisons WHERE comparison_id = 'tied'"))?.key ?? "";
  await apply({ type: "tie", comparison: tied });
  const expected = { created: 3, changed: 0, removed: 0, byTier: { gold: 1, silver: 1, bronze: 1 } };
  const none = { unchanged: 0, undone: 0, noScore: 0, invalid: 0, duplicate: 0, unusable: 0 };
  const before = await workspace.events();
  expect(await workspace.curation.previewGeneration()).toEqual({
    ...expected,
    leftOut: { ...none, decided: 1, belowThreshold: 1, noWinner: 1 },
    examples: [
      { change: "new", comparison: keys[0], comparisonId: "c-0", queryHead: "what is c-0?", engineId: "b", score: 0.95, tier: "gold" },
      expect.objectContaining({ tier: "silver" }),
      expect.objectContaining({ tier: "bronze" }),
    ],
    thresholds: { gold: 0.9, silver: 0.75, bronze: 0.5 },
  });
  expect(await workspace.events()).toEqual(before);
  expect(await workspace.curation.generate()).toMatchObject(expected);
  expect(await workspace.curation.previewGeneration()).toMatchObject({
    created: 0,
    examples: [],
    leftOut: { ...none, unchanged: 3, decided: 1 },
  });
});
