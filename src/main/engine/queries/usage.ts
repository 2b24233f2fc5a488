import type { Input, Usage, UsageSums } from "../../../contract/index.ts";
import { usageFields } from "../records/common-fields.ts";
import type { ReadRows } from "../store/duckdb.ts";
import type { ParsedRecord } from "../validator/schema-validator.ts";
import { inScope } from "./scope.ts";

type Fields = ReturnType<typeof usageFields>;

/** The columns of executions that `toUsage` takes. */
export const usageSql = "input_tokens, output_tokens, cached_input_tokens, reasoning_tokens, ttft_ms, cost_usd, cache_hit";

/** What an answer took; undefined when nothing of it is known. */
export function toUsage(fields: Fields): Usage | undefined {
  const usage = {
    inputTokens: fields.input_tokens,
    outputTokens: fields.output_tokens,
    cachedInputTokens: fields.cached_input_tokens,
    reasoningTokens: fields.reasoning_tokens,
    ttftMs: fields.ttft_ms,
    costUsd: fields.cost_usd,
    cached: fields.cache_hit,
  };
  return Object.values(usage).every((value) => value === null) ? undefined : usage;
}

/** The same from the metrics of a record. */
export const usageOfMetrics = (metrics: ParsedRecord): Usage | undefined => toUsage(usageFields(metrics));

/** What the executions of an engine took, and how many known latencies of them are those of a cache. */
export interface EngineUsage {
  usage: UsageSums;
  cachedLatencies: number;
}

interface SumRow {
  engine_id: string;
  cached: number;
  input_n: number;
  input_sum: number;
  output_n: number;
  output_sum: number;
  cost_n: number;
  cost_sum: number;
}

/** Resolution of sums of costs: 10^-12 USD. */
const costUnit = 1e12;

/**
 * Sums by engine; engines of which nothing is known are left out. A statement of its own: most workspaces have none of these numbers, and the whole
 * table then costs one look at columns of NULL.
 */
export async function usageByEngine(read: ReadRows, scope: Input<"engines.table">): Promise<Map<string, EngineUsage>> {
  // Answered from what the index knows of whole columns.
  const [some] = await read(
    "SELECT min(input_tokens) AS input, min(output_tokens) AS output, min(cost_usd) AS cost, max(cache_hit) AS cached FROM executions",
  );
  if (Object.values(some ?? {}).every((value) => value === null || value === false)) return new Map();
  const where = inScope(scope).and("input_tokens IS NOT NULL OR output_tokens IS NOT NULL OR cost_usd IS NOT NULL OR cache_hit");
  const success = scope.successfulOnly ? " AND success" : "";
  const rows = await read<SumRow>(
    `SELECT engine_id, count(latency_ms) FILTER (cache_hit${success}) AS cached,
       count(input_tokens) AS input_n, coalesce(sum(input_tokens), 0) AS input_sum,
       count(output_tokens) AS output_n, coalesce(sum(output_tokens), 0) AS output_sum,
       count(cost_usd) AS cost_n, coalesce(sum(TRY_CAST(cost_usd * ${costUnit.toExponential()} AS BIGINT)), 0) AS cost_sum
     FROM executions ${where.sql} GROUP BY engine_id ORDER BY engine_id`,
    where.values,
  );
  return new Map(
    rows.map((row) => [
      row.engine_id,
      {
        cachedLatencies: row.cached,
        usage: {
          inputTokens: { n: row.input_n, sum: row.input_sum },
          outputTokens: { n: row.output_n, sum: row.output_sum },
          costUsd: { n: row.cost_n, sum: row.cost_sum / costUnit },
        },
      },
    ]),
  );
}

const nothing = { n: 0, sum: 0 };
export const noUsage: EngineUsage = { usage: { inputTokens: nothing, outputTokens: nothing, costUsd: nothing }, cachedLatencies: 0 };

/** Of all engines together. Costs are added up in whole units: 3.02 USD, not 3.0199999999999996. @param all in an order of their own, so that the sum is always the same. */
export function addUpUsage(all: Iterable<EngineUsage>): EngineUsage {
  const add = (a: UsageSums["costUsd"], b: UsageSums["costUsd"]) => ({ n: a.n + b.n, sum: a.sum + b.sum });
  const addCosts = (a: UsageSums["costUsd"], b: UsageSums["costUsd"]) => ({
    n: a.n + b.n,
    sum: (Math.round(a.sum * costUnit) + Math.round(b.sum * costUnit)) / costUnit,
  });
  let total = noUsage;
  for (const { usage, cachedLatencies } of all)
    total = {
      cachedLatencies: total.cachedLatencies + cachedLatencies,
      usage: {
        inputTokens: add(total.usage.inputTokens, usage.inputTokens),
        outputTokens: add(total.usage.outputTokens, usage.outputTokens),
        costUsd: addCosts(total.usage.costUsd, usage.costUsd),
      },
    };
  return total;
}
