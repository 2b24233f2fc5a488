import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BiasMeasure, BiasMeter, ComparisonFilter, CurationAction } from "../../../contract/index.ts";
import { listComparisons } from "../queries/comparisons.ts";
import { wilson } from "../statistics/wilson.ts";
import { TestWorkspace } from "../testing/curation-workspace.ts";
import { Judging } from "./judging.ts";

let workspace: TestWorkspace;
let judging: Judging;

beforeEach(async () => {
  workspace = await TestWorkspace.make();
  judging = new Judging({ db: workspace.db, decisions: { state: workspace.curation.decided } });
});
afterEach(() => workspace.remove());

interface Answer {
  output?: string;
  engine?: string;
  quality?: number;
}
let made = 0;
/** A comparison of these answers. @param winner the engine the judge recorded. */
const comparison = (answers: Answer[], winner?: { engine: string; score?: number }) => ({
  comparison_id: `c-${++made}`,
  query: "which?",
  candidates: answers.map(({ output, engine, quality }, position) => ({
    engine_id: engine ?? "abcdefgh"[position],
    ...(output === undefined ? {} : { output }),
    ...(quality === undefined ? {} : { metrics: { quality_score: quality } }),
  })),
  ...(winner && { winner: { engine_id: winner.engine, ...(winner.score === undefined ? {} : { score: winner.score }) } }),
});

/** Decides one comparison as a person does, some seconds after the one before. */
async function decide(action: CurationAction | CurationAction[], seconds = 10): Promise<void> {
  workspace.nowMs += seconds * 1000;
  await workspace.curation.apply([action].flat());
  judging.changed("reviews");
}
/** How many the list has of this filter. */
const countListed = async (filter: ComparisonFilter) => {
  const keys = { ...workspace.curation.keys, judged: () => judging.keys() };
  const parts = { db: workspace.db, comparisonSearch: null };
  return (await listComparisons(parts, { filter, limit: 1 }, undefined, undefined, null, keys)).total;
};
const win = (key: string | undefined, position: number): CurationAction => ({ type: "set_winner", comparison: key as string, position });
const measure = (meter: BiasMeter, name: BiasMeasure) => meter.measures.find((one) => one.measure === name);
const short = "Yes.";
const long = "Yes, and this answer says a good deal more than the other one.";
const styled = "# Yes\n- **really**";

describe("the bias meter of people", () => {
  it("sees who always picks the left one", async () => {
    const keys = await workspace.compare(
      ...Array.from({ length: 12 }, (_, i) =>
        comparison(i % 2 ? [{ output: short }, { output: long }] : [{ output: long }, { output: short }]),
      ),
    );
    for (const key of keys) await decide(win(key, 0));
    const { people, judge, agents } = await judging.report();
    expect(people.comparisons).toBe(12);
    expect(measure(people, "earlier")).toEqual({ measure: "earlier", ...wilson(12, 12), leftOut: [] });
    expect(measure(people, "longer")).toEqual({ measure: "longer", ...wilson(6, 12), leftOut: [] });
    expect(measure(people, "formatted")).toMatchObject({ n: 0, share: null, leftOut: [{ reason: "equal", count: 12 }] });
    expect(judge.comparisons + agents.comparisons).toBe(0);
  });

  it("sees who always picks the longer one, and the more formatted one", async () => {
    const keys = await workspace.compare(
      ...Array.from({ length: 10 }, (_, i) =>
        comparison(i % 2 ? [{ output: short }, { output: long }] : [{ output: long }, { output: short }]),
      ),
      comparison([{ output: styled }, { output: long }]),
      comparison([{ output: long }, { output: styled }]),
    );
    for (const [i, key] of keys.slice(0, 10).entries()) await decide(win(key, i % 2));
    const { people } = await judging.report();
    expect(measure(people, "longer")).toMatchObject(wilson(10, 10));
    expect(measure(people, "earlier")).toMatchObject(wilson(5, 10));
    await decide(win(keys[10], 0));
    await decide(win(keys[11], 1));
    expect(measure((await judging.report()).people, "formatted")).toMatchObject({
      ...wilson(2, 2),
      leftOut: [{ reason: "equal", count: 10 }],
    });
  });

  it("counts the losers that a winner of several is before, by tier, ranking and rejection too", async () => {
    const answers = [{ output: "one" }, { output: "three" }, { output: "fourteen" }, { output: "x" }];
    const keys = await workspace.compare(...Array.from({ length: 5 }, () => comparison(answers)));
    const [first, second, third, fourth, fifth] = keys as [string, string, string, string, string];
    await decide(win(first, 1));
    await decide({ type: "promote", comparison: second, position: 3, tier: "silver" });
    await decide({ type: "rank", comparison: third, groups: [[0], [1, 2], [3]] });
    await decide({ type: "reject", comparison: fourth, position: 0 });
    await decide({ type: "tie", comparison: fifth });
    const { people } = await judging.report();
    expect(people).toMatchObject({ comparisons: 4, leftOut: [{ reason: "tie", count: 1 }] });
    // Two of three, none of three, all three, and the rejected one is before all that were kept.
    expect(measure(people, "earlier")).toMatchObject(wilson(2 / 3 + 0 + 1 + 0, 4));
    expect(measure(people, "longer")).toMatchObject(wilson(2 / 3 + 0 + 1 / 3 + 2 / 3, 4));
  });

  it("leaves out what was decided about many at once, undone, or by generation", async () => {
    workspace.thresholds.autoGenerate = true;
    const pair = () => comparison([{ output: short }, { output: long }], { engine: "b", score: 0.95 });
    const keys = (await workspace.compare(pair(), pair(), pair(), pair())) as [string, string, string, string];
    await decide(keys.slice(0, 2).map((key) => win(key, 0)));
    await decide(win(keys[2], 0));
    await workspace.curation.undo();
    await workspace.curation.generate();
    judging.changed("reviews");
    expect((await judging.report()).people).toMatchObject({ comparisons: 0, leftOut: [{ reason: "many_at_once", count: 2 }] });
    // Looking through generated samples compares no answers.
    const { rows } = await workspace.curation.listSamples({ filter: {}, limit: 10 });
    await decide({ type: "retier", sample: rows[0]?.ref as string, tier: "silver" });
    expect((await judging.report()).people.comparisons).toBe(0);
    await decide(win(keys[2], 0));
    expect((await judging.report()).people.comparisons).toBe(1);
  });

  it("keeps agents apart from people", async () => {
    const [first = "", second = ""] = await workspace.compare(
      comparison([{ output: short }, { output: long }]),
      comparison([{ output: short }, { output: long }]),
    );
    await workspace.curation.apply([win(first, 1), win(second, 1)], { name: "judge", kind: "agent" });
    await decide(win(second, 0));
    const { people, agents } = await judging.report();
    expect([people.comparisons, agents.comparisons]).toEqual([1, 1]);
    expect(measure(agents, "longer")).toMatchObject(wilson(1, 1));
    expect(measure(people, "longer")).toMatchObject(wilson(0, 1));
  });
});

