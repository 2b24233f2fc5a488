import { percentileRanks } from "../../src/main/engine/statistics/percentile-ranks.ts";
import { wilson } from "../../src/main/engine/statistics/wilson.ts";
import type { Part } from "../lib/part.ts";
import { seeded } from "../lib/random.ts";
import { computeFigures, type Row } from "../lib/row.ts";

const draws = 2_000;
const budget = { atLeast: 93, atMost: 97 };

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Of the standard normal distribution. */
const z: Record<number, number> = { 50: 0, 95: 1.6448536269514722, 99: 2.3263478740408408 };

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
      row(`success of ${rate * 100} %, n ${n}`, () => {
        let hits = 0;
        for (let i = 0; i < n; i++) if (random() < rate) hits++;
        const { low, high } = wilson(hits, n);
        return low <= rate && rate <= high;
      }),
    ),
  );
  const percentiles = [50, 95, 99].flatMap((percentile) =>
    [100, 500, 5000].map((n) =>
      row(`p${percentile} of a log-normal latency, n ${n}`, () => {
        const sorted = Float64Array.from({ length: n }, () => Math.exp(normal(random))).sort();
        const truth = Math.exp(z[percentile] as number);
        const { low, high } = percentileRanks(percentile, n);
        return (low === null || (sorted[low] as number) <= truth) && (high === null || truth <= (sorted[high] as number));
      }),
    ),
  );
  return { rows: [...rates, ...percentiles] };
};
