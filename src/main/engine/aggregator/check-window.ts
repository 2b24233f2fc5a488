import type { SerialisedDigest, StatsRecord, WindowRecord } from "./window-record.ts";

/** What cannot be in a window. `parseWindow` has seen the fields that tell one from other records; a file may come from anybody. */

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

/** As in records. */
const maxIdCharacters = 512;
/** Sums of as many as a window can count still are numbers. */
const maxLatencyMs = 1e100;
/** Averages are rounded. */
const slack = 1e-6;

/** @returns why a parsed line is not to be merged, in a few words; null when it may be. */
export function findWindowProblem(window: WindowRecord): string | null {
  const { window_start_ms: start, window_end_ms: end, from_offset: from, to_offset: to } = window;
  if (!(start >= 0 && start <= end && end < 1e16)) return "it does not end after it starts";
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to)) return "its bytes of events.jsonl are no range";
  const overall = findStatsProblem(window.overall);
  if (overall !== null) return `overall: ${overall}`;
  const ids = new Set<string>();
  for (const [place, engine] of window.engines.entries()) {
    if (engine.engine_id === "" || engine.engine_id.length > maxIdCharacters || ids.has(engine.engine_id))
      return `engine ${place + 1}: its id is empty, too long, or there twice`;
    ids.add(engine.engine_id);
    const problem = findStatsProblem(engine);
    if (problem !== null) return `engine ${place + 1}: ${problem}`;
  }
  return null;
}

function findStatsProblem({ count, success_count, latency_ms: latency, quality }: StatsRecord): string | null {
  if (success_count > count) return "more successes than executions";
  if (latency.n > count) return "more latencies than executions";
  if (quality.n > count) return "more scores than executions";
  if (latency.n > 0) {
    const { min, max, avg } = latency;
    if (!(isNumber(min) && isNumber(max) && isNumber(avg) && min >= 0 && min <= max && max <= maxLatencyMs))
      return "minimum, average and maximum of its latencies are no numbers";
    if (avg < min * (1 - slack) || avg > max * (1 + slack)) return "the average of its latencies is not between minimum and maximum";
  }
  if (quality.n > 0 && !(isNumber(quality.mean) && quality.mean >= 0 && quality.mean <= 1)) return "its mean quality is not from 0 to 1";
  const cached = latency.cached_left_out ?? 0;
  return Number.isSafeInteger(cached) && cached >= 0 ? null : "cached_left_out is no count";
}

/** More than any compression of ours leaves; merging is linear in them. */
const maxCentroids = 20_000;

/** Whether a t-digest is one of these latencies: its values can be merged. */
export function isUsableDigest(digest: unknown, n: number, min: number, max: number): digest is SerialisedDigest {
  const { centroids, n: values, min: low, max: high } = (digest ?? {}) as Partial<SerialisedDigest>;
  if (values !== n || low !== min || high !== max || !Array.isArray(centroids) || centroids.length > maxCentroids) return false;
  let sum = 0;
  let last = min * (1 - slack);
  for (const centroid of centroids as unknown[]) {
    if (!Array.isArray(centroid) || centroid.length !== 2) return false;
    const [mean, count] = centroid as unknown[];
    if (!isNumber(mean) || mean < last || mean > max * (1 + slack) || !Number.isSafeInteger(count) || (count as number) < 1) return false;
    last = mean;
    sum += count as number;
  }
  return sum === n;
}
