import Type, { type Static } from "typebox";
import { ShareShape } from "./judging.ts";
import { query } from "./procedure.ts";
import { Count, EngineId, literals, nullable, strictObject, TimeSeconds } from "./shapes.ts";

/** What slow answers have in common, and which executions fail. Intervals are of 95%. Times are Unix seconds, hours and weekdays UTC. */

const scope = {
  /** Absent: all engines. */
  engine: Type.Optional(EngineId),
  fromS: Type.Optional(TimeSeconds),
  toS: Type.Optional(TimeSeconds),
};

/** Factors that are numbers. `line_bytes`: of the record, which is mostly its input and output. */
export const whyNumbers = ["output_tokens", "reasoning_tokens", "input_tokens", "cached_input_tokens", "line_bytes", "ttft_ms"] as const;
export type WhyNumber = (typeof whyNumbers)[number];

/** Factors that are words. `cached` is asked with `includeCached` only; `engine` of all engines only. */
export const whyCategories = ["engine", "success", "status", "tag", "source_file", "source_dialect", "hour", "weekday", "cached"] as const;
export type WhyCategory = (typeof whyCategories)[number];

/** As `DifferenceVerdict`: `more` in the tail than in the rest, or larger there. */
const Verdict = literals(["more", "less", "perhaps", "none", "unknown"]);
const Sides = strictObject({ tail: Count, rest: Count });

const NumberFactor = strictObject({
  factor: literals(whyNumbers),
  /** Executions that have the number. */
  n: Sides,
  medians: strictObject({ tail: Type.Number(), rest: Type.Number() }),
  /**
   * Probability of superiority: how often the number is larger in the tail, of all pairs of one execution of the tail and one of the rest, equal ones
   * half. 0.5: no difference.
   */
  superiority: strictObject({ value: Type.Number(), low: nullable(Type.Number()), high: nullable(Type.Number()) }),
  verdict: Verdict,
});
export type NumberFactor = Static<typeof NumberFactor>;

const CategoryValue = strictObject({
  /** As records have it; "failed", "cached"; an hour as "07", a weekday as "Monday". */
  value: Type.String(),
  /** Executions. */
  n: Sides,
  /** Shares of all executions of the tail and of the rest, 0 to 1. */
  shares: strictObject({ tail: Type.Number(), rest: Type.Number() }),
  /** The tail's share minus the rest's. */
  difference: strictObject({ value: Type.Number(), low: Type.Number(), high: Type.Number() }),
  /** The tail's share divided by the rest's; null: not in the rest. */
  ratio: nullable(Type.Number()),
  verdict: Verdict,
});
export type CategoryValue = Static<typeof CategoryValue>;

const CategoryFactor = strictObject({
  factor: literals(whyCategories),
  /** The most frequent values, the clearest difference first. */
  values: Type.Array(CategoryValue),
  /** How many values there are. */
  distinct: Count,
});
export type CategoryFactor = Static<typeof CategoryFactor>;

export const WhySlow = strictObject({
  ...scope,
  /** Which percentile the tail begins at; null: asked for in ms. */
  percentile: nullable(Type.Number()),
  /** The tail is every latency from here on, in ms; null without latencies. */
  thresholdMs: nullable(Type.Number()),
  /** Executions with a latency that counts. */
  tailN: Count,
  restN: Count,
  /** Known latencies of cached answers; counted with `includeCached` only. */
  cachedN: Count,
  numbers: Type.Array(NumberFactor),
  categories: Type.Array(CategoryFactor),
  /** Factors that no execution has, or all have alike. */
  absent: Type.Array(literals([...whyNumbers, ...whyCategories])),
  /** Intervals in this answer; what is claimed holds for all of them together (Bonferroni). */
  looks: Count,
});
export type WhySlow = Static<typeof WhySlow>;

export const Failures = strictObject({
  ...scope,
  count: Count,
  /** Share of failures. */
  failed: ShareShape,
  /** Of failures, the most frequent first, at most 100; null: failures without a status. */
  statuses: Type.Array(
    strictObject({
      status: nullable(Type.String()),
      n: Count,
      firstS: nullable(Type.Integer()),
      lastS: nullable(Type.Integer()),
      /** Those with most of these failures, at most three. */
      engines: Type.Array(strictObject({ engineId: Type.String(), n: Count })),
      engineCount: Count,
    }),
  ),
  statusCount: Count,
  /** Engines with a failure, those with most first, at most 50. */
  engines: Type.Array(strictObject({ engineId: Type.String(), failed: ShareShape, failures: Count })),
  engineCount: Count,
  bucketSeconds: Type.Number(),
  /** Success over time; buckets without an execution are left out. */
  buckets: Type.Array(strictObject({ startS: Count, failures: Count, success: ShareShape })),
});
export type Failures = Static<typeof Failures>;

export const whyProcedures = {
  /** @throws not_found: the engine has no execution at all. */
  "engines.why": query(
    strictObject({
      ...scope,
      percentile: Type.Optional(
        Type.Number({ minimum: 50, maximum: 99.99, description: "The tail begins at this percentile of the latencies; default: 95." }),
      ),
      overMs: Type.Optional(Type.Number({ minimum: 0, description: "The tail begins at this latency in ms, instead of at a percentile." })),
      /** As in `StatsScope`. */
      includeCached: Type.Optional(Type.Boolean()),
    }),
    WhySlow,
  ),
  /** @throws not_found: the engine has no execution at all. */
  "engines.failures": query(
    strictObject({ ...scope, maxBuckets: Type.Optional(Type.Integer({ minimum: 2, maximum: 500, description: "Of time; default: 24." })) }),
    Failures,
  ),
};
