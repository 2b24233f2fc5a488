import { parseWindow, type WindowRecord } from "../../src/main/engine/aggregator/window-record.ts";
import { WindowTally } from "../../src/main/engine/aggregator/window-tally.ts";
import { mergeWindows } from "../lib/merge-windows.ts";
import type { AccuracyRow, Part } from "../lib/part.ts";
import { latencyMs, seeded } from "../lib/random.ts";
import { exactPercentile, rankErrorPoints } from "../lib/rank-error.ts";

export const accuracyPercentiles = [50, 95, 99, 99.9];
const windowCounts = [1, 12, 288];

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const sets: { name: string; next: (random: () => number) => number }[] = [
  { name: "as generated, 148 to 2 981 ms", next: latencyMs },
  { name: "heavy tail (Pareto, α 1.1, from 20 ms)", next: (random) => 20 / (1 - random()) ** (1 / 1.1) },
  {
    name: "two peaks (80 % about 40 ms, 20 % about 2 000 ms)",
    next: (random) => (random() < 0.8 ? Math.abs(40 + 6 * normal(random)) : Math.abs(2000 + 300 * normal(random))),
  },
];

/** Error of merged windows' percentiles, using the code and the format of aggregated_stats.jsonl. */
export const accuracyPart: Part = async ({ lines }) => {
  const accuracy: AccuracyRow[] = [];
  for (const { name, next } of sets) {
    const random = seeded(7);
    const values = Float64Array.from({ length: lines }, () => next(random));
    const sorted = values.slice().sort();
    for (const windows of windowCounts) {
      const found = await mergedPercentiles(values, windows);
      accuracy.push({
        values: name,
        windows,
        rankErrors: accuracyPercentiles.map((percentile, i) => rankErrorPoints(sorted, found[i] ?? Number.NaN, percentile)),
        valueErrors: accuracyPercentiles.map((percentile, i) => {
          const exact = exactPercentile(sorted, percentile);
          return Math.abs((found[i] ?? Number.NaN) - exact) / exact;
        }),
      });
    }
  }
  return { rows: [], accuracy };
};

async function mergedPercentiles(values: Float64Array, windows: number): Promise<number[]> {
  const size = Math.ceil(values.length / windows);
  const records: WindowRecord[] = [];
  for (let i = 0; i < windows; i++) {
    const window = new WindowTally(0);
    const facts = Array.from(values.subarray(i * size, (i + 1) * size), (value) => ({
      engineId: "e",
      success: true,
      latencyMs: value,
      quality: null,
    }));
    window.add(facts);
    const times = { startMs: i, endMs: i + 1, windowMinutes: 5 };
    records.push(parseWindow(JSON.stringify(await window.toRecord(times, accuracyPercentiles))));
  }
  const { latency_ms: latency } = mergeWindows(records, accuracyPercentiles).overall;
  return accuracyPercentiles.map((percentile) => latency[`p${percentile}`] ?? Number.NaN);
}
