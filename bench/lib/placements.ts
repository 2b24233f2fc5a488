import type { Placements } from "../../src/main/engine/statistics/superiority.ts";

/** The values of one sample among those of another, as *Why slow* counts them in its index. Both in ascending order. */
export function countPlacements(a: Float64Array, b: Float64Array): Placements {
  const [inB, inA] = [placesIn(a, b), placesIn(b, a)];
  return { m: a.length, n: b.length, share: mean(inB), variances: [variance(inB), variance(inA)] };
}

/** Which share of the other sample lies below each value, equal ones half. */
function placesIn(values: Float64Array, other: Float64Array): Float64Array {
  let [below, upTo] = [0, 0];
  return values.map((value) => {
    while (below < other.length && (other[below] as number) < value) below++;
    while (upTo < other.length && (other[upTo] as number) <= value) upTo++;
    return (below + upTo) / 2 / other.length;
  });
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: Float64Array): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
