import { fitBradleyTerry } from "../../src/main/engine/statistics/bradley-terry.ts";
import { computeQuantile, type Difference } from "../../src/main/engine/statistics/difference.ts";
import { newcombe } from "../../src/main/engine/statistics/newcombe.ts";
import { PairedBootstrap } from "../../src/main/engine/statistics/paired-bootstrap.ts";
import { pairedShares } from "../../src/main/engine/statistics/paired-shares.ts";
import { percentileRanks, valueBetween } from "../../src/main/engine/statistics/percentile-ranks.ts";
import { bootstrapRanks, type DrawnPercentile, percentileShift } from "../../src/main/engine/statistics/percentile-shift.ts";
import { wilson, z95 } from "../../src/main/engine/statistics/wilson.ts";
import type { Part } from "../lib/part.ts";
import { seeded } from "../lib/random.ts";
import { computeFigures, type Row } from "../lib/row.ts";
import { computeTruth, drawIntervals, whySlowCases } from "../lib/why-slow-coverage.ts";

const draws = 2_000;
const budget = { atLeast: 93, atMost: 97 };

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Of the standard normal distribution. */
const z: Record<number, number> = { 50: 0, 95: 1.6448536269514722, 99: 2.3263478740408408 };

/** How often Wilson's interval holds the rate: the sum over all counts there can be. */
function computeWilsonCoverage(rate: number, n: number): number {
  let covered = 0;
  let logMass = n * Math.log1p(-rate);
  for (let hits = 0; hits <= n; hits++) {
    const { low, high } = wilson(hits, n);
    if (low <= rate && rate <= high) covered += Math.exp(logMass);
    logMass += Math.log((n - hits) / (hits + 1)) + Math.log(rate / (1 - rate));
  }
  return covered;
}

/** How often intervals of 95 % hold the truth, of samples drawn from what is known. */
export const coveragePart: Part = async () => {
  const random = seeded(11);
  const row = (work: string, holds: () => boolean): Row => {
    let held = 0;
    for (let i = 0; i < draws; i++) if (holds()) held++;
    return { work: `coverage: ${work}, ${draws} samples`, unit: "%", assay: computeFigures([(held / draws) * 100]), budget };
  };
  const rates = [0.5, 0.9, 0.99].flatMap((rate) =>
    [50, 300, 5000].map((n) =>
      row(`success of ${rate * 100} %, n ${n}, exactly ${(computeWilsonCoverage(rate, n) * 100).toFixed(1)} %`, () => {
        let hits = 0;
        for (let i = 0; i < n; i++) if (random() < rate) hits++;
        const { low, high } = wilson(hits, n);
        return low <= rate && rate <= high;
      }),
    ),
  );
  const percentiles = [50, 95, 99].flatMap((percentile) =>
    [100, 500, 5000].map((n) =>
      row(
        `p${percentile} of a log-normal latency, n ${n}${percentileRanks(percentile, n).high === null ? ", open above: 97.5 % asked" : ""}`,
        () => {
          const sorted = Float64Array.from({ length: n }, () => Math.exp(normal(random))).sort();
          const truth = Math.exp(z[percentile] as number);
          const at = (rank: number) => sorted[rank] as number;
          const { low, high } = percentileRanks(percentile, n);
          return (low === null || valueBetween(low, at) <= truth) && (high === null || truth <= valueBetween(high, at));
        },
      ),
    ),
  );
  return { rows: [...rates, ...percentiles, ...comparedRows(row, random), ...whySlowRows(row, random)] };
};

type MakeRow = (work: string, holds: () => boolean) => Row;
const holdsTruth = ({ low, high }: Difference, truth: number) => (low === null || low <= truth) && (high === null || truth <= high);

/** Of differences between two samples, of pairs, and of ratings. */
function comparedRows(row: MakeRow, random: () => number): Row[] {
  const shifts = (
    [
      [50, 100],
      [50, 1000],
      [95, 500],
      [95, 5000],
      [99, 1000],
      [99, 5000],
    ] as const
  ).map(([percentile, n]) => {
    const ranks = bootstrapRanks(percentile, n);
    const draw = (scale: number, spread: number): DrawnPercentile => {
      const sorted = Float64Array.from({ length: n }, () => scale * Math.exp(spread * normal(random))).sort();
      return { n, value: computeQuantile(sorted, percentile / 100), drawn: ranks.map((rank) => sorted[rank] as number) };
    };
    const truth = 1.2 * Math.exp(0.6 * (z[percentile] as number)) - Math.exp(0.5 * (z[percentile] as number));
    return row(`shift of p${percentile}, log-normal, n ${n} each`, () =>
      holdsTruth(percentileShift(percentile, draw(1, 0.5), draw(1.2, 0.6))(0.05), truth),
    );
  });
  const rates = (
    [
      [0.9, 0.8, 60],
      [0.9, 0.8, 500],
      [0.99, 0.97, 300],
      [0.99, 0.97, 3000],
    ] as const
  ).map(([a, b, n]) => {
    const hits = (rate: number) => {
      let count = 0;
      for (let i = 0; i < n; i++) if (random() < rate) count++;
      return { hits: count, n };
    };
    return row(`difference of ${a * 100} % and ${b * 100} %, n ${n} each`, () => holdsTruth(newcombe(hits(a), hits(b), 0.05), b - a));
  });
  return [...shifts, ...rates, ...pairedRows(row, random), ...ratingRows(row, random)];
}

