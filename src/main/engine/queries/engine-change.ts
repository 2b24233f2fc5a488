import type { EngineChange, Input, Signal } from "../../../contract/index.ts";
import { alpha95 } from "../statistics/difference.ts";
import { newcombe } from "../statistics/newcombe.ts";
import { locatePercentile } from "../statistics/percentile-ranks.ts";
import { bootstrapRanks, type DrawnPercentile, percentileShift } from "../statistics/percentile-shift.ts";
import type { Database, ReadRows } from "../store/duckdb.ts";
import { toLatencies } from "./engine-table.ts";
import { findStatsRows } from "./kept-scope.ts";
import { valuesAtRanks } from "./ranked-values.ts";
import type { Scope } from "./scope.ts";
import type { StatsRow } from "./stats-parts.ts";

/** Of more engines the ranks would fill a statement. */
const maxEngines = 500;

interface Period {
  rows: ReadonlyMap<string | null, StatsRow>;
  percentiles: ReadonlyMap<string | null, DrawnPercentile>;
}

/**
 * What changed against the period of equal length before `fromS`: a percentile of latency, and the success rate, each with its interval of 95 %. As
 * `engines.compare` of the two periods, for many engines at once.
 */
export function engineChange(db: Database, input: Input<"engines.change">, signal?: Signal): Promise<EngineChange> {
  const { percentile, ...scope } = input;
  const before = { fromS: Math.max(0, 2 * scope.fromS - scope.toS), toS: scope.fromS };
  return db.snapshot(async (read) => {
    const [then, now] = [await readPeriod(read, { ...scope, ...before }, percentile), await readPeriod(read, scope, percentile)];
    const change = (engine: string | null) => toChange(then, now, engine, percentile);
    const engines = [...now.rows.keys()].filter((engine) => engine !== null && then.rows.has(engine)).slice(0, maxEngines);
    return {
      before,
      engines: engines.map((engine) => ({ engineId: engine ?? "", ...change(engine) })),
      overall: change(null),
    };
  }, signal);
}

async function readPeriod(read: ReadRows, scope: Scope, percentile: number): Promise<Period> {
  const { rows: all, kept } = await findStatsRows(read, scope);
  const overall = all.find((row) => row.engine_id === null);
  const rows = new Map(all.map((row) => [row.engine_id, row]));
  if (overall === undefined) return { rows, percentiles: new Map() };
  const engines = all.filter((row) => row.engine_id !== null);
  const chosen = [overall, ...engines.slice(0, maxEngines)].filter(({ n }) => n > 0);
  const drawn = new Map(chosen.map(({ engine_id, n }) => [engine_id, bootstrapRanks(percentile, n)]));
  const wanted = new Map(
    chosen.map(({ engine_id, n }) => [
      engine_id,
      [...new Set([...(drawn.get(engine_id) ?? []), ...locatePercentile(percentile, n).ranks])],
    ]),
  );
  const values = await valuesAtRanks(read, toLatencies(scope, overall, engines.length), wanted, kept);
  const percentiles = chosen.flatMap(({ engine_id, n }): [string | null, DrawnPercentile][] => {
    const ranked = values.get(engine_id);
    if (ranked === undefined) return [];
    const { ranks, part } = locatePercentile(percentile, n);
    const value = ranked.at(ranks[0]) * (1 - part) + ranked.at(ranks[1]) * part;
    return [[engine_id, { n, value, drawn: (drawn.get(engine_id) ?? []).map((rank) => ranked.at(rank)) }]];
  });
  return { rows, percentiles: new Map(percentiles) };
}

const unknown = { value: null, low: null, high: null };

function toChange(then: Period, now: Period, engine: string | null, percentile: number): EngineChange["overall"] {
  const [a, b] = [then.percentiles.get(engine), now.percentiles.get(engine)];
  const [before, after] = [then.rows.get(engine), now.rows.get(engine)];
  const share = (row: StatsRow | undefined) => ({ hits: row?.success_count ?? 0, n: row?.count ?? 0 });
  return {
    beforeCount: before?.count ?? 0,
    beforeN: before?.n ?? 0,
    latencyMs: a === undefined || b === undefined ? unknown : percentileShift(percentile, a, b)(alpha95),
    success: newcombe(share(before), share(after), alpha95),
  };
}
