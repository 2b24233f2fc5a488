import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { CurationAction } from "../../../contract/index.ts";
import { Model, performInModel, type Sample } from "../testing/curation-model.ts";
import { others, type Step, steps } from "../testing/curation-steps.ts";
import { comparisonRecord, sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";

/** Random steps against a plain model of what curation promises, and against itself after restarts and crashes. */
let workspace: TestWorkspace;
let keys: string[];
let collected = 0;
afterEach(() => workspace?.remove());

async function start(): Promise<void> {
  workspace = await TestWorkspace.make();
  collected = 0;
  keys = await workspace.compare(comparisonRecord("k-0", { score: 0.95 }), comparisonRecord("k-1", { score: 0.6 }));
}

const nextLine = () => sampleLine(`c-${collected++}`);

const agent = { name: "cli", kind: "agent" } as const;

/** Whether it was done; what is not done must be refused by name. */
const refusedOr = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (thrown) => {
      expect(thrown).toMatchObject({ code: "refused" });
      return false;
    },
  );

/** Does a step; false when it was refused as it should be. */
async function perform(step: Step, ref: (index: number) => string): Promise<boolean> {
  const { curation } = workspace;
  const apply = async (action: CurationAction) => {
    try {
      await curation.apply([action]);
      return true;
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "not_found" });
      return false;
    }
  };
  const key = "comparison" in step ? (keys[step.comparison] ?? "") : "";
  switch (step.do) {
    case "promote":
      return apply({ type: "promote", comparison: key, position: step.position, tier: step.tier });
    case "reject":
    case "clear":
      return apply({ type: step.do, comparison: key, position: step.position });
    case "tie":
    case "skip":
      return apply({ type: step.do, comparison: key });
    case "all_bad":
      return apply({ type: "both_bad", comparison: key });
    case "winner":
      return apply({ type: "set_winner", comparison: key, position: step.position });
    case "agent":
      await curation.apply([{ type: "promote", comparison: key, position: step.position, tier: step.tier }], agent);
      return true;
    case "agentUndo":
      return refusedOr(curation.undo(agent));
    case "automatic":
      await curation.generateFor(0);
      return true;
    case "undoEvent": {
      const event = curation.history({ limit: 20 })[step.back];
      return event === undefined ? false : refusedOr(curation.undoEvent(event.eventId));
    }
    case "retier":
      return apply({ type: "retier", sample: ref(step.sample), tier: step.tier });
    case "edit":
      return apply({ type: "edit", sample: ref(step.sample), output: step.output });
    case "demote":
      return apply({ type: "demote", sample: ref(step.sample) });
    case "undo":
    case "redo":
      return refusedOr(curation[step.do]());
    case "flush":
      await curation.flush();
      return true;
    case "reopen":
      await workspace.reopen();
      return true;
    case "kill":
      await workspace.kill();
      return true;
    case "generate":
      await curation.generate();
      return true;
    case "collect":
      await workspace.collect(nextLine());
      return true;
  }
}

const seen = (lines: readonly string[]): Sample[] =>
  lines.map((line) => {
    const { sample_id: id, tier: has, output } = JSON.parse(line);
    return { id, tier: has, output };
  });

const everything = async () => ({
  state: workspace.curation.state(),
  history: workspace.curation.history({ limit: 500 }),
  decisions: await Promise.all(keys.map((key) => workspace.curation.readDecisions(key))),
  dataset: await workspace.flushed(),
  indexed: await workspace.indexed(),
  reviews: await workspace.db.all("SELECT * FROM reviews ORDER BY key"),
});

