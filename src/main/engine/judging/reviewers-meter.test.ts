import { afterEach, beforeEach, expect, it } from "vitest";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";
import { Judging } from "./judging.ts";
import { readWord } from "./looks.ts";

const ada = { name: "ada", kind: "person" } as const;
const bob = { name: "bob", kind: "person" } as const;

let mine: TestWorkspace;
let theirs: TestWorkspace;
let keys: string[];
beforeEach(async () => {
  mine = await TestWorkspace.make();
  keys = await mine.compare(...Array.from({ length: 4 }, (_, n) => comparisonRecord(`k-${n}`, { score: 0.95 })));
  theirs = await mine.fork();
});
afterEach(async () => {
  await mine.remove();
  await theirs.remove();
});

const decide = async (workspace: TestWorkspace, at: number, position: number, by: typeof ada | typeof bob) => {
  workspace.nowMs += 1000;
  await workspace.curation.apply([{ type: "set_winner", comparison: keys[at] ?? "", position }], by);
};
const report = () => new Judging({ db: mine.db, decisions: { state: mine.curation.decided } }).report();
const first = (meter: Awaited<ReturnType<typeof report>>["people"]) => meter.measures.find(({ measure }) => measure === "earlier");

it("measures each person by what they said themselves, before and after a merge", async () => {
  for (const at of [0, 1]) await decide(mine, at, 0, ada);
  expect((await report()).reviewers).toEqual([]);
  theirs.nowMs = mine.nowMs;
  for (const at of [1, 2, 3]) await decide(theirs, at, 2, bob);
  theirs.nowMs += 1000;
  await theirs.curation.undo(bob);
  await mine.curation.merge({ path: theirs.folder, dryRun: false }, ada);
  const { people, reviewers } = await report();
  expect(reviewers.map(({ name, meter }) => [name, meter.comparisons, first(meter)?.share])).toEqual([
    ["ada", 2, 1],
    ["bob", 2, 0],
  ]);
  // Of the comparison that both decided about, bob's later decision is in force; what he undid is nobody's.
  expect([people.comparisons, first(people)?.share]).toEqual([3, 1 / 3]);
  expect(people.leftOut).toEqual([]);
  await mine.curation.undo(ada);
  expect((await report()).reviewers).toEqual([]);
});

it("reads what a reviewer's word says", () => {
  expect(readWord("2", 3)).toEqual({ best: [1], worse: [0, 2] });
  expect(readWord("1, 3", 3)).toEqual({ best: [0, 2], worse: [1] });
  expect(readWord("not 1", 3)).toEqual({ best: [1, 2], worse: [0] });
  expect(["tie", "all bad", "1, 2, 3"].map((word) => readWord(word, 3))).toEqual(["tie", "both_bad", "none"]);
});
