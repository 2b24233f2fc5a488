import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComparisonDetail, ComparisonRow, CurationAction, SampleDetail } from "../src/contract/index.ts";
import type { Actor } from "../src/main/engine/curation/log/event.ts";
import { comparisonByKey, comparisonDetail } from "../src/main/engine/queries/comparison-detail.ts";
import { actions, type Do, type Given, starts } from "../src/main/engine/testing/curation-cases.ts";
import { comparisonRecord, sampleLine, TestWorkspace } from "../src/main/engine/testing/curation-workspace.ts";
import { applyAction, rowWithUnsaved, toRowMarks } from "../src/renderer/review/marks.ts";
import { applyToSample } from "../src/renderer/review/sample-marks.ts";

/** The engine and the screen say the same of every two actions on every state: one set of rules (src/contract/curation-rules.ts). */

const person: Actor = { name: "tester", kind: "person" };
const agent: Actor = { name: "bot", kind: "agent" };

interface Case {
  name: string;
  key: string;
  start: [Given, Do?][];
  first: Do;
  second: Do;
}

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await TestWorkspace.make();
});
afterAll(() => workspace.remove());

/** What a comparison's detail is but for what was decided: it is the same for all of them. */
async function emptyDetail(key: string): Promise<ComparisonDetail> {
  const stored = await comparisonByKey(workspace.db, workspace.comparisons.path, key);
  return comparisonDetail(stored, await workspace.curation.readDecisions("0".repeat(24)));
}

/** What the engine says of a comparison now. */
async function asked(detail: ComparisonDetail, key: string): Promise<ComparisonDetail> {
  const { candidates, ...decided } = await workspace.curation.readDecisions(key);
  const { outcomeBy: _none, ...rest } = detail;
  const undecided = { tier: null, rejected: false, sampleRef: null, decidedBy: null };
  const marked = detail.candidates.map((one) => ({ ...one, ...undecided, ...candidates.get(one.position) }));
  return { ...rest, ...decided, key, candidates: marked };
}

/** Refs of the samples that each comparison has in the dataset. */
async function samplesByComparison(): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const line of await workspace.flushed()) {
    const { sample_id: ref, comparison_key: key } = JSON.parse(line);
    all.set(key, [...(all.get(key) ?? []), ref].sort());
  }
  return all;
}

/** Whether the sample an action is about is in the dataset. */
const isPossible = (action: CurationAction, samples: readonly string[]) => !("sample" in action) || samples.includes(action.sample);

/** Whether it changes a text, which a comparison does not show. */
const isOfText = (action: CurationAction) => action.type === "edit" || (action.type === "promote" && action.output !== undefined);

/** One action on each of many comparisons, as one step. */
async function applyAll(some: readonly CurationAction[], by = person): Promise<void> {
  if (some.length > 0) await workspace.curation.apply(some, by);
}

