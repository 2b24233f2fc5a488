import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, EngineId, Nothing, nullable, strictObject, TimeSeconds } from "./shapes.ts";
import { UsageSums } from "./usage.ts";

/** Which executions to count. Times are Unix seconds, `from` inclusive and `to` exclusive. */
export const StatsScope = {
  fromS: Type.Optional(TimeSeconds),
  toS: Type.Optional(TimeSeconds),
  /** Absent or empty: every engine. */
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500 })),
  successfulOnly: Type.Boolean(),
  /** Count the latencies of cached answers, too: they are not their engines', and are left out otherwise. */
  includeCached: Type.Optional(Type.Boolean()),
};

const percentile = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 });

export const LatencyStats = strictObject({
  /** Executions with a known latency; only they count. */
  n: Count,
  min: nullable(Type.Number()),
  max: nullable(Type.Number()),
  avg: nullable(Type.Number()),
  /** In the order of the answer's `percentiles`. */
  percentiles: Type.Array(nullable(Type.Number())),
  /** Known latencies of cached answers in scope; in `n` with `includeCached` only. */
  cachedN: Count,
});

export const EngineStats = strictObject({
  engineId: Type.String(),
  count: Count,
  successCount: Count,
  /** 0 to 1; null when count is 0. */
  successRate: nullable(Type.Number()),
  latencyMs: LatencyStats,
  quality: strictObject({ n: Count, mean: nullable(Type.Number()) }),
  usage: UsageSums,
});
export type EngineStats = Static<typeof EngineStats>;

export const OverallStats = strictObject({
  count: Count,
  successCount: Count,
  successRate: nullable(Type.Number()),
  latencyMs: LatencyStats,
  quality: strictObject({ n: Count, mean: nullable(Type.Number()) }),
  usage: UsageSums,
});
export type OverallStats = Static<typeof OverallStats>;

export const EngineTable = strictObject({
  /** Always "exact, linear interpolation". */
  method: Type.String(),
  percentiles: Type.Array(Type.Number()),
  engines: Type.Array(EngineStats),
  overall: OverallStats,
  /** First and last timestamp in the workspace, whatever the scope; null without executions. */
  dataRange: nullable(strictObject({ fromS: Count, toS: Count })),
});
export type EngineTable = Static<typeof EngineTable>;

/** An interval of 95%; null where there are too few values to say. */
const Interval = strictObject({ low: nullable(Type.Number()), high: nullable(Type.Number()) });
export type Interval = Static<typeof Interval>;

const StatsIntervals = strictObject({
  /** Of the success rate, 0 to 1: Wilson's. */
  success: Interval,
  /** Of each percentile, in ms, in the order of the answer's `percentiles`: of 95%, nearly whatever their distribution; its ends lie between two of the values. */
  percentiles: Type.Array(Interval),
  /** Of the mean quality, 0 to 1: Student's; open for fewer than five scores. */
  quality: Interval,
  /** Of the mean cost of the executions that report one, in USD: likewise. */
  cost: Interval,
});
export type StatsIntervals = Static<typeof StatsIntervals>;

/** How sure the numbers of `engines.table` are: engines with an execution in scope, then those that only have scores as candidates. */
export const EngineIntervals = strictObject({
  percentiles: Type.Array(Type.Number()),
  engines: Type.Array(strictObject({ engineId: Type.String(), ...StatsIntervals.properties })),
  overall: StatsIntervals,
});
export type EngineIntervals = Static<typeof EngineIntervals>;

const Difference = strictObject({ value: nullable(Type.Number()), ...Interval.properties });

const StatsChange = strictObject({
  /** Of the period before: executions, and known latencies. */
  beforeCount: Count,
  beforeN: Count,
  /** How much the percentile has moved, in ms: the bootstrap's interval, as `engines.compare` has it. */
  latencyMs: Difference,
  /** How much the success rate has, 0 to 1: Newcombe's interval. */
  success: Difference,
});

/** What changed against the period of equal length before; an engine without executions in either is left out. */
export const EngineChange = strictObject({
  before: strictObject({ fromS: TimeSeconds, toS: TimeSeconds }),
  engines: Type.Array(strictObject({ engineId: Type.String(), ...StatsChange.properties })),
  overall: StatsChange,
});
export type EngineChange = Static<typeof EngineChange>;

const SpeedStats = strictObject({
  /** Time to first token, of answers that no cache gave. */
  ttftMs: strictObject({ n: Count, p50: nullable(Type.Number()), p95: nullable(Type.Number()) }),
  /** Tokens of output for each second of latency, by execution, likewise. */
  tokensPerSecond: strictObject({ n: Count, p50: nullable(Type.Number()) }),
});

export const EngineSpeed = strictObject({
  engines: Type.Array(strictObject({ engineId: Type.String(), ...SpeedStats.properties })),
  overall: SpeedStats,
});
export type EngineSpeed = Static<typeof EngineSpeed>;

