import { AssayError } from "../../../contract/index.ts";

/** A t-digest in aggregated_stats.jsonl. `centroids`: [mean in ms, how many values], ascending. */
export interface SerialisedDigest {
  compression: number;
  n: number;
  min: number | null;
  max: number | null;
  centroids: [mean: number, n: number][];
}

/** One line of aggregated_stats.jsonl. Latencies in ms; percentiles are named p50, p99.9 …; with n 0 there is only n. `cached_left_out`: how many latencies
 * of cached answers are not counted, where there are any. */
export type LatencyRecord = { n: number; cached_left_out?: number; min?: number; max?: number; avg?: number; digest?: SerialisedDigest } & {
  [percentile: `p${number}`]: number;
};

export interface StatsRecord {
  count: number;
  success_count: number;
  /** 0 to 1; null when count is 0. */
  success_rate: number | null;
  latency_ms: LatencyRecord;
  quality: { n: number; mean?: number };
}

export type EngineStatsRecord = { engine_id: string } & StatsRecord;

export interface WindowRecord {
  schema_version: 1;
  /** Unix milliseconds. A window starts when the one before ended, or later. */
  window_start_ms: number;
  window_end_ms: number;
  /** The configured length; a window cut short by a stop is shorter, one that could not be written at first is longer. */
  window_minutes: number;
  /** The bytes of events.jsonl that hold its executions. */
  from_offset: number;
  to_offset: number;
  /** The executions were on disk before a crash, their window was not: they arrived some time before window_end_ms. */
  recovered?: true;
  method: "t-digest";
  engines: EngineStatsRecord[];
  /** Executions of engines beyond the first 500 of the window: in `overall` only. */
  executions_of_other_engines?: number;
  overall: StatsRecord;
}

/**
 * Parses a line of aggregated_stats.jsonl.
 * @throws AssayError newer for another schema_version, damaged when it is not a window.
 */
export function parseWindow(line: string): WindowRecord {
  const record = asJson(line) as Partial<WindowRecord> | null | undefined;
  if (typeof record !== "object" || record === null) throw damaged("it is not a JSON object");
  if (record.schema_version !== 1) {
    throw new AssayError("newer", `A window has schema_version ${JSON.stringify(record.schema_version)}; this Assay reads 1.`, {
      fix: "Use a newer Assay for this workspace.",
    });
  }
  for (const key of ["window_start_ms", "window_end_ms", "from_offset", "to_offset"] as const) {
    if (!Number.isFinite(record[key])) throw damaged(`${key} is not a number`);
  }
  if (!Array.isArray(record.engines) || !record.engines.every((engine) => typeof engine?.engine_id === "string" && isStats(engine))) {
    throw damaged("engines is not a list of statistics");
  }
  if (!isStats(record.overall)) throw damaged("overall is missing");
  return record as WindowRecord;
}

function isStats(value: Partial<StatsRecord> | undefined): boolean {
  return [value?.count, value?.success_count, value?.latency_ms?.n, value?.quality?.n].every(
    (n) => Number.isSafeInteger(n) && Number(n) >= 0,
  );
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function damaged(why: string): AssayError {
  return new AssayError("damaged", `A line of the aggregated statistics is no window: ${why}.`, {
    fix: "Remove that line; the executions themselves are in events.jsonl.",
  });
}
