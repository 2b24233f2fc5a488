import type { EngineIntervals, Input, Interval, Signal, StatsIntervals } from "../../../contract/index.ts";
import { locatePercentile, percentileRanks, type RankInterval, valueBetween, wholeRanks } from "../statistics/percentile-ranks.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Database } from "../store/duckdb.ts";
import { costIntervals } from "./cost-intervals.ts";
import { toLatencies } from "./engine-table.ts";
import { findStatsRows } from "./kept-scope.ts";
import { qualityIntervals } from "./quality-intervals.ts";
import { type Ranked, valuesAtRanks } from "./ranked-values.ts";
import type { StatsRow } from "./stats-parts.ts";

/** Of more engines the ranks would fill a statement. */
const maxEngines = 500;

/**
 * 95 % intervals of success rates (Wilson) and of latency percentiles (order statistics, percentile-ranks.ts): how far the numbers would move if the
 * same engines were asked as often again. Executions are taken as independent of each other.
 */
export function engineIntervals(
  db: Database,
  input: Input<"engines.intervals"> & { percentiles: readonly number[] },
  signal?: Signal,
): Promise<EngineIntervals> {
  return db.snapshot(async (read) => {
    const { rows, kept } = await findStatsRows(read, input);
    const overall = rows.find((row) => row.engine_id === null);
    const engines = rows.filter((row) => row.engine_id !== null).slice(0, maxEngines);
    const chosen = overall === undefined ? engines : [...engines, overall];
    const ranks = new Map(chosen.map(({ engine_id, n }) => [engine_id, input.percentiles.map((one) => ranksAround(one, n))]));
    const wanted = new Map(
      [...ranks].map(([engine, some]) => [
        engine,
        some.flatMap(({ low, high }) => [low, high]).flatMap((place) => (place === null ? [] : wholeRanks(place))),
      ]),
    );
    const all = rows.length - (overall === undefined ? 0 : 1);
    const values = overall === undefined ? new Map() : await valuesAtRanks(read, toLatencies(input, overall, all), wanted, kept);
    const qualities = await qualityIntervals(read, input);
    const costs = await costIntervals(read, input);
    const toIntervals = (row: StatsRow): StatsIntervals => ({
      success: rateInterval(row),
      percentiles: (ranks.get(row.engine_id) ?? []).map((pair) => valuesOf(pair, values.get(row.engine_id))),
      quality: qualities.get(row.engine_id) ?? unknown,
      cost: costs.get(row.engine_id) ?? unknown,
    });
    const nothing = { success: unknown, percentiles: input.percentiles.map(() => unknown), cost: unknown };
    const executed = new Set(rows.map((row) => row.engine_id));
    const comparedOnly = [...qualities].flatMap(([engineId, quality]) =>
      engineId === null || executed.has(engineId) ? [] : [{ engineId, ...nothing, quality }],
    );
    return {
      percentiles: [...input.percentiles],
      engines: [...engines.map((row) => ({ engineId: row.engine_id ?? "", ...toIntervals(row) })), ...comparedOnly].slice(0, maxEngines),
      overall: overall === undefined ? { ...nothing, quality: qualities.get(null) ?? unknown } : toIntervals(overall),
    };
  }, signal);
}

/** The percentile of few values is interpolated, and may lie outside their interval: that is widened to hold it. */
export function ranksAround(percentile: number, n: number): RankInterval {
  const { low, high } = percentileRanks(percentile, n);
  const { ranks, part } = locatePercentile(percentile, n);
  const place = ranks[0] + part;
  return { low: low === null ? null : Math.min(low, place), high: high === null ? null : Math.max(high, place) };
}

const unknown: Interval = { low: null, high: null };

function rateInterval({ success_count, count }: StatsRow): Interval {
  if (count === 0) return unknown;
  const { low, high } = wilson(success_count, count);
  return { low, high };
}

const valuesOf = ({ low, high }: Interval, ranked: Ranked | undefined): Interval => ({
  low: low === null || ranked === undefined ? null : valueBetween(low, ranked.at),
  high: high === null || ranked === undefined ? null : valueBetween(high, ranked.at),
});
