import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { betaQuantile, normalUpper, studentUpper } from "../beta-quantile.ts";
import { fitBradleyTerry, type Match, type MatchGroup } from "../bradley-terry.ts";
import { computeQuantile } from "../difference.ts";
import { mcnemar } from "../mcnemar.ts";
import { newcombe } from "../newcombe.ts";
import { PairedBootstrap } from "../paired-bootstrap.ts";
import { pairedShares } from "../paired-shares.ts";
import { passAtK } from "../pass-at-k.ts";
import { bootstrapRanks, percentileShift } from "../percentile-shift.ts";
import { strongestGroup } from "../strongest-group.ts";
import { type Moments, welch } from "../welch.ts";

interface Interval {
  low: number;
  high: number;
}
interface Fit {
  rivals: number;
  style_count: number;
  rows: (Match & { weight: number; group: number })[];
  strengths: number[];
  styles: number[];
  errors: number[];
}
interface Truth {
  quantiles: { beta: [number, number, number, number][]; student: [number, number, number][]; normal: [number, number][] };
  newcombe: ({ a: [number, number]; b: [number, number]; alpha: number } & Interval)[];
  welch: ({ a: Moments; b: Moments; alpha: number } & Interval)[];
  mcnemar: { only_a: number; only_b: number; exact: number; mid_p: number }[];
  pass_at_k: { tasks: [number, number][]; k: number; n: number; share: number | null }[];
  shifts: ({ percentile: number; a: number[]; b: number[] } & Interval)[];
  paired: { a: number[]; b: number[] } & Record<"mean" | "median" | "p95", { value: number } & Interval>;
  paired_means: ({ values: number[]; student: [number, number] } & Interval)[];
  paired_shares: ({ counts: [number, number, number, number]; alpha: number } & Interval)[];
  bradley_terry: { drawn: Fit[]; baseball: { wins: number[][]; published: number[] } };
}

/** What scipy and statsmodels say, and published values: make_truth.py. */
const truth: Truth = JSON.parse(readFileSync(new URL("truth.json", import.meta.url), "utf8"));

describe("distributions", () => {
  it("reach a probability where scipy's do", () => {
    for (const [p, a, b, wanted] of truth.quantiles.beta) expect(betaQuantile(p, a, b) / wanted, `beta ${p} ${a} ${b}`).toBeCloseTo(1, 8);
    for (const [p, degrees, wanted] of truth.quantiles.student) expect(studentUpper(p, degrees)).toBeCloseTo(wanted, 8);
    for (const [p, wanted] of truth.quantiles.normal) expect(normalUpper(p)).toBeCloseTo(wanted, 8);
  });
});

describe("differences of two samples", () => {
  it("of shares are Newcombe's", () => {
    for (const { a, b, alpha, low, high } of truth.newcombe) {
      const difference = newcombe({ hits: a[0], n: a[1] }, { hits: b[0], n: b[1] }, alpha);
      expect(difference.low).toBeCloseTo(low, 9);
      expect(difference.high).toBeCloseTo(high, 9);
    }
    expect(newcombe({ hits: 0, n: 0 }, { hits: 1, n: 2 }, 0.05).value).toBeNull();
  });

  it("of means are Welch's", () => {
    for (const { a, b, alpha, low, high } of truth.welch) {
      const difference = welch(a, b, alpha);
      expect(difference.low).toBeCloseTo(low, 8);
      expect(difference.high).toBeCloseTo(high, 8);
    }
  });

  const shift = (percentile: number, a: number[], b: number[], alpha = 0.05) => {
    const [one, other] = [a, b].map((values) => {
      const sorted = Float64Array.from(values).sort();
      const drawn = bootstrapRanks(percentile, sorted.length).map((rank) => sorted[rank] as number);
      return { n: sorted.length, value: computeQuantile(sorted, percentile / 100), drawn };
    });
    return percentileShift(percentile, one as never, other as never)(alpha);
  };

  it("of percentiles have the interval of scipy's bootstrap, within what drawing leaves to chance", () => {
    for (const { percentile, a, b, low, high } of truth.shifts) {
      const difference = shift(percentile, a, b);
      const leeway = 0.07 * (high - low);
      expect(Math.abs((difference.low ?? 0) - low), `p${percentile} of ${a.length} low`).toBeLessThan(leeway);
      expect(Math.abs((difference.high ?? 0) - high), `p${percentile} of ${a.length} high`).toBeLessThan(leeway);
    }
  });

  it("of percentiles of very many values need ranks that the expansion has, too", () => {
    // Just below and above where it takes over.
    const spread = (percentile: number, n: number) =>
      bootstrapRanks(percentile, n).map((rank) => (rank / n - percentile / 100) * Math.sqrt(n));
    const [exact, expanded] = [spread(99, 4_880), spread(99, 4_920)];
    for (const [i, value] of exact.entries()) expect(Math.abs(value - (expanded[i] as number))).toBeLessThan(0.02);
    const ranks = bootstrapRanks(50, 5_000_000);
    expect([ranks[20], ranks[40], ranks[60]]).toEqual(
      [2_497_764, 2_500_000, 2_502_236].map((rank) => expect.toBeOneOf([rank - 1, rank, rank + 1])),
    );
  });

  it("of percentiles are open where the samples are too small, and turn with their sides", () => {
    const [{ a, b }] = truth.shifts as [Truth["shifts"][0]];
    expect(shift(99, a, b)).toMatchObject({ low: null, high: null });
    expect(shift(99, a, [...b, ...b])).toMatchObject({ low: null, high: expect.any(Number) });
    const [forth, back] = [shift(50, a, b), shift(50, b, a)];
    expect(back.value).toBe(-(forth.value as number));
    expect(back.low).toBeCloseTo(-(forth.high as number), 6);
    const same = shift(50, a, a);
    expect([same.value, Math.sign(same.low as number), Math.sign(same.high as number)]).toEqual([0, -1, 1]);
  });
});

