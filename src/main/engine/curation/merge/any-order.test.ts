import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import type { CurationAction, Tier } from "../../../../contract/index.ts";
import { comparisonRecord, sampleLine, TestWorkspace } from "../../testing/curation-workspace.ts";
import type { Actor } from "../log/event.ts";

/** Random logs of several reviewers, some with a common beginning, merged in different orders. */
let open: TestWorkspace[] = [];
afterEach(async () => {
  for (const workspace of open) await workspace.remove();
  open = [];
});

async function fork(workspace: TestWorkspace): Promise<TestWorkspace> {
  const forked = await workspace.fork();
  open.push(forked);
  return forked;
}

type Move = "undo" | "redo" | "revert";
type Do = (keys: readonly string[], refs: readonly string[]) => CurationAction | Move;
interface Step {
  do: Do;
  /** ms since the step before; clocks go back, too. */
  afterMs: number;
  isAgent: boolean;
}

const position = fc.nat({ max: 2 });
const tier = fc.constantFrom<Tier[]>("gold", "silver", "bronze");
const on = (fields: fc.Arbitrary<object>): fc.Arbitrary<Do> =>
  fc.tuple(fc.nat({ max: 2 }), fields).map(
    ([at, action]) =>
      (keys) =>
        ({ ...action, comparison: keys[at] }) as CurationAction,
  );
const onSample = (fields: fc.Arbitrary<object>): fc.Arbitrary<Do> =>
  fc.tuple(fc.nat({ max: 3 }), fields).map(
    ([at, action]) =>
      (keys, refs) =>
        ({ ...action, sample: at < 2 ? refs[at] : `s-${keys[at - 2]}-1` }) as CurationAction,
  );
const decision: fc.Arbitrary<Do> = fc.oneof(
  { weight: 4, arbitrary: on(fc.record({ type: fc.constant("promote"), position, tier })) },
  { weight: 2, arbitrary: on(fc.record({ type: fc.constantFrom("reject", "clear", "set_winner"), position })) },
  { weight: 2, arbitrary: on(fc.record({ type: fc.constantFrom("tie", "both_bad", "skip") })) },
  { weight: 1, arbitrary: on(fc.record({ type: fc.constant("note"), note: fc.constantFrom("", "one", "two") })) },
  { weight: 1, arbitrary: on(fc.record({ type: fc.constant("rank"), groups: fc.constantFrom([[1], [0]], [[0, 2], [1]], []) })) },
  { weight: 1, arbitrary: on(fc.record({ type: fc.constant("flag"), flagged: fc.boolean() })) },
  { weight: 1, arbitrary: on(fc.record({ type: fc.constant("done"), done: fc.boolean() })) },
  { weight: 2, arbitrary: onSample(fc.record({ type: fc.constant("retier"), tier })) },
  { weight: 2, arbitrary: onSample(fc.record({ type: fc.constant("edit"), output: fc.constantFrom("better", "best") })) },
  { weight: 1, arbitrary: onSample(fc.record({ type: fc.constant("demote") })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Move[]>("undo", "undo", "redo", "revert").map(
      (move): Do =>
        () =>
          move,
    ),
  },
);
const steps = fc.array(
  fc.record({ do: decision, afterMs: fc.integer({ min: -40, max: 60 }), isAgent: fc.integer({ min: 0, max: 5 }).map((n) => n === 0) }),
  { minLength: 2, maxLength: 14 },
);

async function perform(workspace: TestWorkspace, name: string, all: readonly Step[], keys: readonly string[], refs: readonly string[]) {
  const { curation } = workspace;
  for (const { do: what, afterMs, isAgent } of all) {
    workspace.nowMs += afterMs;
    const by: Actor = isAgent ? { name: "judge", kind: "agent" } : { name, kind: "person" };
    const action = what(keys, refs);
    const work = () => {
      if (action === "undo" || action === "redo") return curation[action](by);
      if (action === "revert") return curation.undoEvent(curation.history({ limit: 3 }).at(-1)?.eventId ?? "", by);
      return curation.apply([action], by);
    };
    await work().catch((thrown) => expect(["refused", "not_found"]).toContain(thrown.code));
  }
}

/** Everything that reviewers decide, and the dataset in any order. */
async function state(workspace: TestWorkspace, keys: readonly string[]) {
  const decisions = await Promise.all(keys.map((key) => workspace.curation.readDecisions(key)));
  const dataset = (await workspace.flushed()).map((line) => JSON.stringify(JSON.parse(line))).sort();
  expect((await workspace.indexed()).length).toBe(dataset.length);
  return {
    decisions: decisions.map(({ candidates, ...one }) => ({ ...one, candidates: [...candidates].sort(([a], [b]) => a - b) })),
    dataset,
    conflicts: workspace.curation.conflicts().sort(),
    verdicts: [...workspace.curation.verdicts()].sort((a, b) => (a.comparison < b.comparison ? -1 : 1)),
  };
}

const merge = (into: TestWorkspace, from: TestWorkspace) => into.curation.merge({ path: from.folder, dryRun: false });

it("merges in any order, again, and through others to the same state; undo restores exactly what was", async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, steps, steps, steps, async (common, byAda, byBob, byCarol, later) => {
      const start = await TestWorkspace.make();
      open.push(start);
      const keys = await start.compare(comparisonRecord("k-0", { score: 0.95 }), comparisonRecord("k-1"), comparisonRecord("k-2"));
      const refs = await start.collect(sampleLine("c-0"), sampleLine("c-1"));
      const carol = await fork(start);
      await perform(start, "ada", common, keys, refs);
      const bob = await fork(start);
      await perform(start, "ada", byAda, keys, refs);
      await perform(bob, "bob", byBob, keys, refs);
      await perform(carol, "carol", byCarol, keys, refs);

      const one = await fork(start);
      const before = await state(one, keys);
      await merge(one, bob);
      await merge(one, carol);
      const merged = await state(one, keys);
      expect((await merge(one, bob)).report).toMatchObject({ events: { new: 0 }, isMerged: false });
      const two = await fork(carol);
      await merge(two, start);
      await merge(two, bob);
      expect(await state(two, keys)).toEqual(merged);
      const three = await fork(bob);
      await merge(three, two);
      await merge(three, start);
      expect(await state(three, keys)).toEqual(merged);

      const by = { name: "ada", kind: "person" } as const;
      const merges = one.curation.history({ limit: 2 }).filter(({ description }) => description.startsWith("merged"));
      for (const _ of merges) await one.curation.undo(by);
      expect(await state(one, keys)).toEqual(before);
      for (const _ of merges) await one.curation.redo(by);
      expect(await state(one, keys)).toEqual(merged);
      await one.reopen();
      expect(await state(one, keys)).toEqual(merged);

      // Ada goes on with the others' decisions in view.
      await perform(one, "ada", later, keys, refs);
      await merge(two, one);
      await merge(one, two);
      const { verdicts: _, ...last } = await state(one, keys);
      expect(await state(two, keys)).toMatchObject(last);
      for (const workspace of open) await workspace.remove();
      open = [];
    }),
    { numRuns: Number(process.env.ASSAY_MERGE_RUNS ?? 2) },
  );
});
