import type { Decision } from "./decide-reading.ts";
import type { Tail } from "./tail.ts";
import { DoubtfulKeys } from "./take-burst.ts";

/** A file that is open, and what its rows are taken for. */
export interface Reading {
  tail: Tail;
  decision: Decision | null;
  doubtful: DoubtfulKeys;
}

/** A file that was at the path, and may still grow. */
export interface Older extends Reading {
  sizeBytes: number;
  quietSinceMs: number;
  /** It was never seen at the path: it may turn out to be something else. */
  isUnseen: boolean;
}

export const toOlder = (reading: Reading, isUnseen = false): Older => ({ ...reading, sizeBytes: 0, quietSinceMs: Date.now(), isUnseen });
export const toReading = (tail: Tail): Reading => ({ tail, decision: null, doubtful: new DoubtfulKeys() });