describe("the same tasks on two sides", () => {
  it("McNemar's test is that of statsmodels, with mid-p", () => {
    for (const { only_a: onlyA, only_b: onlyB, exact, mid_p } of truth.mcnemar) {
      expect(mcnemar({ onlyA, onlyB }).exact).toBeCloseTo(exact, 9);
      expect(mcnemar({ onlyA, onlyB }).midP).toBeCloseTo(mid_p, 9);
    }
    const [exact, normal] = [mcnemar({ onlyA: 50_300, onlyB: 49_700 }), mcnemar({ onlyA: 50_300, onlyB: 49_701 })];
    expect(Math.abs(exact.midP - normal.midP)).toBeLessThan(0.001);
  });

  it("the paired bootstrap of a percentile has scipy's interval, within what drawing leaves to chance", () => {
    const { a, b, ...wanted } = truth.paired;
    const bootstrap = new PairedBootstrap(Float64Array.from(a), Float64Array.from(b), ["mean", "median", "p95"], 1);
    for (let i = 0; i < 2_000; i++) bootstrap.draw();
    expect(bootstrap.difference("mean", 0.05).value).toBeCloseTo(wanted.mean.value, 9);
    for (const name of ["median", "p95"] as const) {
      const { value, low, high } = bootstrap.difference(name, 0.05);
      const leeway = 0.12 * (wanted[name].high - wanted[name].low);
      expect(value).toBeCloseTo(wanted[name].value, 9);
      expect(Math.abs((low ?? 0) - wanted[name].low), name).toBeLessThan(leeway);
      expect(Math.abs((high ?? 0) - wanted[name].high), name).toBeLessThan(leeway);
    }
  });

  it("of a mean each end is the bootstrap-t's or Student's, the further one", () => {
    for (const { values, low, high, student } of truth.paired_means) {
      const bootstrap = new PairedBootstrap(new Float64Array(values.length), Float64Array.from(values), ["mean"], 1);
      for (let i = 0; i < 4_000; i++) bootstrap.draw();
      const found = bootstrap.difference("mean", 0.05);
      const leeway = 0.08 * (high - low);
      expect(Math.abs((found.low ?? 0) - low)).toBeLessThan(leeway);
      expect(Math.abs((found.high ?? 0) - high)).toBeLessThan(leeway);
      // Never inside Student's.
      expect(found.low).toBeLessThan(student[0] + 1e-9);
      expect(found.high).toBeGreaterThan(student[1] - 1e-9);
      // Of an unlikely level the ends move out as Student's do.
      const far = bootstrap.difference("mean", 0.0025);
      const further = (found.value ?? 0) - (far.low ?? 0);
      expect(further / ((found.value ?? 0) - (found.low ?? 0))).toBeCloseTo(
        studentUpper(0.00125, values.length - 1) / studentUpper(0.025, values.length - 1),
        9,
      );
    }
  });

  it("of shares have the interval of Agresti and Min, which is wide where nothing differs", () => {
    for (const { counts, alpha, low, high } of truth.paired_shares) {
      const rows = (
        [
          [1, 1],
          [1, 0],
          [0, 1],
          [0, 0],
        ] as const
      ).flatMap((row, i) => Array.from({ length: counts[i] as number }, () => row));
      const [a, b] = [0, 1].map((side) => Float64Array.from(rows, (row) => row[side] as number)) as [Float64Array, Float64Array];
      const found = pairedShares(a, b, 10, alpha);
      expect(found.value).toBeCloseTo(((counts[2] as number) - (counts[1] as number)) / rows.length, 12);
      expect(found.low).toBeCloseTo(low, 9);
      expect(found.high).toBeCloseTo(high, 9);
    }
    expect(pairedShares(new Float64Array(9), new Float64Array(9), 10, 0.05)).toEqual({ value: 0, low: null, high: null });
    expect(pairedShares(new Float64Array(), new Float64Array(), 10, 0.05).value).toBeNull();
  });

  it("of few tasks nothing is said, and of equal sides that there is no difference", () => {
    const few = new PairedBootstrap(new Float64Array(9), new Float64Array(9), ["mean", "p95"], 1);
    few.draw();
    expect(few.difference("mean", 0.05)).toEqual({ value: 0, low: null, high: null });
    const same = Float64Array.from({ length: 30 }, (_, i) => i ** 2);
    const none = new PairedBootstrap(same, same, ["mean", "median", "p95"], 1);
    for (let i = 0; i < 50; i++) none.draw();
    expect(none.difference("mean", 0.05)).toEqual({ value: 0, low: 0, high: 0 });
    // Draws of equal values have no spread, so the bootstrap-t says nothing of them.
    const one = new PairedBootstrap(new Float64Array(12), new Float64Array(12).fill(1e6, 0, 1), ["mean"], 1);
    for (let i = 0; i < 200; i++) one.draw();
    expect(one.difference("mean", 0.05).high).toBeLessThan(1e7);
    expect(none.difference("p95", 0.05)).toEqual({ value: 0, low: null, high: null });
    expect(new PairedBootstrap(new Float64Array(), new Float64Array(), ["mean"], 1).difference("mean", 0.05).value).toBeNull();
  });

  it("pass@k is the estimator of Chen et al.", () => {
    for (const { tasks, k, n, share } of truth.pass_at_k) {
      const got = passAtK(
        tasks.map(([answers, right]) => ({ n: answers, right, tasks: 1 })),
        k,
      );
      expect(got.n).toBe(n);
      if (share === null) expect(got.share).toBeNull();
      else expect(got.share).toBeCloseTo(share, 12);
    }
  });
});

