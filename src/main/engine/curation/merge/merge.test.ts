import { randomBytes } from "node:crypto";
import { appendFile, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listComparisons } from "../../queries/comparisons.ts";
import { comparisonRecord, TestWorkspace } from "../../testing/curation-workspace.ts";

const ada = { name: "ada", kind: "person" } as const;
const bob = { name: "bob", kind: "person" } as const;
const agent = { name: "judge", kind: "agent" } as const;

let mine: TestWorkspace;
let theirs: TestWorkspace;
let keys: string[];
beforeEach(async () => {
  mine = await TestWorkspace.make();
  keys = await mine.compare(...["k-0", "k-1", "k-2"].map((id) => comparisonRecord(id, { score: 0.95 })));
  theirs = await mine.fork();
  theirs.nowMs += 500;
});
afterEach(async () => {
  await mine.remove();
  await theirs.remove();
});

const key = (at: number) => keys[at] ?? "";
const merge = (more: { dryRun?: boolean; as?: string; path?: string } = {}) =>
  mine.curation.merge({ path: theirs.folder, dryRun: false, ...more }, ada);
const decide = async (workspace: TestWorkspace, at: number, position: number, by: typeof ada | typeof bob | typeof agent) => {
  workspace.nowMs += 1000;
  await workspace.curation.apply([{ type: "set_winner", comparison: key(at), position }], by);
};

describe("a merge", () => {
  it("takes over the last decision of each, and keeps who decided", async () => {
    await decide(mine, 0, 0, ada);
    await decide(theirs, 0, 1, bob);
    await decide(theirs, 1, 2, bob);
    await decide(theirs, 2, 1, agent);
    theirs.nowMs += 1000;
    await theirs.curation.apply([{ type: "promote", comparison: key(1), position: 2, tier: "gold" }], bob);
    const { report, answer } = await merge();
    expect(report).toMatchObject({ events: { new: 4, known: 0 }, reviewers: ["bob"], comparisons: 3, samples: 1, conflicts: 1 });
    expect(answer?.description).toBe("merged 4 events of bob");
    expect(await mine.curation.readDecisions(key(1))).toMatchObject({ outcome: "winner", winnerPosition: 2 });
    expect(await mine.curation.readDecisions(key(2))).toMatchObject({ outcome: "winner", outcomeBy: "agent", reviewed: false });
    expect(await mine.flushed()).toEqual(await theirs.flushed());
    expect([...mine.curation.verdicts()]).toEqual([
      {
        comparison: key(0),
        verdicts: [
          { actor: "bob", kind: "person", verdict: "2" },
          { actor: "ada", kind: "person", verdict: "1" },
        ],
      },
    ]);
  });

  it("only says what it would do when asked so", async () => {
    await decide(theirs, 0, 1, bob);
    const before = await readFile(mine.curationPath, "utf8");
    expect((await merge({ dryRun: true })).report).toMatchObject({ events: { new: 1 }, comparisons: 1, isMerged: false });
    expect(await readFile(mine.curationPath, "utf8")).toBe(before);
  });

  it("is undone and redone as one step, with its conflicts", async () => {
    await decide(mine, 0, 0, ada);
    await decide(theirs, 0, 1, bob);
    await merge();
    expect(mine.curation.conflicts()).toEqual([key(0)]);
    const listed = async (conflict: boolean) =>
      (
        await listComparisons(
          { db: mine.db, comparisonSearch: null },
          { filter: { conflict }, limit: 10 },
          undefined,
          undefined,
          null,
          mine.curation.keys,
        )
      ).rows;
    expect((await listed(true)).map((row) => row.key)).toEqual([key(0)]);
    expect(await listed(false)).toHaveLength(2);
    expect((await mine.curation.readDecisions(key(0))).verdicts).toHaveLength(2);
    await mine.curation.undo(ada);
    expect(mine.curation.conflicts()).toEqual([]);
    expect(await listed(true)).toEqual([]);
    expect(await mine.curation.readDecisions(key(0))).toMatchObject({ winnerPosition: 0 });
    expect((await merge()).report.events).toEqual({ new: 1, known: 0 });
  });

  it("leaves a conflict to whoever decides with both in view, here and in the other's workspace", async () => {
    await decide(mine, 0, 0, ada);
    await decide(theirs, 0, 1, bob);
    await merge();
    mine.nowMs = 0;
    await decide(mine, 0, 2, ada);
    expect(mine.curation.conflicts()).toEqual([]);
    await mine.curation.undo(ada);
    expect(mine.curation.conflicts()).toEqual([key(0)]);
    await mine.curation.redo(ada);
    const { report } = await theirs.curation.merge({ path: mine.folder, dryRun: false }, bob);
    expect(report.conflicts).toBe(0);
    // With a clock that is behind, too: the decision had the other's in view.
    expect(await theirs.curation.readDecisions(key(0))).toMatchObject({ winnerPosition: 2 });
  });

  it("leaves what somebody decided after it to them, whatever the clocks say", async () => {
    theirs.nowMs += 1e9;
    await decide(theirs, 0, 1, bob);
    await merge();
    await decide(mine, 0, 0, ada);
    await merge();
    expect(await mine.curation.readDecisions(key(0))).toMatchObject({ winnerPosition: 0 });
  });

  it("keeps what is about comparisons that are not here, until they are", async () => {
    const record = comparisonRecord("k-later");
    const [later = ""] = await theirs.compare(record);
    await theirs.curation.apply([{ type: "promote", comparison: later, position: 0, tier: "gold" }], bob);
    expect((await merge()).report.waiting).toEqual({ comparisons: 1, samples: 0, named: ["k-later"] });
    expect(await mine.flushed()).toEqual([]);
    await mine.compare(record);
    expect((await merge()).report).toMatchObject({ events: { new: 0, known: 1 }, samples: 1, isMerged: true });
    expect(await mine.flushed()).toEqual(await theirs.flushed());
  });

  it("tells reviewers of one name apart when asked", async () => {
    await decide(mine, 0, 0, ada);
    await decide(theirs, 0, 1, ada);
    expect((await merge({ dryRun: true })).report).toMatchObject({ sameName: true, conflicts: 0 });
    expect((await merge({ as: "bob" })).report).toMatchObject({ sameName: false, conflicts: 1, reviewers: ["bob"] });
  });

  it.each([0.2, 0.6, 0.99])("that a crash cut short at %f of its bytes is not there at all, and can be made again", async (share) => {
    const note = "long ".repeat(1900);
    for (let at = 0; at < 24; at++) await theirs.curation.apply([{ type: "note", comparison: key(at % 3), note: `${note}${at}` }], bob);
    await decide(theirs, 0, 1, bob);
    await decide(mine, 0, 0, ada);
    const before = await readFile(mine.curationPath);
    await merge();
    const after = await readFile(mine.curationPath);
    expect(after.subarray(before.length).toString().trim().split("\n").length).toBeGreaterThan(3);
    await mine.kill(() => truncate(mine.curationPath, before.length + Math.floor((after.length - before.length) * share)));
    expect(mine.curation.conflicts()).toEqual([]);
    expect(await readFile(mine.curationPath)).toEqual(before);
    expect(await mine.curation.readDecisions(key(0))).toMatchObject({ winnerPosition: 0, note: "" });
    expect((await merge()).report).toMatchObject({ events: { new: 25, known: 0 }, conflicts: 1 });
  });

  it("makes no automatic sample stand beside another's decision", async () => {
    await mine.curation.generate({}, ada);
    await theirs.curation.apply([{ type: "tie", comparison: key(0) }], bob);
    await merge();
    expect(await mine.flushed()).toHaveLength(2);
    await mine.curation.undo(ada);
    expect(await mine.flushed()).toHaveLength(3);
  });
});

