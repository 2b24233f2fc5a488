import type { Input } from "../../../contract/index.ts";
import { Where } from "./where.ts";

export type Scope = Pick<Input<"engines.table">, "fromS" | "toS" | "engines" | "successfulOnly" | "includeCached">;

/**
 * The executions in scope of a statistic. Lines kept although invalid may lack an engine or an outcome and are not counted. `successfulOnly` and
 * `includeCached` are no conditions: they concern latencies only, not counts and success rates.
 */
export function inScope(scope: Scope): Where {
  return new Where()
    .and("engine_id IS NOT NULL")
    .and("success IS NOT NULL")
    .oneOf("engine_id", scope.engines)
    .and("ts >= ?::BIGINT", scope.fromS)
    .and("ts < ?::BIGINT", scope.toS);
}

const counting = ({ successfulOnly, includeCached }: Scope) => [
  ...(successfulOnly ? ["success"] : []),
  ...(includeCached ? [] : ["cache_hit IS NOT TRUE"]),
];

/** The executions in scope whose latency counts: those of which `latencyIn` is not NULL, in conditions that cost a scan half as much as that one. */
export function withLatency(scope: Scope): Where {
  return counting(scope).reduce((where, condition) => where.and(condition), inScope(scope).and("latency_ms IS NOT NULL"));
}

/** SQL of the latency that counts: NULL when it is unknown, of a failure with `successfulOnly`, or of a cache without `includeCached`. */
export function latencyIn(scope: Scope): string {
  const conditions = counting(scope);
  return conditions.length === 0 ? "latency_ms" : `CASE WHEN ${conditions.join(" AND ")} THEN latency_ms END`;
}

/** Percentiles (0 to 100) as the constant list for `quantile_cont`; with exponents, DuckDB reads doubles, not decimals. */
export function fractions(percentiles: readonly number[]): string {
  return `[${percentiles.map((percentile) => (Number(percentile) / 100).toExponential()).join(", ")}]`;
}

/** The result of `quantile_cont`, which is NULL as a whole when no latency is known. */
export function percentileValues(answer: readonly (number | null)[] | null, percentiles: readonly number[]): (number | null)[] {
  return percentiles.map((_, place) => answer?.[place] ?? null);
}