describe("how long people take", () => {
  it("is the time since the comparison before; pauses do not count", async () => {
    const keys = await workspace.compare(...Array.from({ length: 6 }, () => comparison([{ output: short }, { output: long }])));
    for (const [i, seconds] of [9, 1, 4, 8, 600, 1.5].entries()) await decide(win(keys[i], 0), seconds);
    // A second thought about the same one is no other comparison.
    await decide(win(keys[5], 1), 1);
    expect((await judging.report()).pace).toEqual({ n: 4, medianSeconds: (1.5 + 4) / 2, tooFast: 2 });
  });
});

describe("judge against person", () => {
  /** A reviewer who picks what the judge picked in so many of the comparisons of a score. */
  async function review(perScore: [score: number, agreed: number, of: number][]): Promise<void> {
    const cases = perScore.flatMap(([score, agreed, of]) =>
      Array.from({ length: of }, (_, i) => ({ score, agrees: i < agreed, winner: i % 2 })),
    );
    const keys = await workspace.compare(
      ...cases.map(({ score, winner }) => comparison([{ output: short }, { output: long }], { engine: "ab"[winner] as string, score })),
    );
    const actions = cases.map(({ agrees, winner }, i) => win(keys[i], agrees ? winner : 1 - winner));
    await workspace.curation.applyEach(actions, { name: "reviewer", kind: "person" });
    judging.changed("reviews");
  }

  it("agrees at the rate that the reviewer agrees", async () => {
    await review([
      [0.95, 19, 20],
      [0.6, 12, 20],
    ]);
    const { agreement, judge } = await judging.report();
    expect(agreement.agreed).toEqual(wilson(31, 40));
    expect(agreement.confusion).toEqual({
      labels: ["1", "2"],
      counts: [
        [16, 4],
        [5, 15],
      ],
    });
    expect(agreement.kappa?.value).toBeCloseTo((31 / 40 - 0.5) / 0.5, 12);
    expect(agreement.fromScore.find(({ score }) => score === 0.9)).toEqual({ score: 0.9, ...wilson(19, 20) });
    expect(agreement.fromScore.find(({ score }) => score === 0.6)).toEqual({ score: 0.6, ...wilson(31, 40) });
    expect(agreement.byTenth).toEqual([
      { score: 0.6, ...wilson(12, 20) },
      { score: 0.9, ...wilson(19, 20) },
    ]);
    expect(agreement.engines).toEqual([
      { engineId: "a", ...wilson(16, 20) },
      { engineId: "b", ...wilson(15, 20) },
    ]);
    expect(measure(judge, "earlier")).toMatchObject(wilson(20, 40));
  });

  it("does not count ties, and counts all bad against the judge", async () => {
    const pair = (score = 0.9) => comparison([{ output: short }, { output: long }], { engine: "a", score });
    const undecidable = comparison(
      [
        { output: short, engine: "same" },
        { output: long, engine: "same" },
      ],
      { engine: "same", score: 0.9 },
    );
    const equal = comparison(
      [
        { output: short, quality: 0.9 },
        { output: long, quality: 0.9 },
      ],
      { engine: "a", score: 0.9 },
    );
    const keys = (await workspace.compare(
      pair(),
      pair(),
      pair(0),
      pair(),
      undecidable,
      equal,
      comparison([{ output: short }, { output: long }]),
    )) as string[];
    const [agreed = "", bad = "", drawn = "", tied = "", same = "", level = "", without = ""] = keys;
    await decide(win(agreed, 0));
    await decide([
      { type: "reject", comparison: bad, position: 0 },
      { type: "reject", comparison: bad, position: 1 },
    ]);
    await decide(win(drawn, 0));
    await decide({ type: "tie", comparison: tied });
    for (const key of [same, level, without]) await decide(win(key, 0));
    const { agreement, judge } = await judging.report();
    expect(agreement.agreed).toEqual(wilson(1, 2));
    expect(agreement.confusion).toEqual({
      labels: ["1", "tie", "all_bad"],
      counts: [
        [1, 1, 1],
        [2, 0, 0],
        [0, 0, 0],
      ],
    });
    expect(agreement.leftOut).toEqual([
      { reason: "tie", count: 3 },
      { reason: "ambiguous", count: 1 },
      { reason: "no_verdict", count: 1 },
    ]);
    expect(judge).toMatchObject({
      comparisons: 3,
      leftOut: [
        { reason: "tie", count: 2 },
        { reason: "ambiguous", count: 1 },
      ],
    });
  });

  it("advises thresholds, with what they would make", async () => {
    await review([
      [0.92, 40, 40],
      [0.7, 34, 40],
      [0.3, 10, 40],
    ]);
    const advice = await judging.adviseTiers({ agreement: { gold: 0.9, silver: 0.75, bronze: 0.5 } });
    expect(advice.thresholds).toEqual({ gold: 0.92, silver: 0.7, bronze: 0.3 });
    expect(advice.lowest.silver).toEqual({ score: 0.7, ...wilson(74, 80) });
    expect(advice.preview).toMatchObject({ created: 0, thresholds: advice.thresholds });
    await workspace.compare(comparison([{ output: short }, { output: long }], { engine: "a", score: 0.8 }));
    judging.changed("comparisons");
    const strict = await judging.adviseTiers({ agreement: { gold: 0.99, silver: 0.8, bronze: 0.8 } });
    expect(strict).toMatchObject({ lowest: { gold: null }, thresholds: { gold: 1, silver: 0.7, bronze: 0.7 } });
    expect(strict.preview?.byTier).toEqual({ gold: 0, silver: 1, bronze: 0 });
    expect(await judging.adviseTiers({ agreement: { gold: 1, silver: 1, bronze: 1 } })).toMatchObject({ thresholds: null, preview: null });
  });
});

