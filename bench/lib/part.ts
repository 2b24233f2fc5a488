import type { Row } from "./row.ts";

/** What the parts of the bench measure on; sizes are counts of records. */
export interface Sizes {
  /** Import, validation, naive percentiles, loads. */
  lines: number;
  /** Statistics, opening and memory of a big workspace. */
  big: number;
  comparisons: number;
  /** How often a piece of work is measured. */
  runs: number;
  growth: number[];
  /** Imports of which each tenth is looked at. */
  tenths: number[];
}

export interface Context extends Sizes {
  /** Shared by the parts of one run, taken away after it. */
  folder: string;
}

/** How each cost stands at one size. */
export interface GrowthPoint {
  records: number;
  importSeconds: number;
  importMicrosPerRecord: number;
  peakMb: number;
  againSeconds: number;
  statisticsMs: number;
  statisticsAgainMs: number;
  firstPageMs: number;
  nextPageMs: number;
  openMs: number;
  indexBytesPerRecord: number;
}

export interface Tenths {
  records: number;
  linesPerSecond: number[];
}

export interface AccuracyRow {
  values: string;
  windows: number;
  /** By percentile, in the order of `accuracyPercentiles`: the rank error in percentage points. */
  rankErrors: number[];
  /** And by how much the value itself is off, as a share of the exact one. */
  valueErrors: number[];
}

/** What a part hands back. */
export interface PartResult {
  rows: Row[];
  growth?: GrowthPoint[];
  tenths?: Tenths[];
  accuracy?: AccuracyRow[];
}

export type Part = (context: Context) => Promise<PartResult>;