describe("random steps", () => {
  it("match a plain model in dataset, marks and undo history", async () => {
    await fc.assert(
      fc.asyncProperty(steps([]), async (all) => {
        await start();
        const state = new Model(keys);
        try {
          for (const step of [{ do: "collect" } as const, { do: "collect" } as const, { do: "collect" } as const, ...all]) {
            const done = await perform(step, (index) => state.ref(index));
            expect(done).toBe(performInModel(state, step, collected));
          }
          expect(seen(await workspace.flushed())).toEqual(state.dataset());
          expect(await workspace.indexed()).toEqual((await workspace.lines()).sort());
          expect(workspace.curation.state()).toMatchObject(state.counts);
          for (const [at, key] of keys.entries()) {
            const { candidates, outcome } = await workspace.curation.readDecisions(key);
            expect(outcome).toBe(state.ties.has(at) ? "tie" : null);
            for (let at2 = 0; at2 < 3; at2++) {
              const { tier: has = null, rejected = false } = candidates.get(at2) ?? {};
              expect({ tier: has, rejected }).toEqual(state.candidates.get(`${at}#${at2}`) ?? { tier: null, rejected: false });
            }
          }
        } finally {
          await workspace.remove();
        }
      }),
      { numRuns: 12 },
    );
  });

  it("with generation in between survive restarts, crashes, undo of all and redo of all", async () => {
    await fc.assert(
      fc.asyncProperty(steps([{ weight: 2, arbitrary: fc.constant<Step>({ do: "generate" }) }]), async (all) => {
        await start();
        const refs = await workspace.collect(nextLine(), nextLine(), nextLine());
        const named = [...refs, ...keys.map((key) => `auto-${key}`), ...keys.map((key) => `s-${key}-1`)];
        try {
          for (const step of all) await perform(step, (index) => named[index % named.length] ?? "");
          const before = await everything();
          expect(before.indexed).toEqual([...before.dataset].sort());
          await workspace.reopen();
          expect(await everything()).toEqual(before);
          await workspace.kill();
          expect(await everything()).toEqual(before);
          const undone: string[][] = [];
          while (workspace.curation.state().canUndo) {
            undone.push(await workspace.flushed());
            await workspace.curation.undo();
          }
          expect(await workspace.indexed()).toEqual((await workspace.flushed()).sort());
          await workspace.reopen();
          for (const dataset of undone.reverse()) {
            await workspace.curation.redo();
            expect(await workspace.flushed()).toEqual(dataset);
          }
          const after = await everything();
          expect({ ...after, state: { ...after.state, canRedo: before.state.canRedo, redoes: before.state.redoes } }).toEqual(before);
        } finally {
          await workspace.remove();
        }
      }),
      { numRuns: 8 },
    );
  });

  it("with generation, undo of single events and decisions of agents keep every invariant after each step", async () => {
    await fc.assert(
      fc.asyncProperty(steps(others), async (all) => {
        await start();
        const refs = await workspace.collect(nextLine(), nextLine());
        const named = [...refs, ...keys.map((key) => `auto-${key}`), ...keys.map((key) => `s-${key}-1`)];
        try {
          for (const step of all) {
            await perform(step, (index) => named[index % named.length] ?? "");
            await expectNothingOutranked();
          }
          const before = await everything();
          expect(before.indexed).toEqual([...before.dataset].sort());
          await workspace.reopen();
          expect(await everything()).toEqual(before);
          await workspace.kill();
          expect(await everything()).toEqual(before);
          // Undo of a single event is itself undone by redo or undo.
          const row = workspace.curation.history({ limit: 20 }).find(({ undone }) => !undone);
          if (row && (await refusedOr(workspace.curation.undoEvent(row.eventId)))) {
            const { canRedo } = workspace.curation.state();
            await (canRedo ? workspace.curation.redo() : workspace.curation.undo());
            expect(await workspace.flushed()).toEqual(before.dataset);
          }
          await refusedOr(workspace.curation.generate());
          await expectNothingOutranked();
          expect(await workspace.curation.generate()).toMatchObject({ created: 0, changed: 0, removed: 0 });
        } finally {
          await workspace.remove();
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** Where somebody has decided, nothing automatic stands beside it but the confirmed winner; the dataset is what the marks say. */
async function expectNothingOutranked(): Promise<void> {
  const live = new Set<string>();
  for (const key of keys) {
    const { candidates, outcome, winnerPosition } = await workspace.curation.readDecisions(key);
    const isDecided = (outcome !== null && outcome !== "skipped") || [...candidates.values()].some(({ decidedBy }) => decidedBy !== "auto");
    for (const [at, { decidedBy, tier: has, sampleRef }] of candidates) {
      if (sampleRef !== null) live.add(sampleRef);
      expect(has === null).toBe(sampleRef === null);
      if (isDecided && decidedBy === "auto") expect([outcome, winnerPosition]).toEqual(["winner", at]);
    }
  }
  const made = seen(await workspace.flushed()).flatMap(({ id }) => (/^(auto|s)-[0-9a-f]{24}/.test(id) ? [id] : []));
  expect(new Set(made)).toEqual(live);
  expect(made).toHaveLength(live.size);
}