it("counts as many disagreements as the list of them has rows, whatever was decided", async () => {
  const judgedPair = (best: "a" | "b", score?: number) =>
    comparison([{ output: short }, { output: long }], { engine: best, ...(score && { score }) });
  const keys = await workspace.compare(
    ...Array.from({ length: 10 }, () => judgedPair("b", 0.9)),
    comparison([{ output: short }, { output: long }]),
    comparison(
      [
        { output: short, engine: "a" },
        { output: long, engine: "a" },
      ],
      { engine: "a", score: 0.8 },
    ),
  );
  const at = (index: number) => keys[index] as string;
  await decide(win(at(0), 0));
  await decide(win(at(1), 1));
  await decide({ type: "tie", comparison: at(2) });
  await decide({ type: "both_bad", comparison: at(3) });
  await decide({ type: "promote", comparison: at(4), position: 0, tier: "gold" });
  await decide({ type: "promote", comparison: at(5), position: 1, tier: "bronze" });
  await decide({ type: "rank", comparison: at(6), groups: [[0], [1]] });
  await decide([win(at(7), 0), win(at(8), 0)]);
  await decide({ type: "skip", comparison: at(9) });
  await decide(win(at(10), 0));
  await decide(win(at(11), 1));
  const { agreed } = (await judging.report()).agreement;
  const hits = Math.round((agreed.share ?? 0) * agreed.n);
  // Another winner, all bad, another's tier, another's rank.
  expect([agreed.n, hits]).toEqual([6, 2]);
  expect(await countListed({ disagrees: true })).toBe(agreed.n - hits);
  expect(await countListed({ disagrees: false })).toBe(hits);
  expect(new Set((await judging.keys()).differed)).toEqual(new Set([0, 3, 4, 6].map(at)));
  await workspace.curation.undo();
  await decide(win(at(1), 0));
  expect(await countListed({ disagrees: true })).toBe(5);
});
