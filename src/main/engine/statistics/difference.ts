/** A difference, the second minus the first, with an interval; an end is null where there are too few values to say, and open. */
export interface Difference {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** A difference with its interval of 95 %, and that of the level at which it is claimed (a correction for several looks). */
export interface Estimate extends Difference {
  claim: { low: number | null; high: number | null };
}

/** The part outside an interval of 95 %. */
export const alpha95 = 0.05;

/**
 * An estimate from a difference at any level.
 * @param looks how many claims are made side by side. Bonferroni: each interval then misses with 5 % / looks, so that with 95 % none does.
 */
export function withClaim(atLevel: (alpha: number) => Difference, looks: number): Estimate {
  const { low, high } = atLevel(alpha95 / looks);
  return { ...atLevel(alpha95), claim: { low, high } };
}

export const unknownEstimate: Estimate = { value: null, low: null, high: null, claim: { low: null, high: null } };

/** Of sorted numbers, the one with so much of them below it, linearly interpolated (type 7). */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] as number;
  return below + ((sorted[Math.ceil(position)] as number) - below) * (position - Math.floor(position));
}
