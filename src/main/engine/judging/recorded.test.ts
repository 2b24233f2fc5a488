import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { indexedTextBytes } from "../../../contract/index.ts";
import { keyOf, TestWorkspace } from "../testing/curation-workspace.ts";
import type { AnswerRow } from "./answers.ts";
import { readDecided } from "./decided.ts";
import { addPreference, MeterTally } from "./meter.ts";
import { measureRecorded, readRecorded } from "./recorded.ts";

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await TestWorkspace.make();
});
afterAll(() => workspace.remove());

const { style }: { style: { text: string; count: number }[] } = JSON.parse(
  readFileSync(new URL("../statistics/truth/truth.json", import.meta.url), "utf8"),
);

describe("Markdown", () => {
  it("is counted as style control counts it", async () => {
    const record = { comparison_id: "style", query: "q", candidates: style.map(({ text }, i) => ({ engine_id: `e${i}`, output: text })) };
    const [key = ""] = await workspace.compare(record);
    for await (const [found] of readDecided(workspace.db, [key]))
      expect(found?.answers.map((answer) => answer.style)).toEqual(style.map(({ count }) => count));
    expect.assertions(1);
  });
});

describe("recorded winners", () => {
  /** Texts of every length that matters, the longest cut off in the index. */
  const output = fc.oneof(
    fc.constantFrom("a", "bb", "- c", "# d\n**e**", "ü".repeat(3), "x".repeat(indexedTextBytes), "ü".repeat(indexedTextBytes), undefined),
  );
  const candidate = fc.record({
    engine_id: fc.constantFrom("a", "b", "c", "d", "e"),
    output,
    quality: fc.constantFrom(undefined, 0.5, 0.9),
  });
  const comparison = fc.record({
    candidates: fc.array(candidate, { minLength: 1, maxLength: 4 }),
    winner: fc.constantFrom(null, "a", "b", "c"),
    score: fc.constantFrom(undefined, 0, 0.5, 0.9, 1),
  });

  it("are measured in the database as one by one", async () => {
    const cases = fc.sample(comparison, { numRuns: 400, seed: 7 });
    const records = cases.map(({ candidates, winner, score }, i) => ({
      comparison_id: `c-${i}`,
      query: "q",
      candidates: candidates.map(({ quality, ...rest }) => ({
        ...rest,
        ...(quality === undefined ? {} : { metrics: { quality_score: quality } }),
      })),
      ...(winner === null ? {} : { winner: { engine_id: winner, ...(score === undefined ? {} : { score }) } }),
    }));
    // Some lines twice: they count once.
    await workspace.compare(...records, ...records.slice(0, 50));
    const tally = new MeterTally();
    const keys = records.map((record) => keyOf(JSON.stringify(record)));
    for await (const some of readDecided(workspace.db, keys))
      for (const { winner, answers } of some) {
        const verdict = readRecorded(winner, answers);
        if (verdict === "tie" || verdict === "ambiguous") tally.leftOut.add(verdict);
        else if (typeof verdict === "object") addPreference(tally, verdict, answers, null);
      }
    const measured = await measureRecorded(workspace.db);
    expect(measured).toEqual(tally.result());
    expect(measured.leftOut.map(({ reason }) => reason)).toEqual(["tie", "ambiguous"]);
    const reasons = measured.measures.map(({ leftOut }) => leftOut.map(({ reason }) => reason));
    expect(reasons).toEqual([[], ["equal", "no_text", "too_long"], ["equal", "no_text", "too_long"]]);
  });
});

describe("the order in which answers were shown", () => {
  it("counts, where it is known", () => {
    const answer = (position: number): AnswerRow => ({
      position,
      engine_id: "abc"[position] as string,
      quality: null,
      length: 1,
      cut: false,
      style: 0,
    });
    const tally = new MeterTally();
    addPreference(tally, { best: [2], worse: [0, 1] }, [0, 1, 2].map(answer), [2, 0, 1]);
    expect(tally.result().measures[0]).toMatchObject({ measure: "earlier", n: 1, share: 1 });
  });
});
