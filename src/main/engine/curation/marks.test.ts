import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";

/** Rankings, flags, reasons, tags, "done", and answers corrected while they are promoted. */

let workspace: TestWorkspace;
let key: string;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  [key = ""] = await workspace.compare(comparisonRecord("c-1"));
});
afterEach(() => workspace.remove());

const on = (action: object) => ({ comparison: key, ...action }) as CurationAction;
const apply = (...actions: object[]) => workspace.curation.apply(actions.map(on));
const decisions = () => workspace.curation.readDecisions(key);
const reviews = () => workspace.db.all("SELECT * EXCLUDE (key) FROM reviews");
const events = async () => {
  const { readFile } = await import("node:fs/promises");
  return (await readFile(workspace.curationPath, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
};

describe("a ranking", () => {
  it("is described by letter and engine, kept in order, and survives a restart", async () => {
    expect((await apply({ type: "rank", groups: [[2], [1, 0]] })).description).toBe("ranked c-1: C (c) > A (a) = B (b)");
    await workspace.reopen();
    expect(await decisions()).toMatchObject({ rank: [[2], [0, 1]], rankBy: "person", reviewed: true });
    expect(await reviews()).toEqual([expect.objectContaining({ ranked: true, reviewed: true })]);
    await workspace.curation.undo();
    expect(await decisions()).toMatchObject({ rank: null, rankBy: null, reviewed: false });
  });

  it.each([
    [[[0], [0]], "twice"],
    [[[0], [9]], "none at position 9"],
  ])("of %j is refused", async (groups, message) => {
    await expect(apply({ type: "rank", groups })).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining(message),
    });
  });

  it("takes the place of a tie, and is undone by itself, whatever else was marked since", async () => {
    await apply({ type: "tie" });
    await apply({ type: "rank", groups: [[1], [0]] });
    expect(await decisions()).toMatchObject({ outcome: null, rank: [[1], [0]] });
    const [ranked] = workspace.curation.history({ limit: 1 });
    await apply({ type: "flag", flagged: true });
    await apply({ type: "note", note: "hm" });
    await workspace.curation.undoEvent(ranked?.eventId ?? "");
    expect(await decisions()).toMatchObject({ outcome: "tie", rank: null, flagged: true, note: "hm" });
  });
});

it("keeps marks apart: each is undone and redone alone", async () => {
  await apply({ type: "reasons", reasons: ["unsafe", " unsafe ", "too long"] });
  await apply({ type: "tags", tags: ["later"] });
  await apply({ type: "done", done: true });
  const all = { reasons: ["unsafe", "too long"], tags: ["later"], done: true, reviewed: true };
  expect(await decisions()).toMatchObject(all);
  for (const _ of [1, 2, 3]) await workspace.curation.undo();
  expect(await decisions()).toMatchObject({ reasons: [], tags: [], done: false, reviewed: false });
  for (const _ of [1, 2, 3]) await workspace.curation.redo();
  await workspace.kill();
  expect(await decisions()).toMatchObject(all);
  expect(await reviews()).toEqual([expect.objectContaining({ done: true, noted: false, reasons: "\u001funsafe\u001ftoo long\u001f" })]);
});

it("writes what an older Assay understands as version 1, and marks as version 3", async () => {
  await apply({ type: "tie" });
  await apply({ type: "flag", flagged: true });
  await apply({ type: "reject", position: 0 });
  await workspace.curation.undo();
  await workspace.curation.undo();
  expect((await events()).map(({ schema_version }) => schema_version)).toEqual([1, 3, 1, 1, 3]);
});

describe("an answer corrected while it is promoted", () => {
  const samples = async () => (await workspace.flushed()).map((line) => JSON.parse(line));

  it("makes a sample of the correction, and keeps the original in the log", async () => {
    const answer = await apply({ type: "promote", position: 1, tier: "gold", output: "better" });
    expect(answer.description).toBe("promoted candidate B (b) of c-1 to gold, corrected");
    expect(await samples()).toMatchObject([{ tier: "gold", output: "better" }]);
    const [event] = await events();
    const change = event.changes.find(({ of }: { of: string }) => of === "sample");
    expect(change.after.edited).toBe(true);
    expect(JSON.parse(change.original).output).toBe("c-1 answered by 1");
    expect(event.schema_version).toBe(3);
    await workspace.curation.undo();
    expect(await samples()).toEqual([]);
    await workspace.curation.redo();
    expect(await samples()).toMatchObject([{ output: "better" }]);
  });

  it("changes the sample that is there, also in the same tier", async () => {
    await apply({ type: "promote", position: 1, tier: "gold" });
    await apply({ type: "promote", position: 1, tier: "gold", output: "better" });
    expect(await samples()).toMatchObject([{ tier: "gold", output: "better" }]);
    expect((await apply({ type: "promote", position: 1, tier: "gold", output: "better" })).description).toBe("nothing changed");
    await workspace.curation.undo();
    expect(await samples()).toMatchObject([{ tier: "gold", output: "c-1 answered by 1" }]);
  });
});
