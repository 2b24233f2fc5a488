import { AssayError } from "../../../contract/index.ts";
import { isCount } from "../base/json-value.ts";

/** A t-digest as it stands in aggregated_stats.jsonl. `centroids`: [mean in ms, how many values], ascending. */
export interface SerialisedDigest {
  compression: number;
  n: number;
  min: number | null;
  max: number | null;
  centroids: [mean: number, n: number][];
}

/**
 * Checks a digest that was read from a file; a person may have changed it.
 * @throws AssayError damaged, naming what does not hold.
 */
export function readDigest(value: unknown): SerialisedDigest {
  if (typeof value !== "object" || value === null) throw damaged("it is not an object");
  const { compression, n, min, max, centroids } = value as Partial<Record<keyof SerialisedDigest, unknown>>;
  if (!isCount(n)) throw damaged("n is not a count");
  if (typeof compression !== "number" || !(compression > 0)) throw damaged("compression is not a number above 0");
  if (!Array.isArray(centroids)) throw damaged("centroids is not a list");
  if (n === 0) {
    if (centroids.length > 0) throw damaged("n is 0 but there are centroids");
    return { compression, n, min: null, max: null, centroids: [] };
  }
  if (!isNumber(min) || !isNumber(max) || min > max) throw damaged("min and max are not a range");
  let total = 0;
  let last = min;
  for (const centroid of centroids as unknown[]) {
    if (!Array.isArray(centroid) || centroid.length !== 2) throw damaged("a centroid is not a pair");
    const [mean, count] = centroid as [unknown, unknown];
    if (!isNumber(mean) || !isCount(count) || count === 0) throw damaged("a centroid is not a mean and a count");
    if (mean < last || mean > max) throw damaged("the centroids are not in order between min and max");
    last = mean;
    total += count;
  }
  if (total !== n) throw damaged(`its centroids count ${total} values, not ${n}`);
  return { compression, n, min, max, centroids: centroids as [number, number][] };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
function damaged(why: string): AssayError {
  return new AssayError("damaged", `A latency digest cannot be read: ${why}.`, {
    fix: "The window is damaged; the executions themselves are in events.jsonl.",
  });
}
