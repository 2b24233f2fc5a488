/** The exact percentile with linear interpolation, as everywhere in Assay. `sorted` is ascending and not empty. */
export function exactPercentile(sorted: ArrayLike<number>, percentile: number): number {
  const at = ((sorted.length - 1) * percentile) / 100;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1);
}

/**
 * The distance of the share of values up to `estimate` from the requested percentile, in percentage points. 0 if an exact answer could be
 * the same value, or lie between the same neighbours.
 */
export function rankErrorPoints(sorted: ArrayLike<number>, estimate: number, percentile: number): number {
  const below = countWhile(sorted, (value) => value < estimate);
  const upTo = countWhile(sorted, (value) => value <= estimate);
  const wanted = (sorted.length * percentile) / 100;
  const off = wanted < below ? below - wanted : wanted > upTo ? wanted - upTo : 0;
  // Every value between two neighbours is equally right, a tolerance of one rank.
  return (Math.max(0, off - 1) / sorted.length) * 100;
}

/** Length of the prefix of a sorted list that satisfies a monotonic condition. */
function countWhile(sorted: ArrayLike<number>, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? Number.NaN)) low = middle + 1;
    else high = middle;
  }
  return low;
}