describe("Bradley–Terry", () => {
  it("has the strengths and errors of statsmodels, with several rivals a comparison, ties and styles", () => {
    for (const { rivals, style_count, rows, ...wanted } of truth.bradley_terry.drawn) {
      const groups = new Map<number, MatchGroup & { matches: Match[] }>();
      for (const { weight, group, ...match } of rows) {
        const one = groups.get(group) ?? { matches: [], weight, count: 1 };
        one.matches.push(match);
        groups.set(group, one);
      }
      const fit = fitBradleyTerry([...groups.values()], rivals, style_count);
      expect(fit.converged).toBe(true);
      for (const key of ["strengths", "styles", "errors"] as const)
        for (const [i, value] of wanted[key].entries()) expect(fit[key][i], `${key} ${i} of ${rows.length}`).toBeCloseTo(value, 6);
    }
  });

  it("has the published strengths of the American League of 1987", () => {
    const { wins, published } = truth.bradley_terry.baseball;
    const groups = wins.flatMap((row, first) =>
      row.map((count, second) => ({ matches: [{ first, second, score: 1 }], weight: 1, count })).filter(({ count }) => count > 0),
    );
    const { strengths } = fitBradleyTerry(groups, wins.length);
    for (const [i, value] of published.entries()) expect((strengths[i] as number) - (strengths[6] as number)).toBeCloseTo(value, 2);
  });

  it("is fitted among those who beat each other by some way", () => {
    const beat = [[1], [2], [0, 3], [], [0], [6], [5]];
    expect(strongestGroup(7, (rival) => beat[rival] ?? [])).toEqual([0, 1, 2]);
    expect(strongestGroup(0, () => [])).toEqual([]);
  });
});