describe("another's log", () => {
  it("may be damaged anywhere: what is no event is left out and counted", async () => {
    await decide(theirs, 0, 1, bob);
    await decide(theirs, 1, 1, bob);
    const [one = "", two = ""] = (await readFile(theirs.curationPath, "utf8")).split("\n");
    const path = join(mine.folder, "odd.jsonl");
    const newer = JSON.stringify({ ...JSON.parse(one), schema_version: 99 });
    const lost = JSON.stringify({ ...JSON.parse(two), event_id: "half", parts: 2 });
    const lines = ["{", "null", randomBytes(3000).toString("latin1").replaceAll("\n", ""), newer, one, lost, one, "[]", two.slice(0, 50)];
    await writeFile(path, lines.join("\n"));
    const { report } = await merge({ path });
    expect(report).toMatchObject({ events: { new: 1 }, leftOutLines: 6, unfinishedEvents: 1 });
    expect(report.problems.join("\n")).toContain("was written by a newer Assay (event version 99");
  });

  it("cannot name itself as its own undo, nor go round in circles", async () => {
    await decide(theirs, 0, 1, bob);
    const [one = ""] = (await readFile(theirs.curationPath, "utf8")).split("\n");
    const event = JSON.parse(one);
    const odd = (id: string, type: string, target: string) =>
      `${JSON.stringify({ ...event, schema_version: 2, event_id: id, type, target, changes: [] })}\n`;
    await appendFile(
      theirs.curationPath,
      odd("a", "revert", "b") + odd("b", "revert", "a") + odd("c", "revert", "c") + odd("d", "undo", "none"),
    );
    expect((await merge()).report).toMatchObject({ events: { new: 5 }, comparisons: 1 });
  });

  it("is refused when it is a link, a folder without one, or not there", async () => {
    const link = join(mine.folder, "link.jsonl");
    await symlink(theirs.curationPath, link);
    await expect(merge({ path: link })).rejects.toMatchObject({ code: "refused" });
    await expect(merge({ path: join(mine.folder, "exports-none") })).rejects.toMatchObject({ code: "not_found" });
    await expect(merge({ path: join(mine.folder, ".assay") })).rejects.toMatchObject({ code: "not_found" });
  });
});
