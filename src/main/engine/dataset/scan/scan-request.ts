import type { SplitRule } from "./split-part.ts";

export interface ScanRequest {
  /** Whole lines of the dataset file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where they start in the file. */
  offset: number;
  split: SplitRule;
}
