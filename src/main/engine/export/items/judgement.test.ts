import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CandidateState, noMarks, noOutcome, pairPolicies, type Tier } from "../../../../contract/index.ts";
import type { ComparisonState } from "../../curation/state/comparison-state.ts";
import { type Judgement, judge } from "./judgement.ts";
import { toLabel } from "./labels.ts";
import { computePairs } from "./pairs.ts";

/** A comparison of engines a, b, c … with these recorded scores. */
const record = (scores: (number | null)[], winner?: { engine_id: string; score?: number }) => ({
  comparison_id: "c",
  query: "q",
  candidates: scores.map((score, i) => ({
    engine_id: "abcdefgh"[i],
    output: `answer ${i}`,
    ...(score === null ? {} : { metrics: { quality_score: score } }),
  })),
  ...(winner === undefined ? {} : { winner }),
});

type Given = Tier | "rejected" | null;
const decided = (given: Given[], outcome: Partial<ComparisonState> = {}, by: "person" | "agent" | "auto" = "person"): ComparisonState => ({
  ...noOutcome,
  marks: noMarks,
  note: null,
  candidates: new Map(
    given.flatMap((what, i): [number, CandidateState][] =>
      what === null ? [] : [[i, { tier: what === "rejected" ? null : what, rejected: what === "rejected", by, sample: null }]],
    ),
  ),
  ...outcome,
});
const outcome = (is: "tie" | "both_bad" | "winner" | "skipped", winnerPosition: number | null = null): Partial<ComparisonState> => ({
  outcome: is,
  outcomeBy: "person",
  winnerPosition,
});

const show = ({ ranks }: Judgement) => ranks.map((rank) => rank.map(({ position }) => position));
const pairs = (judgement: Judgement, policy: (typeof pairPolicies)[number] = "best-worst") =>
  computePairs(judgement, policy).map(({ chosen, rejected, margin }) => [chosen.position, rejected.position, margin]);
const labels = (judgement: Judgement, ties: "drop" | "both" = "drop") =>
  judgement.answers.map((answer) => toLabel(answer, judgement, ties));

describe("what orders answers", () => {
  it("is what people decided, whatever the record says", () => {
    const judgement = judge(record([0.9, 0.1, 0.5], { engine_id: "a", score: 0.9 }), decided(["rejected", "gold", null]));
    expect(show(judgement)).toEqual([[1], [2], [0]]);
    // The scores say the opposite: the margin is that of the levels.
    expect(pairs(judgement)).toEqual([[1, 0, 1]]);
    expect(labels(judgement)).toEqual([false, true, null]);
    expect(judgement.decidedBy).toBe("person");
  });

  it("is a set winner before every tier", () => {
    const judgement = judge(record([null, null, null]), decided(["gold", null, "bronze"], outcome("winner", 1)));
    expect(show(judgement)).toEqual([[1], [0], [2]]);
    expect(pairs(judgement, "adjacent")).toEqual([
      [1, 0, 0.25],
      [0, 2, 0.5],
    ]);
    expect(labels(judgement)).toEqual([true, true, null]);
  });

  it("is a ranking before every tier; who is not in it has no place", () => {
    const marks = { ...noMarks, rank: [[2], [0, 3]], rankBy: "person" as const };
    const judgement = judge(record([0.9, null, null, null, null]), decided([null, "gold", null, null, "rejected"], { marks }));
    expect(show(judgement)).toEqual([[2], [0, 3], [4]]);
    expect(pairs(judgement, "best-each").map(([chosen, rejected]) => [chosen, rejected])).toEqual([
      [2, 0],
      [2, 3],
      [2, 4],
    ]);
    expect(judgement.decidedBy).toBe("person");
    const equal = decided([], { marks: { ...noMarks, rank: [[0, 1]], rankBy: "agent" } });
    expect(judge(record([0.9, 0.1]), equal).verdict).toBe("tie");
  });

  it("is the record where nobody decided, a skip and a tier by score included", () => {
    for (const state of [undefined, decided([], outcome("skipped")), decided(["gold", null], {}, "auto")]) {
      const judgement = judge(record([0.9, 0.4], { engine_id: "a", score: 0.9 }), state);
      expect(pairs(judgement)).toEqual([[0, 1, 0.5]]);
      expect(labels(judgement)).toEqual([true, false]);
    }
  });

  it("is nothing in a tie or where all are bad", () => {
    const tie = judge(record([0.9, 0.1]), decided([], outcome("tie")));
    expect([pairs(tie), labels(tie), labels(tie, "both")]).toEqual([[], [null, null], [true, true]]);
    const bad = judge(record([0.9, 0.1], { engine_id: "a", score: 1 }), decided([], outcome("both_bad")));
    expect([pairs(bad), labels(bad)]).toEqual([[], [false, false]]);
  });

  it.each([
    ["equal scores", record([0.5, 0.5])],
    ["scores of 0", record([0, 0])],
    ["a winner with the loser's score", record([0.7, 0.7], { engine_id: "a" })],
    ["a winner by 0", record([null, null], { engine_id: "a", score: 0 })],
    ["no scores", record([null, null])],
    ["one known score", record([0.5, null])],
  ])("is nothing with %s", (_, given) => {
    const judgement = judge(given, undefined);
    expect(judgement.verdict).toBe("no_order");
    for (const policy of pairPolicies) expect(pairs(judgement, policy)).toEqual([]);
    expect(labels(judgement)).toEqual([null, null]);
  });

  it("gives a winner without scores a margin that nobody knows", () => {
    expect(pairs(judge(record([null, null], { engine_id: "b" }), undefined))).toEqual([[1, 0, null]]);
  });

  it("counts nothing that was taken back", () => {
    const state = decided([]);
    state.candidates.set(0, { tier: null, rejected: false, by: "person", sample: null });
    expect(judge(record([0.2, 0.8]), state).isDecided).toBe(false);
  });
});