describe("two actions on a comparison", () => {
  it("do on the screen what they do in the engine, whatever was decided before", async () => {
    const cases: Case[] = [];
    for (const [start, steps] of Object.entries(starts)) {
      for (const [first, doFirst] of Object.entries(actions)) {
        for (const [second, doSecond] of Object.entries(actions)) {
          cases.push({ name: `${start}: ${first}, ${second}`, key: "", start: steps, first: doFirst, second: doSecond });
        }
      }
    }
    const records = (some: Case[], score?: number) =>
      some.map(({ name }) => comparisonRecord(name, { candidates: 2, ...(score === undefined ? {} : { score }) }));
    const generated = cases.filter(({ start }) => start[0]?.[0] === "generate");
    const others = cases.filter((one) => !generated.includes(one));
    for (const [some, score] of [
      [generated, 0.95],
      [others, undefined],
    ] as const) {
      const keys = await workspace.compare(...records(some, score));
      for (const [index, one] of some.entries()) one.key = keys[index] ?? "";
    }
    await workspace.curation.generate();
    for (const index of [0, 1, 2]) {
      for (const by of [person, agent]) {
        const acts = cases.flatMap(({ key, start }) => {
          const [given, act] = start[index] ?? [];
          return given === by.kind && act ? [act(key)] : [];
        });
        await applyAll(acts, by);
      }
    }
    const detail = await emptyDetail(cases[0]?.key ?? "");
    const screens = new Map(await Promise.all(cases.map(async ({ key }) => [key, await asked(detail, key)] as const)));
    let samples = await samplesByComparison();
    const wrong: unknown[] = [];
    let compared = 0;
    for (const turn of ["first", "second"] as const) {
      const steps = cases.flatMap(({ key, name, [turn]: act }) => {
        const action = act(key);
        return isPossible(action, samples.get(key) ?? []) ? [{ key, name, action }] : [];
      });
      const isEdit = ({ action }: (typeof steps)[number]) => isOfText(action);
      await applyAll(steps.filter(isEdit).map(({ action }) => action));
      const before = workspace.curation.state().decisions;
      await applyAll(steps.filter((step) => !isEdit(step)).map(({ action }) => action));
      const counted = workspace.curation.state().decisions - before;
      samples = await samplesByComparison();
      let changed = 0;
      for (const { key, name, action } of steps) {
        const known = screens.get(key) as ComparisonDetail;
        const screen = applyAction(known, action);
        const engine = await asked(detail, key);
        if (screen !== known && !isOfText(action)) changed++;
        const says = { ...screen, samples: screen.candidates.flatMap(({ sampleRef }) => sampleRef ?? []).sort() };
        const row = rowWithUnsaved({ ...toRowMarks(known), key } as ComparisonRow, [action]);
        const rowIsRight =
          row.outcome === engine.outcome &&
          (row.reviewed === engine.reviewed || action.type === "clear" || action.type === "rank" || "sample" in action);
        if (!rowIsRight || !isDeepStrictEqual(says, { ...engine, samples: samples.get(key) ?? [] })) {
          wrong.push({ case: `${name} (${turn})`, says, engine, samples: samples.get(key) });
        }
        screens.set(key, screen);
      }
      compared += steps.length;
      // What the screen takes for a repetition is no decision in the engine, and the other way round. Edits show on the sample only.
      expect(changed).toBe(counted);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(compared).toBeGreaterThan(15_000);
  });
});

describe("two actions on a sample", () => {
  it("do on the screen what they do in the engine, whatever it was", async () => {
    const own = await TestWorkspace.make();
    const { curation } = own;
    const done: Record<string, (ref: string) => CurationAction> = {
      gold: (sample) => ({ type: "retier", sample, tier: "gold" }),
      silver: (sample) => ({ type: "retier", sample, tier: "silver" }),
      input: (sample) => ({ type: "edit", sample, input: "asked better" }),
      output: (sample) => ({ type: "edit", sample, output: "é".repeat(300) }),
      both: (sample) => ({ type: "edit", sample, input: "asked better", output: "answered better" }),
      demote: (sample) => ({ type: "demote", sample }),
    };
    const promote = async (names: string[], by: Actor) => {
      const keys = await own.compare(...names.map((name) => comparisonRecord(name)));
      const tier = "gold";
      await curation.apply(
        keys.map((comparison) => ({ type: "promote", comparison, position: 1, tier })),
        by,
      );
      return keys.map((key) => `s-${key}-1`);
    };
    const makers: Record<string, (names: string[]) => Promise<string[]>> = {
      collected: (names) => own.collect(...names.map((name) => sampleLine(name))),
      "collected, not validated": (names) => own.collect(...names.map((name) => sampleLine(name, { validation: { validated: false } }))),
      "promoted by a person": (names) => promote(names, person),
      "promoted by an agent": (names) => promote(names, agent),
      generated: async (names) => {
        const keys = await own.compare(...names.map((name) => comparisonRecord(name, { score: 0.95 })));
        await curation.generate();
        return keys.map((key) => `auto-${key}`);
      },
      edited: async (names) => {
        const refs = await promote(names, person);
        await curation.apply(refs.map((sample) => ({ type: "edit", sample, output: "edited before" })));
        return refs;
      },
    };
    /** What both can know of a sample: the screen knows neither its line nor its history, and of its score not where it is from. */
    const shown = (detail: SampleDetail | null) => {
      if (detail === null) return null;
      const { row, input, output } = detail;
      const { quality: _quality, ...rest } = row;
      return { row: rest, input, output };
    };
    const asked = (ref: string) => curation.getSample({ ref }).catch(() => null);
    try {
      for (const [start, make] of Object.entries(makers)) {
        const pairs = Object.keys(done).flatMap((first) => Object.keys(done).map((second) => [first, second] as const));
        const refs = await make(pairs.map((pair) => `${start}: ${pair}`));
        const screens = await Promise.all(refs.map(asked));
        expect(screens).not.toContain(null);
        for (const turn of [0, 1] as const) {
          const steps = pairs.flatMap((pair, at) =>
            screens[at] ? [{ pair, at, action: done[pair[turn]]?.(refs[at] ?? "") as CurationAction }] : [],
          );
          await curation.apply(steps.map(({ action }) => action));
          for (const { pair, at, action } of steps) {
            const screen = applyToSample(screens[at] as SampleDetail, action);
            const engine = await asked(refs[at] ?? "");
            // Only the engine knows that a collected line has its first bytes back.
            const isBack = start.startsWith("collected") && `${pair}` === "silver,gold" && turn === 1;
            if (isBack && screen) screen.row.edited = false;
            expect({ pair, start, turn, ...shown(screen) }).toEqual({ pair, start, turn, ...shown(engine) });
            screens[at] = screen;
          }
        }
      }
    } finally {
      await own.remove();
    }
  });
});
