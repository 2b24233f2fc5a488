import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { comparisonRecord, sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";

let workspace: TestWorkspace;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
});
afterEach(() => workspace.remove());

const first = { rows: 0, cursor: undefined, limit: 100, filter: {} };
const list = () => workspace.curation.listSamples({ filter: first.filter, limit: first.limit });
const promote = (comparison: string, position: number, tier: "gold" | "silver" | "bronze") =>
  workspace.curation.apply([{ type: "promote", comparison, position, tier }]);

describe("promote", () => {
  it("creates a valid sample that is durable and indexed when it resolves", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    const answer = await promote(key, 1, "gold");
    expect(answer).toEqual({
      description: "promoted candidate B (b) of c-1 to gold",
      comparisons: [key],
      state: { canUndo: true, canRedo: false, undoes: "promoted candidate B (b) of c-1 to gold", redoes: "", decisions: 1 },
      entry: workspace.curation.history({ limit: 1 })[0],
    });
    const lines = await workspace.flushed();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        sample_id: `s-${key}-1`,
        created_at: 1_700_000_000,
        source_trace_id: "c-1",
        tier: "gold",
        input: "what is c-1?",
        output: "c-1 answered by 1",
        validation: { quality_score: 1, validated: true, source: "tier" },
        comparison_key: key,
        engine_id: "b",
        position: 1,
      },
    ]);
    expect(new SchemaValidator().validateLine(lines[0] ?? "", "training_sample").valid).toBe(true);
    const page = await list();
    expect(page.rows).toEqual([
      expect.objectContaining({
        ref: `s-${key}-1`,
        sampleId: `s-${key}-1`,
        tier: "gold",
        origin: "person",
        edited: false,
        validated: true,
        inputHead: "what is c-1?",
      }),
    ]);
    expect(page.allByTier).toEqual({ gold: 1, silver: 0, bronze: 0 });
    expect(await workspace.db.all("SELECT key, reviewed, outcome, tiers FROM reviews")).toEqual([
      { key, reviewed: true, outcome: null, tiers: "gold" },
    ]);
    expect(workspace.changed).toEqual([{ comparisons: true, samples: true }]);
  });

  it("keeps the conversation: the shared turns, then the candidate's; an edit reaches the turn that held the text", async () => {
    const shared = [
      { role: "system", content: "Be brief." },
      { role: "user", content: "what is c-1?" },
    ];
    const own = [
      { role: "assistant", content: null, tool_calls: [{ id: "t", type: "function", function: { name: "look", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "t", content: "found" },
      { role: "assistant", content: "c-1 answered by 1" },
    ];
    const record = comparisonRecord("c-1", { score: 0.95 }) as { candidates: object[] };
    record.candidates[1] = { ...record.candidates[1], messages: own };
    const [key = "", flat = ""] = await workspace.compare(
      { ...record, messages: shared },
      { ...comparisonRecord("c-2", { score: 0.95 }), messages: "not a conversation" },
    );
    await promote(key, 1, "gold");
    await promote(key, 0, "bronze");
    await promote(flat, 0, "silver");
    await workspace.curation.apply([{ type: "edit", sample: `s-${key}-1`, output: "better" }]);
    const samples = (await workspace.flushed()).map((line) => JSON.parse(line));
    const messagesOf = (position: number, comparison = key) =>
      samples.find((sample) => sample.comparison_key === comparison && sample.position === position).messages;
    expect(messagesOf(1)).toEqual([...shared, ...own.slice(0, 2), { role: "assistant", content: "better" }]);
    expect(messagesOf(0)).toEqual([...shared, { role: "assistant", content: "c-1 answered by 0" }]);
    expect(messagesOf(0, flat)).toBeUndefined();
    expect(await workspace.curation.getSample({ ref: `s-${key}-0` })).toMatchObject({ messages: messagesOf(0) });
  });

  it("takes the score from the candidate, the recorded winner or the tier, in this order", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c", { score: 0.8 }));
    await workspace.curation.apply([0, 1, 2].map((position) => ({ type: "promote", comparison: key, position, tier: "silver" }) as const));
    expect((await workspace.flushed()).map((line) => JSON.parse(line).validation)).toEqual([
      { quality_score: 0, validated: true, source: "candidate" },
      { quality_score: 0.8, validated: true, source: "winner" },
      { quality_score: 0.5, validated: true, source: "candidate" },
    ]);
  });

  it("changes the tier and keeps the creation time; the same tier again writes nothing", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    await promote(key, 1, "gold");
    workspace.nowMs += 50_000;
    await promote(key, 1, "bronze");
    const size = (await readFile(workspace.curationPath)).length;
    const answer = await promote(key, 1, "bronze");
    expect(answer.description).toBe("nothing changed");
    expect(answer.state.decisions).toBe(2);
    expect((await readFile(workspace.curationPath)).length).toBe(size);
    expect((await workspace.flushed()).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        tier: "bronze",
        created_at: 1_700_000_000,
        validation: { quality_score: 0.5, validated: true, source: "tier" },
      }),
    ]);
  });

  it("cuts a long comparison_id to the longest allowed id", async () => {
    const [key = ""] = await workspace.compare({ ...comparisonRecord("c"), comparison_id: `${"x".repeat(511)}😀tail` });
    await promote(key, 0, "gold");
    const [line = ""] = await workspace.flushed();
    expect(JSON.parse(line).source_trace_id).toBe(`${"x".repeat(511)}😀`);
    expect(new SchemaValidator().validateLine(line, "training_sample").valid).toBe(true);
  });
});

