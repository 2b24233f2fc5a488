import Type, { type Static } from "typebox";
import { ShareShape } from "./judging.ts";
import { query } from "./procedure.ts";
import { Count, EngineId, literals, nullable, strictObject, TimeSeconds } from "./shapes.ts";

/** Two engines, or two periods of one, against each other: B minus A. Intervals are of 95%. */

const side = {
  engine: EngineId,
  /** Unix seconds, inclusive. */
  fromS: Type.Optional(TimeSeconds),
  /** Exclusive. */
  toS: Type.Optional(TimeSeconds),
};
const SideShape = strictObject(side);
export type ComparedSide = Static<typeof SideShape>;

/**
 * What a difference says. Beyond its interval of 95%, one that is claimed has to leave out zero at the level of all looks together (Bonferroni): `more`
 * and `less` (B against A); `perhaps`: the 95% leave out zero, and so many looks together do not; `none`: zero is inside; `unknown`: too few values.
 */
export const differenceVerdicts = ["more", "less", "perhaps", "none", "unknown"] as const;
export type DifferenceVerdict = (typeof differenceVerdicts)[number];

const Difference = strictObject({
  value: nullable(Type.Number()),
  /** null: open, because there are too few values to say. */
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  verdict: literals(differenceVerdicts),
});
export type ShownDifference = Static<typeof Difference>;

/** Percentiles that are compared; the highlighted ones are in the sentence. */
export const comparedPercentiles = [10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99] as const;
export const highlightedPercentiles = [50, 95, 99] as const;

const SideStats = strictObject({
  ...side,
  count: Count,
  /** Unix seconds of its first and last execution; null without any. */
  firstS: nullable(TimeSeconds),
  lastS: nullable(TimeSeconds),
  success: ShareShape,
  /** Executions whose latency counts. */
  latencyN: Count,
  /** Known latencies of cached answers; counted with `includeCached` only. */
  cachedN: Count,
  /** Of executions; scores of candidates have no time and no task. */
  quality: strictObject({ n: Count, mean: nullable(Type.Number()) }),
  /** Of the executions that report a cost. */
  costUsd: strictObject({ n: Count, mean: nullable(Type.Number()) }),
});
export type SideStats = Static<typeof SideStats>;

export const matchedByKinds = ["task_id", "input"] as const;

/** On tasks that both sides answered. A task's value is the mean of a side's answers to it; tasks are drawn, not answers. */
const Paired = strictObject({
  /** What makes two executions the same task: an equal `task_id`, or an equal input where more tasks are shared by that. */
  by: literals(matchedByKinds),
  tasks: Count,
  /** Those that differences are computed from, chosen by their hash where there are very many. */
  usedTasks: Count,
  /** Tasks that a side answered several times. */
  repeated: strictObject({ a: Count, b: Count }),
  success: strictObject({
    difference: Difference,
    /** Tasks where both sides always or never succeeded; `mixed` are the others. */
    bothRight: Count,
    onlyA: Count,
    onlyB: Count,
    bothWrong: Count,
    mixed: Count,
    /** McNemar's test, mid-p, two-sided. */
    p: Type.Number(),
  }),
  latency: strictObject({ tasks: Count, mean: Difference, median: Difference, p95: Difference }),
  quality: strictObject({ tasks: Count, mean: Difference }),
  /** How often one of `k` answers at least is right, on the shared tasks; `n` counts tasks with `k` answers of that side. */
  passAtK: Type.Array(strictObject({ k: Type.Integer({ minimum: 1 }), a: ShareShape, b: ShareShape })),
});
export type Paired = Static<typeof Paired>;

export const EngineComparison = strictObject({
  a: SideStats,
  b: SideStats,
  /** In ms. */
  latency: Type.Array(
    strictObject({ percentile: Type.Number(), a: nullable(Type.Number()), b: nullable(Type.Number()), difference: Difference }),
  ),
  /** Of rates from 0 to 1. */
  success: Difference,
  quality: Difference,
  /** Of the mean cost of an execution. */
  costUsd: Difference,
  /** null: no task is shared. */
  paired: nullable(Paired),
  /** Intervals of differences in this answer: about one in twenty of them misses. */
  looks: Count,
});
export type EngineComparison = Static<typeof EngineComparison>;

export const comparingProcedures = {
  /** @throws not_found: a side's engine has no execution at all. */
  "engines.compare": query(
    strictObject({
      a: SideShape,
      b: SideShape,
      successfulOnly: Type.Boolean(),
      /** As in `StatsScope`. */
      includeCached: Type.Optional(Type.Boolean()),
    }),
    EngineComparison,
  ),
};
