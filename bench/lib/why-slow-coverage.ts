import { computeQuantile, type Difference } from "../../src/main/engine/statistics/difference.ts";
import { newcombe } from "../../src/main/engine/statistics/newcombe.ts";
import { superiority } from "../../src/main/engine/statistics/superiority.ts";
import { countPlacements } from "./placements.ts";

/** Intervals of *Why slow* (decision 56) on executions whose truth is known: the tail is parted at a percentile of the same sample, as there. */
export interface WhySlowCase {
  name: string;
  executions: number;
  percentile: number;
  /** A factor's values, with the latency they go with. Without `effect` they have nothing to do with each other. */
  effect: number;
}

export const whySlowCases: readonly WhySlowCase[] = [
  { name: "no effect", executions: 400, percentile: 95, effect: 0 },
  { name: "no effect", executions: 5000, percentile: 95, effect: 0 },
  { name: "an effect", executions: 400, percentile: 95, effect: 0.6 },
  { name: "an effect", executions: 5000, percentile: 95, effect: 0.6 },
  { name: "an effect", executions: 5000, percentile: 99, effect: 0.6 },
];

interface Sides {
  slow: Float64Array;
  rest: Float64Array;
}

/** Executions of which a factor has a normal part of the logarithm of the latency, parted at the percentile of the sample. */
function draw({ executions, percentile, effect }: Omit<WhySlowCase, "name">, normal: () => number): Sides {
  const factor = Float64Array.from({ length: executions }, normal);
  const own = Math.sqrt(1 - effect ** 2);
  const latency = factor.map((value) => Math.exp(effect * value + own * normal()));
  const threshold = computeQuantile(latency.toSorted(), percentile / 100);
  const side = (isSlow: boolean) => factor.filter((_, i) => (latency[i] as number) >= threshold === isSlow).sort();
  return { slow: side(true), rest: side(false) };
}

/** Above this the factor, as a word, is "long". */
const long = 0.5;
const shareOfLong = (values: Float64Array) => ({ hits: values.filter((value) => value > long).length, n: values.length });

/** What holds for all executions there could be, from one large sample of them. */
export function computeTruth(one: WhySlowCase, normal: () => number): { superiority: number; share: number } {
  if (one.effect === 0) return { superiority: 0, share: 0 };
  const { slow, rest } = draw({ ...one, executions: 2_000_000 }, normal);
  const [a, b] = [shareOfLong(slow), shareOfLong(rest)];
  return { superiority: countPlacements(slow, rest).share - 0.5, share: a.hits / a.n - b.hits / b.n };
}

/** Both intervals of one sample: of the number, and of the word. */
export function drawIntervals(one: WhySlowCase, normal: () => number): { number: Difference; word: Difference } {
  const { slow, rest } = draw(one, normal);
  return { number: superiority(countPlacements(slow, rest), 0.05), word: newcombe(shareOfLong(rest), shareOfLong(slow), 0.05) };
}