describe("pairs of an order", () => {
  const four = judge(record([0.1, 0.9, 0.5, 0.5]), undefined);
  it.each([
    ["best-worst", [[1, 0, 0.8]]],
    [
      "best-each",
      [
        [1, 2, 0.4],
        [1, 3, 0.4],
        [1, 0, 0.8],
      ],
    ],
    [
      "adjacent",
      [
        [1, 2, 0.4],
        [2, 0, 0.4],
      ],
    ],
    [
      "all",
      [
        [1, 2, 0.4],
        [1, 3, 0.4],
        [1, 0, 0.8],
        [2, 0, 0.4],
        [3, 0, 0.4],
      ],
    ],
  ] as const)("%s", (policy, expected) => expect(pairs(four, policy)).toEqual(expected));

  const any = fc.record({
    scores: fc.array(fc.option(fc.constantFrom(0, 0.25, 0.5, 1)), { minLength: 2, maxLength: 6 }),
    given: fc.array(fc.constantFrom<Given[]>("gold", "silver", "bronze", "rejected", null), { maxLength: 6 }),
    winner: fc.option(fc.nat({ max: 5 })),
    outcome: fc.constantFrom(undefined, "tie", "both_bad", "winner", "skipped"),
  });

  it("never prefers an answer to its equal, to itself or to a better one, and has a margin above 0 or none", () => {
    fc.assert(
      fc.property(any, ({ scores, given, winner, outcome: is }) => {
        const at = winner === null ? null : winner % scores.length;
        const state = decided(
          given.slice(0, scores.length),
          is === undefined ? {} : outcome(is as "tie", is === "winner" ? (at ?? 0) : null),
        );
        const judgement = judge(record(scores, at === null ? undefined : { engine_id: "abcdefgh"[at] as string }), state);
        const rankOf = (position: number) => judgement.ranks.findIndex((rank) => rank.some((one) => one.position === position));
        for (const policy of pairPolicies)
          for (const { chosen, rejected, margin } of computePairs(judgement, policy)) {
            expect(rankOf(chosen.position)).toBeLessThan(rankOf(rejected.position));
            if (margin !== null) expect(margin > 0 && margin <= 1).toBe(true);
            if (!judgement.isDecided && chosen.score !== null) expect(chosen.score).not.toBe(rejected.score);
          }
        const [one = 0, ...more] = pairPolicies.map((policy) => computePairs(judgement, policy).length);
        expect(one).toBe(judgement.verdict === "ordered" ? 1 : 0);
        expect(Math.max(...more)).toBe(more.at(-1));
      }),
    );
  });
});
