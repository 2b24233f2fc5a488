import { type WhyCategory, type WhyNumber, weekdays } from "../../../contract/index.ts";
import { hourSql, weekdaySql } from "../queries/time-of-day.ts";
import { tagSeparator } from "../records/common-fields.ts";
import type { Placements } from "../statistics/superiority.ts";
import type { ReadRows } from "../store/duckdb.ts";
import type { Tail } from "./tail.ts";

/**
 * What is asked of each factor, as SQL. Latencies have no part in them. Numbers are counted by value, so memory grows with how many different values
 * there are, not with executions; times to the first token in whole milliseconds, therefore.
 */
const numbers: Record<WhyNumber, string> = {
  output_tokens: "output_tokens",
  reasoning_tokens: "reasoning_tokens",
  input_tokens: "input_tokens",
  cached_input_tokens: "cached_input_tokens",
  line_bytes: "len",
  ttft_ms: "round(ttft_ms)",
};

const categories: Record<WhyCategory, string> = {
  engine: "engine_id",
  success: "CASE WHEN NOT success THEN 'failed' END",
  status: "status",
  tag: `unnest(list_distinct(string_split(trim(tags, '${tagSeparator}'), '${tagSeparator}')))`,
  source_file: "source_file",
  source_dialect: "source_dialect",
  hour: `lpad((${hourSql})::VARCHAR, 2, '0')`,
  weekday: `([${weekdays.map((day) => `'${day}'`).join(", ")}])[(${weekdaySql}) + 1]`,
  cached: "CASE WHEN cache_hit THEN 'cached' END",
};

/** A number in the tail against the rest. */
export interface NumberCounts extends Placements {
  medians: { tail: number; rest: number };
}

interface NumberRow {
  m: number;
  n: number;
  pairs: number;
  tail_spread: number;
  rest_spread: number;
  tail_median: number;
  rest_median: number;
}

/** @returns null where a side has no such number, or all have the same. */
export async function readNumber(read: ReadRows, tail: Tail, factor: WhyNumber): Promise<NumberCounts | null> {
  const median = (side: "tail" | "rest", total: "m" | "n") =>
    ["// 2", "- 1) // 2"]
      .map((half, i) => `min(x) FILTER (${side} > 0 AND ${side}_below + ${side} > ${i === 0 ? total : `(${total}`} ${half})::DOUBLE`)
      .join(" + ");
  // Whole numbers all the way: sums of doubles would differ in the last digit with how threads share the scan.
  const spread = (side: "tail" | "rest", total: "m" | "n", place: string) =>
    `(any_value(${total}) * sum(${side} * ${place} * ${place}) - sum(${side} * ${place}) * sum(${side} * ${place}))::DOUBLE`;
  const [row] = await read<NumberRow>(
    `WITH by_value AS (SELECT ${numbers[factor]} AS x, ${tail.counts} FROM executions ${tail.where.sql} GROUP BY 1),
       below AS (SELECT x, tail::HUGEINT AS tail, rest::HUGEINT AS rest, sum(tail) OVER up - tail AS tail_below, sum(rest) OVER up - rest AS rest_below,
           sum(tail) OVER () AS m, sum(rest) OVER () AS n
         FROM by_value WHERE x IS NOT NULL WINDOW up AS (ORDER BY x ROWS UNBOUNDED PRECEDING)),
       placed AS (SELECT *, 2 * rest_below + rest AS tail_place, 2 * tail_below + tail AS rest_place FROM below)
     SELECT any_value(m)::BIGINT AS m, any_value(n)::BIGINT AS n, sum(tail * tail_place)::DOUBLE AS pairs,
       ${spread("tail", "m", "tail_place")} AS tail_spread, ${spread("rest", "n", "rest_place")} AS rest_spread,
       (${median("tail", "m")}) / 2 AS tail_median, (${median("rest", "n")}) / 2 AS rest_median
     FROM placed HAVING count(*) > 1`,
    [...tail.countValues, ...tail.where.values],
  );
  if (row === undefined || row.m === 0 || row.n === 0) return null;
  const { m, n } = row;
  const variance = (spreadOf: number, size: number, other: number) => (size < 2 ? 0 : spreadOf / size / (size - 1) / (4 * other * other));
  return {
    m,
    n,
    share: row.pairs / (2 * m * n),
    variances: [variance(row.tail_spread, m, n), variance(row.rest_spread, n, m)],
    medians: { tail: row.tail_median, rest: row.rest_median },
  };
}

/** The most frequent values that are looked at; chosen by the whole, so that choosing them favours no difference. */
const maxValues = 24;

export interface ValueCount {
  value: string;
  tail: number;
  rest: number;
}

/** @returns the most frequent values first; none where every execution has the same one. */
export async function readCategory(read: ReadRows, tail: Tail, factor: WhyCategory): Promise<{ values: ValueCount[]; distinct: number }> {
  const rows = await read<ValueCount & { values_in_all: number }>(
    `SELECT value, tail, rest, count(*) OVER () AS values_in_all
     FROM (SELECT value, ${tail.counts} FROM (SELECT latency_ms, ${categories[factor]} AS value FROM executions ${tail.where.sql}) GROUP BY value)
     WHERE value IS NOT NULL ORDER BY tail + rest DESC, value LIMIT ${maxValues}`,
    [...tail.countValues, ...tail.where.values],
  );
  const [first] = rows;
  const isSame = rows.length === 1 && first !== undefined && first.tail === tail.tailN && first.rest === tail.restN;
  return isSame
    ? { values: [], distinct: 1 }
    : { values: rows.map(({ value, tail: inTail, rest }) => ({ value, tail: inTail, rest })), distinct: first?.values_in_all ?? 0 };
}
