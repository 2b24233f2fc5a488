import type { Config } from "../../../contract/index.ts";
import { lastWindowEnd } from "../aggregator/last-window.ts";
import { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Log } from "../base/log.ts";
import { toLine } from "../lines/line-bytes.ts";
import type { ExecutionFacts } from "../records/facts.ts";
import type { Database } from "../store/duckdb.ts";
import { everyRow } from "../store/replaced-rows.ts";
import type { Journals } from "./workspace-files.ts";

/** null when the configuration has aggregation or executions disabled. */
export function createAggregator(config: Config, journals: Journals, log: Log): MetricsAggregator | null {
  const { aggregation, output } = config.json_engine;
  if (!aggregation.enabled || !output.channels.aggregated_stats.enabled || !journals.channels.has("events")) return null;
  return new MetricsAggregator({
    append: async (line) => {
      await journals.stats.append([toLine(line)]).durable;
    },
    windowMinutes: aggregation.window_minutes,
    percentiles: aggregation.compute_percentiles,
    log,
  });
}

interface StartedParts {
  aggregator: MetricsAggregator | null;
  index: { db: Database };
  journals: Journals;
  log: Log;
}

/**
 * Recovers executions that a crash left outside any window as one window, then starts the clock. Windows tile events.jsonl: each names the
 * bytes it covers. They say what arrived: a record counts there although another mapping has replaced it since.
 */
export async function startAggregator(parts: StartedParts, eventsBytes: number): Promise<void> {
  const { aggregator, index, journals, log } = parts;
  if (!aggregator) return;
  try {
    const last = await lastWindowEnd(journals.stats.path);
    const lastToOffset = last?.toOffset ?? 0;
    const rows = index.db.stream<ExecutionFacts>(
      `SELECT engine_id AS "engineId", success, latency_ms AS "latencyMs", quality, cache_hit IS TRUE AS cached
       FROM ${everyRow("executions", "off, engine_id, success, latency_ms, quality, cache_hit")} WHERE off >= ?::BIGINT AND off < ?::BIGINT AND engine_id IS NOT NULL AND success IS NOT NULL`,
      [lastToOffset, eventsBytes],
    );
    await aggregator.recover({ lastToOffset, ...(last ? { lastWindowEndMs: last.windowEndMs } : {}), eventsBytes, rows });
  } catch (error) {
    log("error", "window_recovery_failed", { error: error instanceof Error ? error.message : String(error) });
  }
  aggregator.start();
}
