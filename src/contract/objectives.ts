import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, EngineId, literals, nullable, strictObject, TimeSeconds } from "./shapes.ts";

/** What is wanted of engines, as `assay.config.json` says it, and whether they meet it. Intervals are of 95%. */

/** Stands for every engine that has no objective of its own for the measure. */
export const everyEngine = "*";
export const maxObjectives = 200;

/** One of the three: `latency_ms` with `share`, `success`, or `quality`. */
export const Objective = strictObject({
  engine: EngineId,
  /** At least the share `share` of known latencies is at or below it; those of cached answers do not count. */
  latency_ms: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e9 })),
  share: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
  /** At least this share of executions succeeds. */
  success: Type.Optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
  /** The mean quality is at least this. */
  quality: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
});
export type Objective = Static<typeof Objective>;

export const objectiveMeasures = ["latency", "success", "quality"] as const;
export type ObjectiveMeasure = (typeof objectiveMeasures)[number];

/** `met` and `missed` only when the whole interval says so; `unsure` when the target lies inside it, or nothing is known. */
export const verdicts = ["met", "unsure", "missed"] as const;
export type ObjectiveVerdict = (typeof verdicts)[number];

const BurnWindow = strictObject({
  n: Count,
  bad: Count,
  /** The bad share against the allowed one: 1 uses up the budget exactly. null: nothing is known. */
  burn: nullable(Type.Number()),
});

const ObjectiveResult = strictObject({
  measure: literals(objectiveMeasures),
  /** Of `latency` only. */
  latencyMs: nullable(Type.Number()),
  /** The least share, or the least mean. */
  target: Type.Number(),
  /** Whether it is the one of every engine, `*`. */
  isGeneral: Type.Boolean(),
  n: Count,
  /** The share (Wilson's interval), or the mean (Student's); null where nothing, or too little for an interval, is known. */
  value: nullable(Type.Number()),
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  verdict: literals(verdicts),
  /** How many executions may be bad, and how many are; a mean has none. `hour` and `day` end with the newest execution of the range. */
  budget: nullable(
    strictObject({
      allowed: Type.Number(),
      used: Count,
      hour: BurnWindow,
      day: BurnWindow,
      whole: BurnWindow,
    }),
  ),
});
export type ObjectiveResult = Static<typeof ObjectiveResult>;

const Goodput = strictObject({
  /** Executions of which it is known whether they meet every objective of latency and success, and those that do. */
  n: Count,
  good: Count,
  /** Nobody can tell: the latency is unknown, or a cache's. */
  unknown: Count,
  share: nullable(Type.Number()),
  low: Type.Number(),
  high: Type.Number(),
  /** Good ones an hour of the range; null without a time. */
  perHour: nullable(Type.Number()),
});

export const EngineObjectives = strictObject({
  engineId: Type.String(),
  objectives: Type.Array(ObjectiveResult),
  /** null: no objective of it is one of single executions. */
  goodput: nullable(Goodput),
});
export type EngineObjectives = Static<typeof EngineObjectives>;

export const ObjectivesReport = strictObject({
  /** How many there are in `assay.config.json`. */
  defined: Count,
  /** At most 500, those with most executions. */
  engines: Type.Array(EngineObjectives),
  /** Of all engines in scope, also of those not listed. */
  counts: strictObject({ met: Count, unsure: Count, missed: Count }),
  /** Engines that objectives name and that have nothing in scope. */
  absent: Type.Array(Type.String()),
});
export type ObjectivesReport = Static<typeof ObjectivesReport>;

export const objectiveProcedures = {
  "engines.objectives": query(
    strictObject({
      fromS: Type.Optional(TimeSeconds),
      toS: Type.Optional(TimeSeconds),
      /** Absent or empty: every engine. */
      engines: Type.Optional(Type.Array(EngineId, { maxItems: 500 })),
    }),
    ObjectivesReport,
  ),
};
