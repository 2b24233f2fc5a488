import { afterEach, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { comparisonRecord, TestWorkspace } from "../testing/curation-workspace.ts";
import type { Actor } from "./log/event.ts";

let open: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of open) await workspace.remove();
  open = [];
});
const kept = (workspace: TestWorkspace) => {
  open.push(workspace);
  return workspace;
};

/** Decides in a blind queue and finishes, as a desk does. */
async function look({ curation }: TestWorkspace, name: string, key: string, position: number, isRepeat: boolean): Promise<void> {
  const by: Actor = { name, kind: "person" };
  const actions: CurationAction[] = [
    { type: "set_winner", comparison: key, position },
    { type: "done", comparison: key, done: true },
  ];
  for (const action of actions) await curation.apply([action], by, { queue: "q", shown: [1, 0, 2], isSealed: true, isRepeat });
}
const both = async (workspace: TestWorkspace, name: string, key: string | undefined, first: number, again: number) => {
  await look(workspace, name, key as string, first, false);
  await look(workspace, name, key as string, again, true);
};
const merge = (into: TestWorkspace, from: TestWorkspace) => into.curation.merge({ path: from.folder, dryRun: false });
const agreementOf = ({ curation }: TestWorkspace) => curation.decided.repeats.agreement();

it("merges in any order to the same agreement, and leaves it with an undo", async () => {
  const ada = kept(await TestWorkspace.make());
  const keys = await ada.compare(comparisonRecord("k-0"), comparisonRecord("k-1"), comparisonRecord("k-2"));
  const [bob, carol] = [kept(await ada.fork()), kept(await ada.fork())];
  await both(ada, "ada", keys[0], 0, 0);
  await both(ada, "ada", keys[1], 0, 1);
  await both(bob, "bob", keys[0], 1, 1);
  await both(bob, "bob", keys[2], 2, 2);
  await bob.curation.undo({ name: "bob", kind: "person" });
  await both(carol, "carol", keys[1], 2, 0);
  expect([ada, bob, carol].map(agreementOf)).toEqual([
    { n: 2, agreed: 1 },
    { n: 1, agreed: 1 },
    { n: 1, agreed: 0 },
  ]);
  const [one, two] = [kept(await ada.fork()), kept(await carol.fork())];
  await merge(one, bob);
  expect((await one.events()).at(-1)?.schema_version).toBe(6);
  await merge(one, carol);
  await merge(two, ada);
  await merge(two, bob);
  await merge(bob, two);
  for (const workspace of [one, two, bob]) expect(agreementOf(workspace)).toEqual({ n: 4, agreed: 2 });
  await one.reopen();
  expect(agreementOf(one)).toEqual({ n: 4, agreed: 2 });
  expect(one.curation.problems).toEqual([]);
  for (const _ of [bob, carol]) await one.curation.undo();
  expect(agreementOf(one)).toEqual({ n: 2, agreed: 1 });
});

it("is in force in no list, count or dataset, and survives a kill", async () => {
  const workspace = kept(await TestWorkspace.make());
  const [key] = (await workspace.compare(comparisonRecord("k-0"))) as [string];
  await look(workspace, "ada", key, 0, false);
  const { decisions } = workspace.curation.state();
  const before = await workspace.curation.readDecisions(key);
  const lines = await workspace.flushed();
  await look(workspace, "ada", key, 2, true);
  const { curation } = workspace;
  const check = async () => {
    expect(await workspace.curation.readDecisions(key)).toEqual(before);
    expect(workspace.curation.state().decisions).toBe(decisions);
    expect(await workspace.flushed()).toEqual(lines);
    expect([...workspace.curation.decided.comparisons.keys()]).toEqual([key]);
    expect(agreementOf(workspace)).toEqual({ n: 1, agreed: 0 });
  };
  await check();
  expect(curation.history({ limit: 1 })[0]?.description).toBe("finished k-0 (second look, not the same as before)");
  await workspace.kill();
  await check();
});

it("counts what the first look said before it was revealed, and only one's own", async () => {
  const workspace = kept(await TestWorkspace.make());
  const keys = await workspace.compare(comparisonRecord("k-0"), comparisonRecord("k-1"));
  await look(workspace, "ada", keys[0] as string, 0, false);
  // The reveal changed her mind; the second look follows the blind one.
  await workspace.curation.apply([{ type: "set_winner", comparison: keys[0] as string, position: 1 }]);
  await look(workspace, "ada", keys[0] as string, 0, true);
  await look(workspace, "bob", keys[1] as string, 0, false);
  await look(workspace, "ada", keys[1] as string, 0, true);
  expect(agreementOf(workspace)).toEqual({ n: 1, agreed: 1 });
});
