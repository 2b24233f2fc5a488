import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type WinRates, winRatesInWords } from "../../../contract/index.ts";
import { seededRandom } from "../statistics/random.ts";
import { wilson } from "../statistics/wilson.ts";
import { TestWorkspace } from "../testing/curation-workspace.ts";
import { toMatches, toOutcome, toWeight } from "./outcome.ts";
import { PairTable } from "./pair-table.ts";
import { styleDifference } from "./styled-wins.ts";
import { measureWins } from "./win-rates.ts";

const random = seededRandom(5);
const strength: Record<string, number> = { weak: 0, middle: 1, strong: 2 };

interface Made {
  engines: string[];
  winner: string | null;
  score: number;
}

/** Of two and three answers; the longer ones win more often than their engine deserves. */
const made: Made[] = Array.from({ length: 300 }, (_, i) => {
  const engines = i % 3 === 0 ? ["weak", "middle", "strong"] : i % 3 === 1 ? ["strong", "weak"] : ["middle", "strong"];
  const drawn = engines.map((engine) => (strength[engine] as number) - Math.log(-Math.log(random())));
  return { engines, winner: engines[drawn.indexOf(Math.max(...drawn))] ?? null, score: i % 10 === 0 ? 0 : 0.8 };
});
const lines = [
  ...made.map(({ engines, winner, score }, i) => ({
    comparison_id: `c-${i}`,
    query: "which?",
    candidates: engines.map((engine) => ({
      engine_id: engine,
      output: engine === winner && random() < 0.7 ? "long ".repeat(40) : "short ".repeat(20),
    })),
    winner: { engine_id: winner, score },
  })),
  // Always beaten; and a winner that answered twice.
  ...Array.from({ length: 4 }, (_, i) => ({
    comparison_id: `l-${i}`,
    query: "?",
    candidates: [
      { engine_id: "loser", output: "a" },
      { engine_id: "weak", output: "b" },
    ],
    winner: { engine_id: "weak", score: 1 },
  })),
  {
    comparison_id: "twice",
    query: "?",
    candidates: [
      { engine_id: "weak", output: "a" },
      { engine_id: "weak", output: "b" },
    ],
    winner: { engine_id: "weak", score: 1 },
  },
];

let workspace: TestWorkspace;
let keys: string[];
beforeAll(async () => {
  workspace = await TestWorkspace.make();
  keys = await workspace.compare(...lines);
  await workspace.curation.apply([
    { type: "set_winner", comparison: keys[1] as string, position: 1 },
    { type: "set_winner", comparison: keys[4] as string, position: 0 },
    { type: "tie", comparison: keys[7] as string },
    { type: "both_bad", comparison: keys[10] as string },
  ]);
});
afterAll(() => workspace.remove());

const measure = (input: Parameters<typeof measureWins>[2]) => measureWins(workspace.db, workspace.curation.decided, input);
const cell = ({ engines, cells }: WinRates, a: string, b: string) => {
  const [one, other] = [a, b].map((name) => engines.findIndex(({ engineId }) => engineId === name)) as [number, number];
  return cells.find(({ first, second }) => first === Math.min(one, other) && second === Math.max(one, other));
};

describe("win rates", () => {
  it("of recorded winners are those of a count by hand, with ratings in the order of the truth", async () => {
    const rates = await measure({ source: "recorded" });
    expect(rates).toMatchObject({ comparisons: 304, ties: 30, allBad: 0, ambiguous: 1, leftOut: 0, style: null });
    expect(rates.engines.map(({ engineId }) => engineId)).toEqual(["strong", "middle", "weak", "loser"]);
    expect(rates.engines.at(-1)).toMatchObject({ rating: null, unrated: "no_win", pairs: 4, losses: 4 });
    const met = made.filter(({ engines }) => engines.includes("strong") && engines.includes("weak"));
    const wins = met.filter(({ winner, score }) => winner === "strong" && score > 0).length;
    const ties = met.filter(({ score }) => score === 0).length;
    const n = met.filter(({ winner, score }) => score === 0 || winner === "strong" || winner === "weak").length;
    expect(cell(rates, "strong", "weak")).toMatchObject({ wins, ties, ...wilson(wins + ties / 2, n) });
    const [strong, middle, weak] = rates.engines.map(({ rating }) => rating);
    expect(((strong?.value ?? 0) + (middle?.value ?? 0) + (weak?.value ?? 0)) / 3).toBeCloseTo(1000, 6);
    expect(strong?.low).toBeGreaterThan(weak?.high ?? 0);
    expect(winRatesInWords(rates)[0]).toMatch(
      /^strong is rated highest with [\d,]+ \([\d,]+ to [\d,]+\), ahead of (all )?2 .*from 304 comparisons by recorded winners \(30 ties\)\.$/,
    );
  });

  it("at equal style say what length is worth", async () => {
    const rates = await measure({ source: "recorded", style: true });
    const { style, engines } = rates;
    expect(style).toMatchObject({ comparisons: 304, of: 304, noText: 0 });
    expect(style?.effects.map((effect) => effect.style)).toEqual(["length"]);
    expect(style?.effects[0]?.low).toBeGreaterThan(0);
    expect(engines[0]?.rating).not.toBeNull();
    expect(winRatesInWords(rates)[1]).toMatch(
      /^Ratings are those at equal style\. Twice as much is worth, in points: length \+\d+ .* Of headers, lists, bold nothing can be said/,
    );
  });

  it("of people are their decisions alone, and nobody's are not invented", async () => {
    const people = await measure({ source: "people" });
    expect(people).toMatchObject({ comparisons: 4, ties: 1, allBad: 1 });
    expect(cell(people, "strong", "weak")).toMatchObject({ n: 4, ties: 2 });
    const automatic = await measure({ source: "automatic" });
    expect(automatic).toMatchObject({ comparisons: 0, engines: [], cells: [] });
    expect(winRatesInWords(automatic)).toEqual(["No comparison says who is better, by automatic decisions."]);
  });

  it("have nobody ahead who was never beaten", async () => {
    const other = await TestWorkspace.make();
    await other.compare(...lines.slice(300, 304));
    const rates = await measureWins(other.db, other.curation.decided, { source: "recorded", style: true });
    expect(rates.engines.map(({ engineId, unrated }) => [engineId, unrated])).toEqual([
      ["loser", "no_win"],
      ["weak", "no_loss"],
    ]);
    expect(winRatesInWords(rates)[0]).toContain("No ratings");
    await other.remove();
  });
});

it("a verdict says who met whom, and how much it counts", () => {
  const outcome = toOutcome({ best: [0, 2], worse: [1, 3] }, ["a", "b", "a", null]) ?? expect.fail();
  expect(outcome).toEqual({ best: ["a", "a"], worse: ["b"], allBad: false });
  expect(toMatches(outcome)).toEqual([
    { first: "a", second: "b", score: 1 },
    { first: "a", second: "b", score: 1 },
    { first: "a", second: "a", score: 0.5 },
  ]);
  expect(toWeight(outcome)).toBe(1 / 2);
  const won = { first: 0, second: 1, score: 1 };
  expect(new PairTable([{ ...outcome, count: 1 }]).toGroup({ ...outcome, count: 1 }).matches).toEqual([won, won]);
  expect(toMatches(toOutcome("both_bad", ["b", "a"]) ?? outcome)).toEqual([{ first: "a", second: "b", score: 0.5 }]);
  expect(toOutcome("none", ["a"])).toBeNull();
  expect(styleDifference([2, 0, 3], [1, 0, 0])).toEqual([1 / 3, 0, 1]);
});
