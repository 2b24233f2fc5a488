import { expect, it } from "vitest";
import { type ComparisonFilter, noMarks, noOutcome } from "../../../../contract/index.ts";
import { comparisonMatches, type KeyedBy } from "./comparison-filter.ts";

/** The same answers as the list's (queries/comparisons.test.ts). */
const record = {
  comparison_id: "c",
  query: "q",
  candidates: [
    { engine_id: "a", output: "x", metrics: { quality_score: 0.5 } },
    { engine_id: "b", output: "y", metrics: { quality_score: 0.9 } },
  ],
  winner: { engine_id: "b", score: 0.9 },
  source: { file: "a.jsonl" },
};
const state = {
  ...noOutcome,
  outcome: "tie" as const,
  outcomeBy: "person" as const,
  note: { part: { offset: 0, length: 1 }, change: 0 },
  marks: { ...noMarks, flagged: true, tags: ["odd"] },
  candidates: new Map(),
};

it.each<[ComparisonFilter, boolean, boolean]>([
  [{ flagged: true }, true, false],
  [{ flagged: false }, false, true],
  [{ noted: true }, true, false],
  [{ tag: "odd" }, true, false],
  [{ pair: ["a", "b"] }, true, true],
  [{ pair: ["a", "c"] }, false, false],
  [{ minMargin: 0.3 }, true, true],
  [{ maxMargin: 0.3 }, false, false],
  [{ sourceFile: "a.jsonl" }, true, true],
  [{ sourceFile: "b.jsonl" }, false, false],
])("%j: decided %s, undecided %s", (filter, decided, undecided) => {
  expect(comparisonMatches(filter, record, state)).toBe(decided);
  expect(comparisonMatches(filter, record, undefined)).toBe(undecided);
});

it("leaves to the keys who disagrees and who is in conflict", () => {
  const matches = (filter: ComparisonFilter, keyed: Partial<KeyedBy>) =>
    comparisonMatches(filter, record, state, { inConflict: false, isJudged: false, ...keyed });
  for (const disagrees of [true, false]) {
    expect(matches({ disagrees }, { isJudged: true })).toBe(true);
    expect(matches({ disagrees }, {})).toBe(false);
  }
  expect(matches({ conflict: true }, { inConflict: true })).toBe(true);
  expect(matches({ conflict: true }, {})).toBe(false);
});
