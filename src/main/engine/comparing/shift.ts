import { comparedPercentiles } from "../../../contract/index.ts";
import type { Difference } from "../statistics/difference.ts";
import { locatePercentile } from "../statistics/percentile-ranks.ts";
import { bootstrapRanks, type DrawnPercentile, percentileShift } from "../statistics/percentile-shift.ts";
import type { ReadRows } from "../store/duckdb.ts";
import { readManyRanks } from "./latency-ranks.ts";
import type { MeasuredSide, SideRows } from "./side.ts";

export interface Shift {
  percentile: number;
  /** In ms; null without latencies. */
  a: number | null;
  b: number | null;
  /** @param alpha the part outside the interval. */
  difference(alpha: number): Difference;
}

const unknown: Difference = { value: null, low: null, high: null };

/** How far each percentile of B's latencies is from A's. @param read of one snapshot. */
export async function readShifts(read: ReadRows, sides: readonly { stats: MeasuredSide; rows: SideRows }[]): Promise<Shift[]> {
  const named = sides.map((side, i) => ({ ...side, name: i === 0 ? "a" : "b" }));
  const latencies = {
    sql: named
      .map(({ rows, name }) => `SELECT '${name}' AS engine_id, latency FROM (${rows.sql}) WHERE latency IS NOT NULL`)
      .join(" UNION ALL "),
    values: named.flatMap(({ rows }) => rows.values),
    n: named.reduce((sum, { stats }) => sum + stats.latencyN, 0),
    engines: 2,
    min: Math.min(...named.map(({ stats }) => stats.minMs)),
    max: Math.max(...named.map(({ stats }) => stats.maxMs)),
  };
  const drawn = named.map(({ stats: { latencyN } }) => comparedPercentiles.map((percentile) => bootstrapRanks(percentile, latencyN)));
  const ranks = named.map(({ name, stats: { latencyN } }, i) => {
    const exact = comparedPercentiles.flatMap((percentile) => locatePercentile(percentile, latencyN).ranks);
    return [name, latencyN === 0 ? [] : [...(drawn[i] ?? []).flat(), ...exact]] as const;
  });
  const values = await readManyRanks(read, latencies, new Map(ranks));
  return comparedPercentiles.map((percentile, place) => {
    const [a, b] = named.map(({ name, stats: { latencyN: n } }, i): DrawnPercentile | null => {
      const at = (rank: number) => values.get(name)?.get(rank) ?? Number.NaN;
      if (n === 0) return null;
      const {
        ranks: [low, high],
        part,
      } = locatePercentile(percentile, n);
      // In the order of DuckDB's quantile_cont, as everywhere: another order of the same sum would differ in the last bit.
      return { n, value: at(low) * (1 - part) + at(high) * part, drawn: (drawn[i]?.[place] ?? []).map(at) };
    });
    const difference = a == null || b == null ? () => unknown : percentileShift(percentile, a, b);
    return { percentile, a: a?.value ?? null, b: b?.value ?? null, difference };
  });
}
