/** A difference, the second minus the first, with an interval; an end is null where there are too few values to say, and open. */
export interface Difference {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** The part outside an interval of 95 %. */
export const alpha95 = 0.05;

/** Of sorted numbers, the one with so much of them below it, linearly interpolated (type 7). */
export function computeQuantile(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  return below + ((sorted[Math.ceil(position)] as number) - below) * (position - Math.floor(position));
}
