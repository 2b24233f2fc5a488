/**
 * The arithmetic of a t-digest on plain arrays (Dunning and Ertl, "Computing extremely accurate quantiles using t-digests",
 * the merging variant): centroids sorted by mean, each standing for `counts[i]` values near `means[i]`.
 */
export interface Centroids {
  readonly means: readonly number[];
  readonly counts: readonly number[];
}

export const noCentroids: Centroids = { means: [], counts: [] };

/** 1 / the largest share of all values that one centroid may stand for. */
export const compression = 100;

/** Values sorted ascending, as centroids of one value each. */
export function singletons(sorted: ArrayLike<number>): Centroids {
  const means = Array.from(sorted);
  return { means, counts: new Array<number>(means.length).fill(1) };
}

/**
 * Two digests as one: sorted together, then neighbours joined from the left while the joined centroid stays below its size limit
 * 4·n·q·(1−q)/compression, q being where it lies among all values. Small centroids at both ends keep extreme
 * percentiles sharp. A run of equal values obeys the limit too and stays several centroids. No randomness: the same values in the same batches give the same centroids.
 */
export function merged(a: Centroids, b: Centroids): Centroids {
  const total = sum(a.counts) + sum(b.counts);
  const means: number[] = [];
  const counts: number[] = [];
  let before = 0;
  let mean = 0;
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.means.length || j < b.means.length) {
    const fromA = j >= b.means.length || (i < a.means.length && (a.means[i] ?? 0) <= (b.means[j] ?? 0));
    const nextMean = (fromA ? a.means[i] : b.means[j]) ?? 0;
    const nextCount = (fromA ? a.counts[i] : b.counts[j]) ?? 0;
    if (fromA) i += 1;
    else j += 1;
    const joined = count + nextCount;
    const q = (before + joined / 2) / total;
    if (count > 0 && joined <= (4 * total * q * (1 - q)) / compression) {
      mean += (nextCount * (nextMean - mean)) / joined;
      count = joined;
      continue;
    }
    if (count > 0) {
      means.push(mean);
      counts.push(count);
      before += count;
    }
    mean = nextMean;
    count = nextCount;
  }
  if (count > 0) {
    means.push(mean);
    counts.push(count);
  }
  return { means, counts };
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
