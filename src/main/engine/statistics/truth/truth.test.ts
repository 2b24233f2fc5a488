import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Calibration } from "../calibration.ts";
import { Confusion } from "../confusion.ts";
import { cohensKappa } from "../kappa.ts";
import { percentileRanks } from "../percentile-ranks.ts";
import { type Share, wilson } from "../wilson.ts";

interface Truth {
  wilson: { hits: number; n: number; low: number; high: number }[];
  percentile_ranks: { percentile: number; n: number; low: number | null; high: number | null }[];
  raters: { one: number[]; other: number[]; table: number[][]; kappa: number; low: number; high: number }[];
  calibration: {
    scores: number[];
    agreed: boolean[];
    from_score: (Share & { score: number })[];
    by_tenth: (Share & { score: number })[];
    lowest: Record<string, number | null>;
  }[];
}

/** What statsmodels, scipy and scikit-learn say: make_truth.py. */
const truth: Truth = JSON.parse(readFileSync(new URL("truth.json", import.meta.url), "utf8"));

function expectShare(got: Share, wanted: Share): void {
  expect(got.n).toBe(wanted.n);
  for (const key of ["share", "low", "high"] as const) {
    if (wanted[key] === null) expect(got[key]).toBeNull();
    else expect(got[key]).toBeCloseTo(wanted[key] as number, 9);
  }
}

describe("intervals of percentiles", () => {
  it("end where scipy's binomial distribution puts them", () => {
    for (const { percentile, n, low, high } of truth.percentile_ranks) {
      const ours = percentileRanks(percentile, n);
      const near = (place: number | null) => (place === null ? null : expect.closeTo(place, 5));
      expect(ours, `p${percentile} of ${n}`).toEqual({ low: near(low), high: near(high) });
    }
  });

  it("of very many values hardly differ where the normal distribution takes over", () => {
    for (const percentile of [50, 95, 99.9]) {
      const [exact, approximate] = [percentileRanks(percentile, 100_000), percentileRanks(percentile, 100_001)];
      expect(Math.abs((exact.low ?? 0) - (approximate.low ?? 0))).toBeLessThan(5);
      expect(Math.abs((exact.high ?? 0) - (approximate.high ?? 0))).toBeLessThan(5);
    }
  });
});

describe("statistics of judging", () => {
  it.each(truth.wilson)("Wilson interval of $hits in $n", ({ hits, n, low, high }) => {
    expectShare(wilson(hits, n), { n, share: hits / n, low, high });
  });

  it.each(truth.raters.map((one, index) => ({ ...one, index })))("confusion and Cohen's κ, raters $index", (raters) => {
    const confusion = new Confusion();
    for (const [i, one] of raters.one.entries()) confusion.add(String(one), String(raters.other[i]));
    const table = confusion.table(raters.table.map((_, category) => String(category)));
    expect(table).toEqual(raters.table);
    const kappa = cohensKappa(table);
    expect(kappa?.value).toBeCloseTo(raters.kappa, 9);
    expect(kappa?.low).toBeCloseTo(raters.low, 9);
    expect(kappa?.high).toBeCloseTo(Math.min(1, raters.high), 9);
  });

  it.each(truth.calibration)("calibration of $scores.length scores", ({ scores, agreed, from_score, by_tenth, lowest }) => {
    const calibration = new Calibration();
    for (const [i, score] of scores.entries()) calibration.add(score, agreed[i] as boolean);
    for (const point of from_score) expectShare(calibration.fromScore(point.score), point);
    expect(calibration.byTenth().map(({ score }) => score)).toEqual(by_tenth.map(({ score }) => score));
    for (const [i, point] of calibration.byTenth().entries()) expectShare(point, by_tenth[i] as Share);
    for (const [share, score] of Object.entries(lowest)) expect(calibration.lowestScore(Number(share))).toBe(score);
  });
});

describe("what nothing is known of", () => {
  it("has no share, no κ and no threshold", () => {
    expect(wilson(0, 0)).toEqual({ n: 0, share: null, low: 0, high: 1 });
    expect(cohensKappa([])).toBeNull();
    expect(
      cohensKappa([
        [7, 0],
        [0, 0],
      ]),
    ).toBeNull();
    const calibration = new Calibration();
    calibration.add(1.5, true);
    expect(calibration.lowestScore(0)).toBeNull();
  });

  it("does not take three lucky cases for a rule", () => {
    const calibration = new Calibration();
    for (let i = 0; i < 3; i++) calibration.add(0.95, true);
    expect(calibration.lowestScore(0.5)).toBeNull();
    for (let i = 0; i < 3; i++) calibration.add(0.95, true);
    expect(calibration.lowestScore(0.5)).toBe(0.95);
  });
});