describe("other decisions", () => {
  it("reject removes a tier, promote removes a reject, clear removes both", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    const at = async () => (await workspace.curation.readDecisions(key)).candidates.get(1);
    await promote(key, 1, "gold");
    await workspace.curation.apply([{ type: "reject", comparison: key, position: 1 }]);
    expect(await at()).toEqual({ tier: null, rejected: true, sampleRef: null, decidedBy: "person" });
    expect(await workspace.flushed()).toEqual([]);
    expect((await list()).total).toBe(0);
    await promote(key, 1, "silver");
    expect(await at()).toEqual({ tier: "silver", rejected: false, sampleRef: `s-${key}-1`, decidedBy: "person" });
    await workspace.curation.apply([{ type: "clear", comparison: key, position: 1 }]);
    expect(await at()).toBeUndefined();
    expect((await workspace.curation.readDecisions(key)).reviewed).toBe(false);
    expect(await workspace.flushed()).toEqual([]);
  });

  it("outcomes and notes survive a restart", async () => {
    const [one = "", two = "", three = "", four = ""] = await workspace.compare(...["1", "2", "3", "4"].map((id) => comparisonRecord(id)));
    await workspace.curation.apply([{ type: "set_winner", comparison: one, position: 2 }]);
    await workspace.curation.apply([{ type: "tie", comparison: two }]);
    await workspace.curation.apply([{ type: "both_bad", comparison: three }]);
    await workspace.curation.apply([{ type: "skip", comparison: four }]);
    await workspace.curation.apply([{ type: "note", comparison: four, note: "wörds \u0000 \ud800" }]);
    const all = async () => Promise.all([one, two, three, four].map((key) => workspace.curation.readDecisions(key)));
    const before = await all();
    expect(before.map(({ outcome, winnerPosition, note, reviewed }) => [outcome, winnerPosition, note, reviewed])).toEqual([
      ["winner", 2, "", true],
      ["tie", null, "", true],
      ["both_bad", null, "", true],
      ["skipped", null, "wörds \u0000 \ud800", true],
    ]);
    await workspace.reopen();
    expect(await all()).toEqual(before);
    expect((await workspace.curation.apply([{ type: "tie", comparison: two }])).description).toBe("nothing changed");
  });

  it("demote removes a promoted sample and its candidate's tier", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    await promote(key, 0, "gold");
    await workspace.curation.apply([{ type: "demote", sample: `s-${key}-0` }]);
    expect((await workspace.curation.readDecisions(key)).candidates.size).toBe(0);
    expect(await workspace.flushed()).toEqual([]);
    await workspace.curation.undo();
    expect((await workspace.curation.readDecisions(key)).candidates.get(0)?.tier).toBe("gold");
    expect(await workspace.flushed()).toHaveLength(1);
  });

  it("retier of a promoted sample shows on its candidate and keeps edits", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    await promote(key, 0, "gold");
    await workspace.curation.apply([{ type: "edit", sample: `s-${key}-0`, output: "better" }]);
    await workspace.curation.apply([{ type: "retier", sample: `s-${key}-0`, tier: "bronze" }]);
    await promote(key, 0, "silver");
    expect((await workspace.curation.readDecisions(key)).candidates.get(0)?.tier).toBe("silver");
    expect((await workspace.flushed()).map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ tier: "silver", output: "better" }),
    ]);
    const { provenance, comparison, row } = await workspace.curation.getSample({ ref: `s-${key}-0` });
    expect(provenance.map(({ description }) => description)).toEqual([
      "promoted to gold",
      "edited",
      "changed to bronze",
      "promoted to silver",
    ]);
    expect(comparison).toBe(key);
    expect(row.edited).toBe(true);
  });
});

