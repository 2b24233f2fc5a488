import type { ExecutionFacts } from "./facts.ts";

/**
 * Lines of one channel on their way to disk, with what the index and the aggregator need of them. The rows have offset placeholders until
 * `place` is called.
 */
export interface Batch {
  /** Whole lines with their newlines, in order. */
  parts: readonly Uint8Array[];
  lines: number;
  bytes: number;
  /** Lines among them kept although invalid. */
  invalid: number;
  /** Fills in the rows' offsets. @param offset of the first line in the journal. */
  place(offset: number): void;
  /** CSV rows of the channel's table, and of candidates for comparisons. */
  rows: readonly Uint8Array[];
  candidateRows: readonly Uint8Array[];
  maxRowBytes: number;
  /** Called when the rows are no longer needed. */
  rowsReleased?: () => void;
  /** Executions for the aggregator, in order; empty for other channels. */
  facts(): ExecutionFacts[];
  /** The same one by one, in an object that is used again: a million objects would be garbage. Default: as `facts` has them. */
  eachFact?(take: (facts: Readonly<ExecutionFacts>) => void): void;
}

/** Called when a batch is on disk: the index takes its rows, the aggregator its facts. */
export type OnDurable = (batch: Batch, range: { fromOffset: number; toOffset: number }) => void;