const ResourcePercentiles = strictObject({
  n: Count,
  p50: nullable(Type.Number()),
  p95: nullable(Type.Number()),
  p99: nullable(Type.Number()),
});
const ResourceStats = strictObject({
  /** Peak memory, of answers that no cache gave. */
  memoryMb: ResourcePercentiles,
  /** Mean processor use in percent of one core, likewise. */
  cpuPercent: ResourcePercentiles,
});
export type ResourceStats = Static<typeof ResourceStats>;

export const EngineResources = strictObject({
  engines: Type.Array(strictObject({ engineId: Type.String(), ...ResourceStats.properties })),
  overall: ResourceStats,
});
export type EngineResources = Static<typeof EngineResources>;

export const EngineSeries = strictObject({
  bucketSeconds: Type.Number(),
  percentiles: Type.Array(Type.Number()),
  series: Type.Array(
    strictObject({
      engineId: Type.String(),
      points: Type.Array(
        strictObject({
          startS: Count,
          n: Count,
          percentiles: Type.Array(nullable(Type.Number())),
          /** Of each percentile; with `intervals` only. */
          intervals: Type.Optional(Type.Array(Interval)),
        }),
      ),
    }),
  ),
});
export type EngineSeries = Static<typeof EngineSeries>;

export const LatencyDistribution = strictObject({
  /** Edges of logarithmic bins in ms; bin i holds edge[i] ≤ latency < edge[i+1]. */
  edgesMs: Type.Array(Type.Number()),
  engines: Type.Array(strictObject({ engineId: Type.String(), n: Count, counts: Type.Array(Count) })),
});
export type LatencyDistribution = Static<typeof LatencyDistribution>;

/** Engines in one heat map at most. */
export const maxHeatEngines = 24;

export const LatencyHeat = strictObject({
  bucketSeconds: Type.Number(),
  /** As in `LatencyDistribution`: logarithmic bins, those of zeros first. */
  edgesMs: Type.Array(Type.Number()),
  engines: Type.Array(
    strictObject({
      engineId: Type.String(),
      n: Count,
      /** Cells with a latency, by time, then by latency: where the bucket starts, which bin, and how many. */
      cells: Type.Array(strictObject({ startS: Count, bin: Count, count: Count })),
    }),
  ),
});
export type LatencyHeat = Static<typeof LatencyHeat>;

export const engineProcedures = {
  /** `includeCompared`: also engines that appear only as candidates. */
  "engines.table": query(
    strictObject({
      ...StatsScope,
      percentiles: Type.Optional(Type.Array(percentile, { minItems: 1, maxItems: 20 })),
      includeCompared: Type.Optional(Type.Boolean()),
    }),
    EngineTable,
  ),
  /** Of at most 500 engines, those with most executions; asked for apart, because nobody needs them all the time. */
  "engines.intervals": query(
    strictObject({ ...StatsScope, percentiles: Type.Optional(Type.Array(percentile, { minItems: 1, maxItems: 20 })) }),
    EngineIntervals,
  ),
  /** Of at most 500 engines, those with most executions. */
  "engines.change": query(strictObject({ ...StatsScope, fromS: TimeSeconds, toS: TimeSeconds, percentile }), EngineChange),
  /** Columns that few workspaces have numbers for, and that cost a scan. */
  "engines.speed": query(strictObject(StatsScope), EngineSpeed),
  /** Likewise: what executions took of memory and processor. */
  "engines.resources": query(strictObject(StatsScope), EngineResources),
  /** Percentiles per time bucket, with at most `maxBuckets` buckets in the range. */
  "engines.series": query(
    strictObject({
      ...StatsScope,
      percentiles: Type.Array(percentile, { minItems: 1, maxItems: 5 }),
      maxBuckets: Type.Integer({ minimum: 2, maximum: 500 }),
      /** With the 95% interval of each percentile: every value is sorted, which takes a few times as long. */
      intervals: Type.Optional(Type.Boolean()),
    }),
    EngineSeries,
  ),
  "engines.distribution": query(strictObject({ ...StatsScope, bins: Type.Integer({ minimum: 4, maximum: 200 }) }), LatencyDistribution),
  /** Latencies by time and size, in at most `maxBuckets` × `bins` cells for each engine. */
  "engines.heat": query(
    strictObject({
      ...StatsScope,
      engines: Type.Array(EngineId, { minItems: 1, maxItems: maxHeatEngines }),
      maxBuckets: Type.Integer({ minimum: 2, maximum: 120 }),
      bins: Type.Integer({ minimum: 4, maximum: 40 }),
    }),
    LatencyHeat,
  ),
  /** Every engine of an execution or candidate, most frequent first, at most 2 000. */
  "engines.names": query(
    Nothing,
    Type.Array(
      strictObject({
        engineId: Type.String(),
        executions: Count,
        candidates: Count,
        /** How many engines were recorded before it, in executions and in comparisons; null: not there. More records never change them. */
        executionOrder: nullable(Count),
        candidateOrder: nullable(Count),
      }),
    ),
  ),
};