describe("what is refused changes nothing", () => {
  it.each([
    ["a comparison that is not there", { type: "tie", comparison: "0".repeat(24) }, "not_found"],
    ["a sample that is not there", { type: "demote", sample: "s-none-0" }, "not_found"],
    ["a collected sample that is not there", { type: "retier", sample: "f".repeat(24), tier: "gold" }, "not_found"],
  ] as const)("%s", async (_, action, code) => {
    await expect(workspace.curation.apply([action])).rejects.toMatchObject({ code });
    expect(await readFile(workspace.curationPath, "utf8")).toBe("");
  });

  it("a position out of range, alone and in the middle of a step", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    await expect(promote(key, 3, "gold")).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("c-1 has 3 candidates"),
    });
    await expect(
      workspace.curation.apply([
        { type: "promote", comparison: key, position: 0, tier: "gold" },
        { type: "set_winner", comparison: key, position: 9 },
      ]),
    ).rejects.toMatchObject({ code: "invalid_argument", message: expect.stringContaining("Decision 2 of 2") });
    expect(await readFile(workspace.curationPath, "utf8")).toBe("");
    expect(workspace.curation.state().canUndo).toBe(false);
    expect(await workspace.flushed()).toEqual([]);
  });

  it("a demoted sample, an empty undo and an empty redo", async () => {
    const [ref = ""] = await workspace.collect(sampleLine("s-1"));
    await expect(workspace.curation.undo()).rejects.toMatchObject({ code: "refused" });
    await workspace.curation.apply([{ type: "demote", sample: ref }]);
    await expect(workspace.curation.apply([{ type: "demote", sample: ref }])).rejects.toMatchObject({ code: "not_found" });
    await expect(workspace.curation.redo()).rejects.toMatchObject({ code: "refused" });
  });
});

describe("undo and redo", () => {
  it("move by whole steps, survive a restart, and a new decision clears redo", async () => {
    const [key = ""] = await workspace.compare(comparisonRecord("c-1"));
    const refs = await workspace.collect(sampleLine("a"), sampleLine("b"));
    const states: string[][] = [await workspace.flushed()];
    const step = async (work: () => Promise<unknown>) => {
      await work();
      states.push(await workspace.flushed());
    };
    await step(() => promote(key, 1, "gold"));
    await step(() => promote(key, 1, "silver"));
    await step(() => workspace.curation.apply(refs.map((sample) => ({ type: "demote", sample }) as const)));
    await step(() => workspace.curation.apply([{ type: "edit", sample: `s-${key}-1`, input: "new question" }]));
    await step(() => workspace.curation.apply([{ type: "demote", sample: `s-${key}-1` }]));
    for (let i = states.length - 2; i >= 0; i--) {
      await workspace.curation.undo();
      expect(await workspace.flushed()).toEqual(states[i]);
    }
    expect(workspace.curation.state()).toMatchObject({ canUndo: false, canRedo: true, decisions: 0 });
    await workspace.reopen();
    for (const state of states.slice(1)) {
      await workspace.curation.redo();
      expect(await workspace.flushed()).toEqual(state);
    }
    expect(workspace.curation.state()).toMatchObject({ canUndo: true, canRedo: false, decisions: 6 });
    await workspace.curation.undo();
    await workspace.curation.apply([{ type: "tie", comparison: key }]);
    expect(workspace.curation.state()).toMatchObject({ canRedo: false, undoes: "marked c-1 as a tie" });
    await workspace.reopen();
    expect(workspace.curation.state()).toMatchObject({ canRedo: false, undoes: "marked c-1 as a tie" });
    const history = workspace.curation.history({ limit: 3 });
    expect(history.map(({ description, undone }) => [description, undone])).toEqual([
      ["marked c-1 as a tie", false],
      [`removed sample s-${key}-1 from the dataset`, true],
      [`edited sample s-${key}-1`, false],
    ]);
    expect(history[0]).toMatchObject({ actor: "tester", atMs: workspace.nowMs, comparisons: [key] });
  });

  it("10 000 decisions in one step", async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => sampleLine(`s-${i}`));
    const refs = await workspace.collect(...lines);
    const answer = await workspace.curation.apply(
      refs.map((sample, i) => (i % 2 ? { type: "demote", sample } : { type: "retier", sample, tier: "bronze" })),
    );
    expect(answer.description).toBe("changed 5000 samples to bronze, removed 5000 samples from the dataset");
    const after = await workspace.flushed();
    expect(after).toEqual(lines.filter((_, i) => i % 2 === 0).map((line) => line.replace(`"gold"`, `"bronze"`)));
    expect((await list()).allByTier).toEqual({ gold: 0, silver: 0, bronze: 5000 });
    await workspace.reopen();
    await workspace.curation.undo();
    expect(await workspace.flushed()).toEqual(lines);
    expect((await list()).allByTier).toEqual({ gold: 10_000, silver: 0, bronze: 0 });
    await workspace.curation.redo();
    expect(await workspace.flushed()).toEqual(after);
  });
});
