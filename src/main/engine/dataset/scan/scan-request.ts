import type { Columns } from "./columns.ts";
import type { SplitRule } from "./split-part.ts";

export interface ScanRequest {
  /** Whole lines of the dataset file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where they start in the file. */
  offset: number;
  split: SplitRule;
}

/** Samples of each tier, best first, by engine. */
export type EngineTiers = Map<string, [gold: number, silver: number, bronze: number]>;

export interface ScannedChunk {
  columns: Columns;
  engines: EngineTiers;
}

export function addEngine(engines: EngineTiers, engineId: string, tier: number, count = 1): void {
  const counts = engines.get(engineId) ?? [0, 0, 0];
  counts[tier] = (counts[tier] ?? 0) + count;
  engines.set(engineId, counts);
}
