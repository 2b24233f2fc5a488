import type { Input, Interval } from "../../../contract/index.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import type { ReadRows } from "../store/duckdb.ts";
import { inScope, type Scope } from "./scope.ts";
import { Where } from "./where.ts";

/** Scores of one engine. */
export interface QualitySpread {
  engine_id: string;
  n: number;
  sum: number;
  squares: number;
}

/** Squares are added up in whole units, so that the same scores give the same sum however threads share them. */
const unit = 1e15;
const exact = (value: string) => `coalesce(sum(TRY_CAST(${value} * ${unit.toExponential()} AS BIGINT)), 0)`;

/** The scores of each engine: those of executions, and of candidates while no time range is given. Most scores first. */
export async function qualitySpreads(read: ReadRows, input: Scope): Promise<QualitySpread[]> {
  const rows = await readSums(read, input);
  return rows.map((row) => ({ ...row, sum: row.sum / unit, squares: row.squares / unit }));
}

/**
 * The 95 % interval of the mean quality of each engine, and of all together (null), over what `engineTable` takes the mean of: executions, and
 * candidates while no time range is given. Scores are taken as independent of each other.
 */
export async function qualityIntervals(read: ReadRows, input: Input<"engines.intervals">): Promise<Map<string | null, Interval>> {
  const rows = await readSums(read, input);
  const all = rows.reduce((total, row) => ({ n: total.n + row.n, sum: total.sum + row.sum, squares: total.squares + row.squares }), {
    n: 0,
    sum: 0,
    squares: 0,
  });
  return new Map<string | null, Interval>([
    ...rows.map((row) => [row.engine_id, toInterval(row)] as const),
    [null, toInterval(all)] as const,
  ]);
}

function readSums(read: ReadRows, input: Scope): Promise<QualitySpread[]> {
  const executions = inScope(input);
  const timed = input.fromS !== undefined || input.toS !== undefined;
  const candidates = new Where().and("engine_id IS NOT NULL").oneOf("engine_id", input.engines);
  return read<QualitySpread>(
    `SELECT engine_id, count(quality) AS n, ${exact("quality")} AS sum, ${exact("quality * quality")} AS squares
     FROM (SELECT engine_id, quality FROM executions ${executions.sql}
       ${timed ? "" : `UNION ALL SELECT engine_id, quality FROM candidates ${candidates.sql}`})
     GROUP BY engine_id HAVING count(quality) > 0 ORDER BY n DESC, engine_id`,
    timed ? executions.values : [...executions.values, ...candidates.values],
  );
}

const toInterval = ({ n, sum, squares }: Omit<QualitySpread, "engine_id">): Interval =>
  meanInterval(n, sum / unit, squares / unit) ?? { low: null, high: null };
