import { everyEngine, type Input, type Objective, toMeasure } from "../../../contract/index.ts";
import type { ReadRows, SqlValue } from "../store/duckdb.ts";
import { inScope } from "./scope.ts";

type Scope = Omit<Input<"engines.objectives">, never>;

type Counted = "count" | "failed" | "timed" | "slow";
/** Of one engine: executions and failures, latencies of its own and those above its objective, over the range and its last hour and day. */
export type ObjectiveCounts = Record<Counted | `${Counted}_hour` | `${Counted}_day`, number> & {
  engine_id: string;
  /** Executions that meet every objective of latency and success, and those that break one; of the others nobody can tell. */
  good: number;
  broken: number;
};

/** Where the range ends, in seconds, with its newest execution; and how many hours it has. */
export async function readEnds(read: ReadRows, { fromS, toS }: Scope): Promise<{ newestS: number; hours: number | null }> {
  const [row] = await read<{ first: number | null; last: number | null }>(
    "SELECT min(ts) AS first, max(ts) AS last FROM executions WHERE ts >= 0",
  );
  const [first, last] = [row?.first ?? null, row?.last ?? null];
  if (first === null || last === null) return { newestS: 0, hours: null };
  const endS = last + 1;
  return { newestS: Math.min(toS ?? endS, endS), hours: ((toS ?? endS) - (fromS ?? first)) / 3600 };
}

/**
 * Counts executions against the objectives in force for their engine; engines with most executions first. The objectives are a table that is joined: a
 * chain of comparisons for two hundred engines would be run for every row.
 * @param endS last hour and day end here (exclusive).
 */
export function countAgainst(read: ReadRows, scope: Scope, objectives: readonly Objective[], endS: number): Promise<ObjectiveCounts[]> {
  const latency = objectives.filter((one) => toMeasure(one) === "latency");
  const success = objectives.filter((one) => toMeasure(one) === "success");
  const general = latency.find(({ engine }) => engine === everyEngine)?.latency_ms ?? null;
  const allMustSucceed = success.some(({ engine }) => engine === everyEngine);
  const where = inScope({ ...scope, successfulOnly: false });
  const own = [...new Set([...latency, ...success].map(({ engine }) => engine))];
  const limits = new Map(latency.map((one) => [one.engine, one.latency_ms ?? null]));
  const mustSucceed = new Set(success.map(({ engine }) => engine));
  const rows: SqlValue[][] = own.map((engine) => [engine, limits.get(engine) ?? null, mustSucceed.has(engine)]);
  const sums = (["count", "failed", "timed", "slow"] as const).flatMap((name) =>
    [
      ["", ""],
      ["_hour", " AND ts >= $hour AND ts < $end"],
      ["_day", " AND ts >= $day AND ts < $end"],
    ].map(([suffix, when]) => `count(*) FILTER (${tests[name]}${when}) AS ${name}${suffix}`),
  );
  const seconds = (sql: string) =>
    sql
      .replaceAll("$hour", `${endS - 3600}::BIGINT`)
      .replaceAll("$day", `${endS - 86_400}::BIGINT`)
      .replaceAll("$end", `${endS}::BIGINT`);
  return read<ObjectiveCounts>(
    `WITH own(engine, most, must) AS (VALUES ${[...rows, [null, null, false]].map(() => "(?, ?::DOUBLE, ?::BOOLEAN)").join(", ")}),
       s AS NOT MATERIALIZED (
         SELECT engine_id, ts, success, CASE WHEN cache_hit IS NOT TRUE THEN latency_ms END AS latency,
           coalesce(most, ?::DOUBLE) AS most, coalesce(must, false) OR ?::BOOLEAN AS must
         FROM executions LEFT JOIN own ON engine = engine_id ${where.sql})
     SELECT engine_id, ${seconds(sums.join(", "))},
       count(*) FILTER ((success OR NOT must) AND (most IS NULL OR latency <= most)) AS good,
       count(*) FILTER ((must AND NOT success) OR latency > most) AS broken
     FROM s GROUP BY engine_id ORDER BY count DESC, engine_id`,
    [...rows.flat(), null, null, false, general, allMustSucceed, ...where.values],
  );
}

const tests: Record<Counted, string> = {
  count: "true",
  failed: "NOT success",
  timed: "latency IS NOT NULL",
  slow: "latency > most",
};
