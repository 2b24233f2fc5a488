import type { ReadRows } from "../store/duckdb.ts";
import { counterBits, readParts, type SumPart } from "../store/kept-sums.ts";
import { type Counted, counterSql } from "./counted-ranks.ts";
import { inScope, type Scope, withLatency } from "./scope.ts";
import { addStats, type StatsPart, type StatsRow, statsColumns, statsRows } from "./stats-parts.ts";
import { Where } from "./where.ts";

/** A scope in two: whole cells of the sums that are kept (store/kept-sums.ts), and the rows that are in none of those. */
export interface KeptScope {
  /** Of the tables of sums: which rows are in scope. */
  cells: Where;
  /** Rows of executions in scope that are not in those cells: each condition is of some of them, none of the same row. */
  rest: readonly ((where: Where) => Where)[];
  widthsS: readonly number[];
}

/** @returns null where no sums are kept of the rows that are there, or none in this scope. They are of the latencies that count without any choice. */
export async function findKept(read: ReadRows, scope: Scope): Promise<KeptScope | null> {
  if (scope.successfulOnly || scope.includeCached) return null;
  const known = await readParts(read);
  if (known === null) return null;
  const { parts, toOff, restRows } = known;
  const isTimed = scope.fromS !== undefined || scope.toS !== undefined;
  const ofParts = parts.map((part) => (isTimed ? splitPart(part, scope) : { cells: `part = ${part.part}`, rest: [] }));
  const cells = ofParts.flatMap((part) => part.cells ?? []);
  if (cells.length === 0) return null;
  return {
    cells: new Where().and(cells.map((one) => `(${one})`).join(" OR ")).oneOf("engine_id", scope.engines),
    rest: [
      ...ofParts.flatMap(({ rest }) => rest).map((sql) => (where: Where) => where.and(sql)),
      ...(restRows > 0 ? [(where: Where) => where.and(`off >= ${toOff}`)] : []),
    ],
    widthsS: parts.map(({ width_s }) => width_s),
  };
}

function splitPart({ part, from_off, to_off, width_s }: SumPart, { fromS, toS }: Scope): { cells: string | null; rest: string[] } {
  const within = `off >= ${from_off} AND off < ${to_off}`;
  const firstS = Math.max(0, Math.ceil((fromS ?? 0) / width_s) * width_s);
  const endS = toS === undefined ? null : Math.floor(toS / width_s) * width_s;
  if (endS !== null && firstS >= endS) return { cells: null, rest: [within] };
  return {
    cells: `part = ${part} AND start_s >= ${firstS}${endS === null ? "" : ` AND start_s < ${endS}`}`,
    // By themselves: joined by OR, they would be looked for in every row.
    rest: [`${within} AND ts < ${firstS}`, ...(endS === null ? [] : [`${within} AND ts >= ${endS}`])],
  };
}

/** The rest of the rows as SQL. @param columns trusted SQL. @param where conditions of them all, made anew for each. */
export function selectRest({ rest }: KeptScope, columns: string, where: () => Where): Counted {
  const some = rest.map((restrict) => restrict(where()));
  if (some.length === 0) return { sql: `SELECT ${columns} FROM executions WHERE false`, values: [] };
  return {
    sql: some.map(({ sql }) => `SELECT ${columns} FROM executions ${sql}`).join(" UNION ALL "),
    values: some.flatMap(({ values }) => values),
  };
}

/** As `statsRows`, from what is kept if there is any. */
export async function findStatsRows(read: ReadRows, scope: Scope): Promise<{ rows: StatsRow[]; kept: Counted | null }> {
  const kept = await findKept(read, scope);
  return kept === null
    ? { rows: await statsRows(read, scope), kept: null }
    : { rows: await statsRowsKept(read, scope, kept), kept: countersKept(scope, kept) };
}

/** As `statsRows`. */
export async function statsRowsKept(read: ReadRows, scope: Scope, kept: KeptScope): Promise<StatsRow[]> {
  const whole = await read<StatsPart>(
    `SELECT engine_id, sum(count)::BIGINT AS count, sum(success_count)::BIGINT AS success_count, sum(n)::BIGINT AS n, min(min) AS min, max(max) AS max,
       sum(sum)::VARCHAR AS sum, sum(quality_n)::BIGINT AS quality_n, sum(quality_sum)::VARCHAR AS quality_sum
     FROM sum_cells ${kept.cells.sql} GROUP BY engine_id HAVING sum(count) > 0`,
    kept.cells.values,
  );
  if (kept.rest.length === 0) return addStats(whole);
  const rest = selectRest(kept, "engine_id, success, CASE WHEN cache_hit IS NOT TRUE THEN latency_ms END AS latency, quality", () =>
    inScope(scope),
  );
  const others = await read<StatsPart>(`SELECT engine_id, ${statsColumns} FROM (${rest.sql}) GROUP BY engine_id`, rest.values);
  return addStats([...whole, ...others]);
}

/** Of latencies in scope: counters and how many latencies are in each, by engine, as SQL of `engine_id`, `counter` and `n`. */
export function countersKept(scope: Scope, kept: KeptScope): Counted {
  const rest = selectRest(kept, `engine_id, ${counterSql(counterBits, "latency_bin")}, 1`, () => withLatency(scope));
  return {
    sql: `SELECT engine_id, counter, n FROM sum_counters ${kept.cells.sql} UNION ALL ${rest.sql}`,
    values: [...kept.cells.values, ...rest.values],
  };
}