/** Of the same tasks on two sides: what differs by task, its truth, and how many tasks. */
function pairedRows(row: MakeRow, random: () => number): Row[] {
  const draw = () => normal(random);
  const skewed = (spread: number) => ({
    difference: () => 0.2 * Math.exp(spread * draw()),
    mean: 0.2 * Math.exp(spread ** 2 / 2),
    median: 0.2,
  });
  const kinds = {
    "log-normal (0.7)": skewed(0.7),
    "log-normal (1)": skewed(1),
    normal: { difference: draw, mean: 0, median: 0 },
    "Student's, 3 degrees": { difference: () => draw() / Math.sqrt((draw() ** 2 + draw() ** 2 + draw() ** 2) / 3), mean: 0, median: 0 },
  };
  const bootstrap = (kind: keyof typeof kinds, statistic: "mean" | "median", n: number) =>
    row(`paired ${statistic} of latency, ${kind}, ${n} tasks, 500 draws`, () => {
      const a = Float64Array.from({ length: n }, () => Math.exp(draw()));
      const b = a.map((one) => one + kinds[kind].difference());
      const pairs = new PairedBootstrap(a, b, [statistic], Math.floor(random() * 2 ** 32));
      for (let i = 0; i < 500; i++) pairs.draw();
      return holdsTruth(pairs.difference(statistic, 0.05), kinds[kind][statistic]);
    });
  const means = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) => [30, 200].map((n) => bootstrap(kind, "mean", n)));
  const medians = [30, 200].map((n) => bootstrap("log-normal (0.7)", "median", n));
  // Some tasks are hard for both, as tasks are.
  const right = (ease: number, how: number) => 1 / (1 + Math.exp(-ease - how));
  const eases = [3.2, 2.6] as const;
  let truth = 0;
  for (let i = 0; i < 1_000_000; i++) {
    const how = 1.5 * draw();
    truth += (right(eases[1], how) - right(eases[0], how)) / 1_000_000;
  }
  const successes = [30, 400].map((n) =>
    row(`paired success, about 91 % and 87 %, ${n} tasks`, () => {
      const rows = Array.from({ length: n }, () => 1.5 * draw());
      const [a, b] = eases.map((ease) => Float64Array.from(rows, (how) => (random() < right(ease, how) ? 1 : 0)));
      return holdsTruth(pairedShares(a as Float64Array, b as Float64Array, 10, 0.05), truth);
    }),
  );
  return [...means, ...medians, ...successes];
}

/** Of ratings from comparisons. */
function ratingRows(row: MakeRow, random: () => number): Row[] {
  const strengths = [-0.8, -0.2, 0.2, 0.8];
  return [100, 1000].map((n) =>
    row(`Bradley–Terry strength, 4 engines, ${n} comparisons of 2 to 4`, () => {
      const groups = Array.from({ length: n }, (_, i) => {
        const who = strengths.map((strength, at) => ({ at, worth: strength - Math.log(-Math.log(random())) })).slice(i % 3);
        const [best, ...worse] = who.sort((one, other) => other.worth - one.worth);
        const matches = worse.map(({ at }) => ({ first: best?.at ?? 0, second: at, score: 1 }));
        return { matches, weight: 1 / worse.length, count: 1 };
      });
      const fit = fitBradleyTerry(groups, strengths.length);
      const half = z95 * (fit.errors[3] as number);
      const value = fit.strengths[3] as number;
      return holdsTruth({ value, low: value - half, high: value + half }, 0.8);
    }),
  );
}

/** Of what slow answers go with: a number against the rest, and a word. */
function whySlowRows(row: MakeRow, random: () => number): Row[] {
  const draw = () => normal(random);
  return whySlowCases.flatMap((one) => {
    const truth = computeTruth(one, draw);
    const of = `${one.name}, ${one.executions} executions, slow from p${one.percentile}`;
    return [
      row(`why slow, a number: ${of}`, () => holdsTruth(drawIntervals(one, draw).number, truth.superiority)),
      row(`why slow, a word: ${of}`, () => holdsTruth(drawIntervals(one, draw).word, truth.share)),
    ];
  });
}
