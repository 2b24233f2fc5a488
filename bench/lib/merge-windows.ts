import { AssayError } from "../../src/contract/index.ts";
import { Tally } from "../../src/main/engine/aggregator/tally.ts";
import { LatencyDigest } from "../../src/main/engine/aggregator/tdigest.ts";
import type { EngineStatsRecord, SerialisedDigest, StatsRecord, WindowRecord } from "../../src/main/engine/aggregator/window-record.ts";
import { byExecutions } from "../../src/main/engine/aggregator/window-tally.ts";

export interface MergedWindows {
  engines: EngineStatsRecord[];
  overall: StatsRecord;
}

/**
 * The statistics of any number of windows together, as if they had been one. Percentiles are read from the merged digests, never averaged.
 * @throws AssayError damaged when a window's digest is not one.
 */
export function mergeWindows(windows: Iterable<WindowRecord>, percentiles: readonly number[] = [50, 95, 99]): MergedWindows {
  const engines = new Map<string, Tally>();
  const overall = new Tally();
  for (const window of windows) {
    for (const engine of window.engines) {
      const known = engines.get(engine.engine_id);
      if (known === undefined) engines.set(engine.engine_id, toTally(engine));
      else known.merge(toTally(engine));
    }
    overall.merge(toTally(window.overall));
  }
  const records = [...engines].sort(byExecutions).map(([engineId, tally]) => ({ engine_id: engineId, ...tally.toRecord(percentiles) }));
  return { engines: records, overall: overall.toRecord(percentiles) };
}

function toTally(record: StatsRecord): Tally {
  const tally = new Tally();
  tally.count = record.count;
  tally.successCount = record.success_count;
  tally.qualityN = record.quality.n;
  tally.qualitySum = record.quality.n * (record.quality.mean ?? 0);
  if (record.latency_ms.n > 0) {
    tally.digest = new LatencyDigest(parseDigest(record.latency_ms.digest));
    tally.latencySumMs = record.latency_ms.n * (record.latency_ms.avg ?? 0);
  }
  return tally;
}

/**
 * Checks a digest that was read from a file, which somebody may have edited.
 * @throws AssayError damaged, naming what does not hold.
 */
export function parseDigest(value: unknown): SerialisedDigest {
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
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function damaged(why: string): AssayError {
  return new AssayError("damaged", `A latency digest cannot be read: ${why}.`, {
    fix: "The window is damaged; the executions themselves are in events.jsonl.",
  });
}
