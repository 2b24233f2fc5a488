import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, EngineId, Id, Nothing, nullable, strictObject, TimeMs, TimeSeconds } from "./shapes.ts";

/**
 * Windows of an aggregated_stats.jsonl, merged. Their times are those of arrival, never those of records; a window belongs to the range that it starts
 * in, so that ranges side by side count none twice.
 */

const number = nullable(Type.Number());

/** A percentile of merged windows, in ms. */
const MergedPercentile = strictObject({
  /** From the merged t-digests: approximate; null when a window with latencies has none. */
  estimate: number,
  /** The lowest and the highest of the windows that name it: of one window, its own. */
  low: number,
  high: number,
});

const MergedStats = strictObject({
  /** How many windows have executions of it. */
  windows: Count,
  count: Count,
  successCount: Count,
  /** 0 to 1; null when count is 0. */
  successRate: number,
  latencyMs: strictObject({
    n: Count,
    min: number,
    max: number,
    avg: number,
    /** In the order of the answer's `percentiles`. */
    percentiles: Type.Array(MergedPercentile),
    /** Latencies of cached answers, which are in no other number. */
    cachedN: Count,
    /** Windows with latencies and without a usable t-digest. */
    withoutDigest: Count,
  }),
  quality: strictObject({ n: Count, mean: number }),
});
export type MergedStats = Static<typeof MergedStats>;

/** The same from the executions on the lines that the windows name: exact. */
const ExactStats = strictObject({
  count: Count,
  successCount: Count,
  latencyMs: strictObject({ n: Count, min: number, max: number, avg: number, percentiles: Type.Array(number) }),
  quality: strictObject({ n: Count, mean: number }),
});
export type ExactStats = Static<typeof ExactStats>;

const BothStats = { ...MergedStats.properties, exact: nullable(ExactStats) };

export const EngineWindows = strictObject({
  percentiles: Type.Array(Type.Number()),
  file: strictObject({
    name: Type.String(),
    /** Windows in the file, and when the first starts and the last ends; null without any. */
    windows: Count,
    startMs: nullable(TimeMs),
    endMs: nullable(TimeMs),
    /** Lines that are no windows, and the first of them; blank lines do not count. */
    rejected: Count,
    findings: Type.Array(strictObject({ line: Count, offset: Count, problem: Type.String() })),
  }),
  /** Windows that start in the range, and their times; null without any. */
  merged: Count,
  startMs: nullable(TimeMs),
  endMs: nullable(TimeMs),
  /** Of those, windows of executions that a crash had left outside any. */
  recovered: Count,
  /** Executions of engines beyond those that a window, or this answer, keeps apart: in `overall` only. */
  executionsOfOthers: Count,
  /** Those with most executions first, at most 500. */
  engines: Type.Array(strictObject({ engineId: Type.String(), ...BothStats })),
  engineCount: Count,
  overall: strictObject(BothStats),
  /** What events.jsonl has to do with it; null for a file without its events. */
  events: nullable(
    strictObject({
      /** Bytes of events.jsonl between the merged windows that none covers, and those that more than one does. */
      gapBytes: Count,
      overlapBytes: Count,
      /** Executions in events.jsonl, in the windows merged, and behind the last window of the file. */
      executions: Count,
      inWindows: Count,
      notYet: Count,
      /** Of those in the windows: recorded before the first window starts, as imports and late lines are. */
      recordedBefore: Count,
    }),
  ),
  /** The newest windows merged, the last one first, with all engines together. */
  newest: Type.Array(
    strictObject({
      startMs: TimeMs,
      endMs: TimeMs,
      count: Count,
      successCount: Count,
      n: Count,
      min: number,
      avg: number,
      max: number,
      /** As the window says; null where it does not. */
      percentiles: Type.Array(number),
      recovered: Type.Boolean(),
    }),
  ),
});
export type EngineWindows = Static<typeof EngineWindows>;

export const windowProcedures = {
  "engines.windows": query(
    strictObject({
      fromS: Type.Optional(TimeSeconds),
      toS: Type.Optional(TimeSeconds),
      /** Absent or empty: every engine. Of the others nothing is merged; `overall` is of all. */
      engines: Type.Optional(Type.Array(EngineId, { maxItems: 500 })),
      percentiles: Type.Optional(Type.Array(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }), { minItems: 1, maxItems: 20 })),
      /** Another file that somebody chose, without its events; absent: the workspace's own. */
      grant: Type.Optional(Id),
    }),
    EngineWindows,
  ),
  /** Another file is not needed any more. */
  "engines.closeWindows": command(strictObject({ grant: Id }), Nothing),
};
