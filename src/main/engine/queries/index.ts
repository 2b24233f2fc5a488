export { comparisonPlaces, listComparisons } from "./comparisons.ts";
export { engineNames } from "./engine-names.ts";
export { engineSeries } from "./engine-series.ts";
export { engineTable } from "./engine-table.ts";
export { type ExecutionParts, listExecutions, rowOf } from "./executions.ts";
export { unknownEngines } from "./known-engines.ts";
export { latencyDistribution } from "./latency-distribution.ts";
export type { Remembered } from "./remembered.ts";
export { StatsCache } from "./stats-cache.ts";
