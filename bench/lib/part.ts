import type { PeerResult } from "./peer.ts";
import type { Row } from "./row.ts";
import type { ScalePoint, StoreSize } from "./scale.ts";

/** Sizes for the parts, in records. */
export interface Sizes {
  /** Import, validation, naive percentiles, loads. */
  lines: number;
  /** Statistics, opening and memory of a large workspace. */
  big: number;
  comparisons: number;
  /** Measurements of each piece of work. */
  runs: number;
  growth: number[];
  /** Imports measured by tenths. */
  tenths: number[];
}

export interface Context extends Sizes {
  /** Shared by the parts of one run, removed after it. */
  folder: string;
}

/** Each cost at one size. */
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
  /** The relative error of the value. */
  valueErrors: number[];
}

/** A part's result. */
export interface PartResult {
  rows: Row[];
  growth?: GrowthPoint[];
  tenths?: Tenths[];
  accuracy?: AccuracyRow[];
  peers?: PeerResult[];
  scale?: ScalePoint[];
  stores?: StoreSize[];
}

export type Part = (context: Context) => Promise<PartResult>;
