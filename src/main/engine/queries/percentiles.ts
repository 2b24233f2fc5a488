import type { ReadRows } from "../store/duckdb.ts";
import type { Counted } from "./counted-ranks.ts";
import { chooseShift, countRanks, countRanksKept, type Latencies, type RankedValues } from "./ranked-values.ts";
import { fractions } from "./scope.ts";

/**
 * Exact percentiles of latencies, linearly interpolated (type 7 of Hyndman and Fan, numpy's default): by engine, and under `null` for all
 * engines together. There are two ways to the same numbers, bit for bit. DuckDB's `quantile_cont` holds every value in memory, and runs on
 * one thread for all engines together; counting (ranked-values.ts) sorts only the few values that matter.
 */

export type Percentiles = Map<string | null, number[]>;

/**
 * Counts where that is faster, selects otherwise.
 * @param read of one snapshot: all scans, and the query that counted `n`, must see the same rows.
 * @param percentiles 0 to 100.
 * @param kept counters of the same latencies, as `countRanksKept` takes them.
 * @returns in ms, in their order; no entry for an engine without latencies. Fails as `read` does.
 */
export async function exactPercentiles(
  read: ReadRows,
  latencies: Latencies,
  percentiles: readonly number[],
  kept: Counted | null = null,
): Promise<Percentiles> {
  if (latencies.n === 0) return new Map();
  const near = kept === null ? null : await countRanksKept(read, latencies, ranksBeside(percentiles), kept);
  if (near !== null) return interpolate(near, percentiles);
  const shift = chooseShift(latencies);
  const counted = shift === null ? null : await byCounting(read, latencies, percentiles, shift);
  return counted ?? bySelecting(read, latencies, percentiles);
}

/** With DuckDB's `quantile_cont`, which runs `sql` twice. */
export async function bySelecting(read: ReadRows, { sql, values }: Latencies, percentiles: readonly number[]): Promise<Percentiles> {
  const wanted = `quantile_cont(latency, ${fractions(percentiles)}) AS percentiles`;
  // Two branches of one statement run in parallel; GROUPING SETS would run one after the other.
  const rows = await read<{ engine_id: string | null; percentiles: number[] }>(
    `SELECT engine_id, ${wanted} FROM (${sql}) GROUP BY engine_id UNION ALL SELECT NULL, ${wanted} FROM (${sql})`,
    [...values, ...values],
  );
  return new Map(rows.map((row) => [row.engine_id, row.percentiles]));
}

/** @param shift, @returns null: as `countRanks` does. */
export async function byCounting(
  read: ReadRows,
  latencies: Latencies,
  percentiles: readonly number[],
  shift: number,
): Promise<Percentiles | null> {
  const ranked = await countRanks(read, latencies, ranksBeside(percentiles), shift);
  return ranked === null ? null : interpolate(ranked, percentiles);
}

/** SQL of the ranks that percentiles lie between, of a row with the column `total`. */
export function ranksBeside(percentiles: readonly number[]): string {
  const list = fractions(percentiles);
  return `list_concat(list_transform(${list}, lambda f: floor((total - 1) * f)), list_transform(${list}, lambda f: ceil((total - 1) * f)))`;
}

function interpolate(ranked: RankedValues, percentiles: readonly number[]): Percentiles {
  return new Map(
    [...ranked].map(([engine, { n, at }]) => [
      engine,
      percentiles.map((percentile) => {
        const position = (n - 1) * (Number(percentile) / 100);
        const part = position - Math.floor(position);
        // In the order of DuckDB's quantile_cont: another order of the same sum would differ in the last bit.
        return at(Math.floor(position)) * (1 - part) + at(Math.ceil(position)) * part;
      }),
    ]),
  );
}
