import type { ExecutionFacts } from "./facts.ts";

/**
 * Lines of one channel on their way to disk, with what the index and the aggregator want of them. The staged rows
 * carry no offsets until `place` is called with the offset of the first line.
 */
export interface Batch {
  /** Whole lines with their newlines, in order. */
  parts: readonly Uint8Array[];
  lines: number;
  bytes: number;
  /** Lines among them kept although invalid. */
  invalid: number;
  /** Fills the journal offset into the staged rows. */
  place(offset: number): void;
  /** Staged rows for the channel's table, and of candidates for comparisons. */
  rows: readonly Uint8Array[];
  candidateRows: readonly Uint8Array[];
  longestRowBytes: number;
  /** Called when nobody looks at the rows any more. */
  rowsReleased?: () => void;
  /** Executions for the aggregator, in order; empty for other channels. */
  facts(): ExecutionFacts[];
}

/** What happens to a batch when it is on disk: the index takes its rows, the aggregator its facts. */
export type OnDurable = (batch: Batch, range: { fromOffset: number; toOffset: number }) => void;
