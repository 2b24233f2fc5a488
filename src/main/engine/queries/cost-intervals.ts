import type { Input, Interval } from "../../../contract/index.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import type { Moments } from "../statistics/welch.ts";
import type { ReadRows } from "../store/duckdb.ts";
import { inScope } from "./scope.ts";

/** Sums of the costs of some executions, in USD. */
export interface CostSums {
  n: number;
  sum: number;
  squares: number;
  /** null without any. */
  highest: number | null;
}

/** Sums are added up in whole units, so that the same costs give the same interval however threads share them: 10^-12 USD, and 10^-18 of a square. */
const unit = 1e12;
const squareUnit = 1e18;

/** Of dearer executions the sum of squares might not fit: their engines have no interval. */
const maxCostUsd = 1e6;

const exact = (value: string, of: number) =>
  `coalesce(sum(TRY_CAST(${value} * ${of.toExponential()} AS HUGEINT)), 0)::DOUBLE / ${of.toExponential()}`;

const counted = `(CASE WHEN cost_usd <= ${maxCostUsd.toExponential()} THEN cost_usd END)`;

/** The sums in SQL, over `cost_usd`. @param sum and the others: what the columns are called. */
export const costSumsSql = (sum: string, squares: string, highest: string) =>
  `${exact(counted, unit)} AS ${sum}, ${exact(`${counted} * ${counted}`, squareUnit)} AS ${squares}, max(cost_usd) AS ${highest}`;

/** Mean and variance; both null where an execution is too dear for its square, the variance of fewer than two. */
export function toCostMoments({ n, sum, squares, highest }: CostSums): Moments {
  if (n === 0 || (highest ?? 0) > maxCostUsd) return { n, mean: null, variance: null };
  return { n, mean: sum / n, variance: n < 2 ? null : Math.max(0, squares - (sum * sum) / n) / (n - 1) };
}

/**
 * The 95 % interval of the mean cost of each engine, and of all together (null), in USD: over what `usageByEngine` takes the sum of, which are all
 * executions that report one. By Student's distribution, as that of the mean quality; costs are taken as independent of each other.
 */
export async function costIntervals(read: ReadRows, input: Input<"engines.intervals">): Promise<Map<string | null, Interval>> {
  const where = inScope(input).and("cost_usd IS NOT NULL");
  const rows = await read<CostSums & { engine_id: string }>(
    `SELECT engine_id, count(*) AS n, ${costSumsSql("sum", "squares", "highest")}
     FROM executions ${where.sql} GROUP BY engine_id ORDER BY engine_id`,
    where.values,
  );
  const all = rows.reduce(
    (total, { n, sum, squares, highest }) => ({
      n: total.n + n,
      sum: total.sum + sum,
      squares: total.squares + squares,
      highest: Math.max(total.highest, highest ?? 0),
    }),
    { n: 0, sum: 0, squares: 0, highest: 0 },
  );
  return new Map<string | null, Interval>([
    ...rows.map((row) => [row.engine_id, toInterval(row)] as const),
    [null, toInterval(all)] as const,
  ]);
}

function toInterval({ n, sum, squares, highest }: CostSums): Interval {
  const interval = (highest ?? 0) > maxCostUsd ? null : meanInterval(n, sum, squares, Number.POSITIVE_INFINITY);
  return interval ?? { low: null, high: null };
}
