import {
  type EngineObjectives,
  everyEngine,
  type Input,
  type Objective,
  type ObjectiveResult,
  type ObjectivesReport,
  objectiveFor,
  type Signal,
} from "../../../contract/index.ts";
import { burnRate, judge, measureShare } from "../statistics/compliance.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Database } from "../store/duckdb.ts";
import { countAgainst, type ObjectiveCounts, readEnds } from "./objective-counts.ts";
import { type QualitySpread, qualitySpreads } from "./quality-intervals.ts";

/** More are counted, and not listed. */
const maxEngines = 500;

type Asked = Input<"engines.objectives"> & { objectives: readonly Objective[] };

/**
 * Whether engines meet their objectives, exact, from one pass over the executions in scope (and one over scores, where quality is wanted). Latencies of cached
 * answers do not count; quality is what `engineTable` takes the mean of. Executions are taken as independent of each other.
 */
export function engineObjectives(db: Database, input: Asked, signal?: Signal): Promise<ObjectivesReport> {
  const { objectives, ...scope } = input;
  const defined = objectives.length;
  const nothing = { defined, engines: [], counts: { met: 0, unsure: 0, missed: 0 }, absent: [] };
  if (defined === 0) return Promise.resolve(nothing);
  return db.snapshot(async (read) => {
    const ends = await readEnds(read, scope);
    const rows = await countAgainst(read, scope, objectives, ends.newestS);
    const wantsQuality = objectives.some(({ quality }) => quality !== undefined);
    const spreads = new Map(
      (wantsQuality ? await qualitySpreads(read, { ...scope, successfulOnly: false }) : []).map((row) => [row.engine_id, row]),
    );
    const executed = new Map(rows.map((row) => [row.engine_id, row]));
    const ids = [...executed.keys(), ...[...spreads.keys()].filter((id) => !executed.has(id))];
    const all = ids
      .map((engineId) => toEngine(engineId, executed.get(engineId), spreads.get(engineId), objectives, ends.hours))
      .filter((engine) => engine.objectives.length > 0);
    const counts = { ...nothing.counts };
    for (const { verdict } of all.flatMap((engine) => engine.objectives)) counts[verdict] += 1;
    const known = new Set(ids);
    const asked = new Set(scope.engines?.length ? scope.engines : objectives.map(({ engine }) => engine));
    const named = new Set(objectives.map(({ engine }) => engine).filter((engine) => engine !== everyEngine && asked.has(engine)));
    return { defined, engines: all.slice(0, maxEngines), counts, absent: [...named].filter((engine) => !known.has(engine)) };
  }, signal);
}

/** @param counts absent: the engine has scores as a candidate only. */
function toEngine(
  engineId: string,
  counts: ObjectiveCounts | undefined,
  spread: QualitySpread | undefined,
  objectives: readonly Objective[],
  hours: number | null,
): EngineObjectives {
  const latency = counts && objectiveFor(objectives, engineId, "latency");
  const success = counts && objectiveFor(objectives, engineId, "success");
  const quality = objectiveFor(objectives, engineId, "quality");
  const isGeneral = ({ engine }: Objective) => engine === everyEngine;
  const results: ObjectiveResult[] = [
    ...(latency && counts
      ? [
          {
            ...shareResult(counts, "slow", latency.share ?? 0),
            measure: "latency" as const,
            latencyMs: latency.latency_ms ?? 0,
            isGeneral: isGeneral(latency),
          },
        ]
      : []),
    ...(success && counts
      ? [
          {
            ...shareResult(counts, "failed", success.success ?? 0),
            measure: "success" as const,
            latencyMs: null,
            isGeneral: isGeneral(success),
          },
        ]
      : []),
    ...(quality
      ? [{ ...meanResult(spread, quality.quality ?? 0), measure: "quality" as const, latencyMs: null, isGeneral: isGeneral(quality) }]
      : []),
  ];
  return { engineId, objectives: results, goodput: counts && (latency || success) ? toGoodput(counts, hours) : null };
}

function shareResult(counts: ObjectiveCounts, bad: "slow" | "failed", target: number) {
  const total = bad === "slow" ? "timed" : "count";
  const window = (suffix: "" | "_hour" | "_day") => {
    const [n, used] = [counts[`${total}${suffix}`], counts[`${bad}${suffix}`]];
    return { n, bad: used, burn: burnRate(n, used, target) };
  };
  const whole = window("");
  const budget = { allowed: (1 - target) * whole.n, used: whole.bad, hour: window("_hour"), day: window("_day"), whole };
  return { target, ...measureShare(whole.n, whole.bad, target), budget };
}

function meanResult(spread: QualitySpread | undefined, target: number) {
  if (spread === undefined) return { target, n: 0, value: null, low: null, high: null, verdict: "unsure" as const, budget: null };
  const { n, sum, squares } = spread;
  const { low, high } = meanInterval(n, sum, squares) ?? { low: null, high: null };
  return { target, n, value: sum / n, low, high, verdict: judge({ low, high }, target), budget: null };
}

function toGoodput({ good, broken, count }: ObjectiveCounts, hours: number | null): EngineObjectives["goodput"] {
  const n = good + broken;
  return { good, unknown: count - n, ...wilson(good, n), perHour: hours === null || hours <= 0 ? null : good / hours };
}
