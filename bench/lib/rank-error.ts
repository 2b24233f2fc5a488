/** The exact percentile, interpolated between neighbours as everywhere in Assay. `sorted` ascending, not empty. */
export function exactPercentile(sorted: ArrayLike<number>, percentile: number): number {
  const at = ((sorted.length - 1) * percentile) / 100;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1);
}

/**
 * How far the share of values up to `estimate` is from the percentile that was asked for, in percentage points. 0 when the estimate
 * is among values, or between neighbours, that an exact answer may name too.
 */
export function rankErrorPoints(sorted: ArrayLike<number>, estimate: number, percentile: number): number {
  const below = countWhile(sorted, (value) => value < estimate);
  const upTo = countWhile(sorted, (value) => value <= estimate);
  const wanted = (sorted.length * percentile) / 100;
  const off = wanted < below ? below - wanted : wanted > upTo ? wanted - upTo : 0;
  // Between two neighbours every value is an answer as good as another, which is one rank of play.
  return (Math.max(0, off - 1) / sorted.length) * 100;
}

/** How many values at the beginning of a sorted list fulfil a condition that no later one does. */
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
