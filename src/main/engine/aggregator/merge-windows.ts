import { Tally } from "./tally.ts";
import type { EngineStatsRecord, StatsRecord, WindowRecord } from "./window-record.ts";
import { engineRecords } from "./window-tally.ts";

export interface MergedWindows {
  engines: EngineStatsRecord[];
  overall: StatsRecord;
}

/** Merges windows one by one, for callers that read many and want to breathe in between. */
export class WindowMerger {
  readonly #engines = new Map<string, Tally>();
  readonly #overall = new Tally();

  /** @throws AssayError damaged when a digest of the window is not one; nothing of it is then taken in. */
  add(window: WindowRecord): void {
    const tallies = window.engines.map((engine) => [engine.engine_id, Tally.fromRecord(engine)] as const);
    const overall = Tally.fromRecord(window.overall);
    for (const [engineId, tally] of tallies) {
      const known = this.#engines.get(engineId);
      if (known === undefined) this.#engines.set(engineId, tally);
      else known.merge(tally);
    }
    this.#overall.merge(overall);
  }

  result(percentiles: readonly number[] = [50, 95, 99]): MergedWindows {
    return { engines: engineRecords(this.#engines, percentiles), overall: this.#overall.toRecord(percentiles) };
  }
}

/**
 * The statistics of any number of windows together, as if they had been one. Percentiles are read from the merged
 * digests; percentiles of windows are never averaged.
 * @throws AssayError damaged when a window's digest is not one.
 */
export function mergeWindows(windows: Iterable<WindowRecord>, percentiles?: readonly number[]): MergedWindows {
  const merger = new WindowMerger();
  for (const window of windows) merger.add(window);
  return merger.result(percentiles);
}
