import type { Input } from "../../../contract/index.ts";
import { Where } from "./where.ts";

export type Scope = Pick<Input<"engines.table">, "fromS" | "toS" | "engines" | "successfulOnly">;

/**
 * Which executions statistics are about. Lines kept although invalid may lack an engine or an outcome: they count nowhere.
 * `successfulOnly` is not a condition here: counts and success rates stay over all, only latencies are restricted.
 */
export function inScope(scope: Scope): Where {
  return new Where()
    .and("engine_id IS NOT NULL")
    .and("success IS NOT NULL")
    .oneOf("engine_id", scope.engines)
    .and("ts >= ?::BIGINT", scope.fromS)
    .and("ts < ?::BIGINT", scope.toS);
}

/** The latency that enters statistics: NULL where it is unknown, or of a failure when only successes are asked for. */
export function latencyIn(scope: Scope): string {
  return scope.successfulOnly ? "CASE WHEN success THEN latency_ms END" : "latency_ms";
}

/** Percentiles (0 to 100) as the constant list that `quantile_cont` wants; exponents make DuckDB read doubles, not decimals. */
export function fractions(percentiles: readonly number[]): string {
  return `[${percentiles.map((percentile) => (Number(percentile) / 100).toExponential()).join(", ")}]`;
}

/** What `quantile_cont` answered: NULL as a whole where no latency is known. */
export function percentileValues(answer: readonly (number | null)[] | null, percentiles: readonly number[]): (number | null)[] {
  return percentiles.map((_, place) => answer?.[place] ?? null);
}
