import type {
  EngineIntervals,
  EngineSpeed,
  EngineStats,
  Interval,
  OverallStats,
  ResourceStats,
  StatsIntervals,
} from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { enginesOption } from "../execution-arguments.ts";
import { type Column, jsonLine, printable, table } from "../output.ts";
import { rangeOptions, readRange } from "../time-value.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { readPercentiles } from "../values.ts";
import { withReader } from "../with-workspace.ts";
import { type Changes, changeCells, changeColumns, changeNote, readChanges, wireChange } from "./stats-change.ts";

export const statsCommand: Command = {
  name: "stats",
  summary: "Show latency percentiles, success, quality and cost by engine",
  positionals: "",
  options: {
    workspace: workspaceOption,
    ...enginesOption,
    ...rangeOptions,
    percentiles: { type: "string", value: "LIST", help: "For example 50,95,99; default: as configured" },
    "include-compared": { type: "boolean", help: "Include engines that appear in comparisons only" },
    "successful-only": { type: "boolean", help: "Latency of successful executions only" },
    intervals: { type: "boolean", help: "Show 95% intervals of success rates, percentiles, mean quality and mean cost" },
    change: { type: "boolean", help: "Show what changed against the period of equal length before --from, with 95% intervals" },
    speed: { type: "boolean", help: "With --json: time to first token, and tokens of output a second" },
    resources: { type: "boolean", help: "With --json: p50, p95 and p99 of memory and processor use" },
    "include-cached": { type: "boolean", help: "Count latencies of cached answers too" },
  },
  examples: (assay) => [
    `${assay} stats --workspace DIR`,
    `${assay} stats --workspace DIR --from 2026-11-01 --to 2026-12-01 --percentiles 50,99`,
    `${assay} stats --workspace DIR --engine gpt-x --successful-only --json`,
    `${assay} stats --workspace DIR --intervals`,
    `${assay} stats --workspace DIR --from 2026-11-01 --to 2026-12-01 --percentiles 95 --change`,
  ],
  async run(context) {
    const { options } = context;
    if (options.positionals.length > 0) throw usageError(`stats takes no ${options.positionals[0]}.`, "stats");
    const engines = options.texts("engine");
    const percentiles = options.text("percentiles");
    const scope = {
      ...(engines.length > 0 ? { engines } : {}),
      ...readRange(options.text("from"), options.text("to")),
      successfulOnly: options.flag("successful-only"),
      includeCached: options.flag("include-cached"),
    };
    const chosen = percentiles === undefined ? undefined : readPercentiles(percentiles);
    const { notes, ...answer } = await withReader(context, async (reader) => {
      const percentiles = chosen ?? reader.config.config.json_engine.aggregation.compute_percentiles;
      const stats = await reader.stats({ ...scope, percentiles, includeCompared: true });
      const found = new Set(stats.engines.map(({ engineId }) => engineId));
      await requireEngines(
        reader,
        engines.filter((engine) => !found.has(engine)),
      );
      const intervals = options.flag("intervals") ? await reader.intervals({ ...scope, percentiles }) : null;
      const changes = options.flag("change") ? await readChanges(reader, scope, percentiles) : null;
      const speed = options.flag("speed") ? await reader.speed(scope) : null;
      const resources = options.flag("resources") ? await reader.resources(scope) : null;
      return { ...stats, intervals, changes, speed, resources, notes: await reader.leftOutNotes() };
    });
    const ofEngine = new Map(answer.intervals?.engines.map((one) => [one.engineId, one]));
    const ofAll = answer.intervals?.overall;
    const speedOf = new Map(answer.speed?.engines.map((one) => [one.engineId, one]));
    const resourcesOf = new Map(answer.resources?.engines.map((one) => [one.engineId, one]));
    const includeCompared = options.flag("include-compared");
    const compared = includeCompared ? [] : answer.engines.filter((engine) => engine.count === 0);
    const listed = answer.engines.filter((engine) => !compared.includes(engine));
    const notListed = comparedOnly(compared);
    if (options.flag("json")) {
      await context.output.write(
        jsonLine({
          method: answer.method,
          engines: listed.map((engine) => ({
            engine_id: engine.engineId,
            ...wireStats(engine, answer.percentiles, ofEngine.get(engine.engineId)),
            ...wireSpeed(speedOf.get(engine.engineId)),
            ...wireResources(resourcesOf.get(engine.engineId)),
            ...wireChange(answer.changes, answer.changes?.engines.get(engine.engineId)),
          })),
          overall: {
            ...wireStats(answer.overall, answer.percentiles, ofAll),
            ...wireSpeed(answer.speed?.overall),
            ...wireResources(answer.resources?.overall),
            ...wireChange(answer.changes, answer.changes?.overall),
          },
          ...(notListed ? { compared_only: notListed } : {}),
        }),
      );
    } else {
      await printTable(context, listed, answer.overall, answer);
      if (answer.changes !== null) context.output.note(changeNote(answer.changes));
      const cached = answer.overall.latencyMs.cachedN;
      if (cached > 0)
        context.output.note(
          scope.includeCached
            ? `Latencies of ${cached} cached ${cached === 1 ? "answer" : "answers"} are included.`
            : `Latencies of ${cached} cached ${cached === 1 ? "answer is" : "answers are"} left out; --include-cached counts them.`,
        );
      if (notListed)
        context.output.note(
          `The overall quality also counts ${notListed.quality.n} ${notListed.quality.n === 1 ? "score" : "scores"} of ${notListed.engines} ${notListed.engines === 1 ? "engine that is" : "engines that are"} known from comparisons only; --include-compared lists them.`,
        );
    }
    for (const note of notes) context.output.note(printable(note));
    return 0;
  },
};

/** The part of the overall quality from engines that are not listed; null if there is none. */
function comparedOnly(engines: readonly EngineStats[]): { engines: number; quality: EngineStats["quality"] } | null {
  const scored = engines.filter(({ quality }) => quality.n > 0);
  const n = scored.reduce((sum, { quality }) => sum + quality.n, 0);
  if (n === 0) return null;
  const mean = scored.reduce((sum, { quality }) => sum + (quality.mean ?? 0) * quality.n, 0) / n;
  return { engines: scored.length, quality: { n, mean } };
}

/** Sums of what executions report; what none reports is omitted. */
function reportedSums({ inputTokens, outputTokens, costUsd }: OverallStats["usage"], intervals?: StatsIntervals): Record<string, unknown> {
  const cost = { ...costUsd, ...(intervals && { mean_interval: wireInterval(intervals.cost) }) };
  const sums = { input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: cost };
  return Object.fromEntries(Object.entries(sums).filter(([, { n }]) => n > 0));
}

/** `[low, high]`, as JSON has intervals. */
const wireInterval = ({ low, high }: Interval) => [low, high];

/** Statistics in the JSON output. Unknown numbers are omitted in `latency_ms` and null elsewhere. */
export function wireStats(stats: OverallStats, percentiles: readonly number[], intervals?: StatsIntervals): Record<string, unknown> {
  const { n, min, max, avg } = stats.latencyMs;
  const known = Object.fromEntries(percentiles.map((percentile, index) => [`p${percentile}`, stats.latencyMs.percentiles[index] ?? null]));
  return {
    count: stats.count,
    success_count: stats.successCount,
    success_rate: stats.successRate,
    ...(intervals && { success_interval: wireInterval(intervals.success) }),
    latency_ms: n === 0 ? { n } : { n, min, max, avg, ...known, ...percentileIntervals(percentiles, intervals) },
    quality: { ...stats.quality, ...(intervals && stats.quality.n > 0 ? { mean_interval: wireInterval(intervals.quality) } : {}) },
    ...(stats.latencyMs.cachedN === 0 ? {} : { cached_latencies: stats.latencyMs.cachedN }),
    ...reportedSums(stats.usage, intervals),
  };
}

/** What is reported of speed; nothing where nothing is. */
function wireSpeed(speed: EngineSpeed["overall"] | undefined): Record<string, unknown> {
  if (speed === undefined) return {};
  const { ttftMs, tokensPerSecond } = speed;
  return { ...(ttftMs.n > 0 && { ttft_ms: ttftMs }), ...(tokensPerSecond.n > 0 && { output_tokens_per_second: tokensPerSecond }) };
}

/** What is reported of memory and processor; nothing where nothing is. */
function wireResources(resources: ResourceStats | undefined): Record<string, unknown> {
  if (resources === undefined) return {};
  const { memoryMb, cpuPercent } = resources;
  return { ...(memoryMb.n > 0 && { memory_mb: memoryMb }), ...(cpuPercent.n > 0 && { cpu_percent: cpuPercent }) };
}

const percentileIntervals = (percentiles: readonly number[], intervals: StatsIntervals | undefined) =>
  Object.fromEntries(intervals?.percentiles.map((one, index) => [`p${percentiles[index]}_interval`, wireInterval(one)]) ?? []);

async function printTable(
  context: CommandContext,
  engines: readonly EngineStats[],
  overall: OverallStats,
  { percentiles, intervals, changes }: { percentiles: readonly number[]; intervals: EngineIntervals | null; changes: Changes | null },
): Promise<void> {
  const withInterval = (value: number | null, interval: Interval | undefined, write: (value: number | null) => string) =>
    value === null || interval === undefined || (interval.low === null && interval.high === null)
      ? write(value)
      : `${write(value)} (${write(interval.low)} to ${write(interval.high)})`;
  const ofEngine = new Map(intervals?.engines.map((one) => [one.engineId, one]));
  const titles = [
    "n",
    "success %",
    "latency n",
    "min ms",
    "avg ms",
    ...percentiles.map((percentile) => `p${percentile} ms`),
    "max ms",
    "quality n",
    "quality",
    ...(overall.usage.costUsd.n === 0 ? [] : ["cost n", "mean USD"]),
  ];
  const columns: Column[] = [
    { title: "engine", align: "left" },
    ...titles.map((title) => ({ title, align: "right" as const })),
    ...(changes === null ? [] : changeColumns(changes)),
  ];
  const row = (name: string | null, stats: OverallStats, sure: StatsIntervals | undefined) => [
    name ?? "overall",
    String(stats.count),
    withInterval(stats.successRate, sure?.success, percent),
    String(stats.latencyMs.n),
    number(stats.latencyMs.min),
    number(stats.latencyMs.avg),
    ...percentiles.map((_, index) => withInterval(stats.latencyMs.percentiles[index] ?? null, sure?.percentiles[index], number)),
    number(stats.latencyMs.max),
    String(stats.quality.n),
    withInterval(stats.quality.mean, sure?.quality, score),
    ...(overall.usage.costUsd.n === 0 ? [] : [String(stats.usage.costUsd.n), withInterval(meanCost(stats.usage.costUsd), sure?.cost, usd)]),
    ...(changes === null ? [] : changeCells(changes, name === null ? changes.overall : changes.engines.get(name), stats)),
  ];
  await context.output.write(
    table(columns, [
      ...engines.map((engine) => row(engine.engineId, engine, ofEngine.get(engine.engineId))),
      row(null, overall, intervals?.overall),
    ]),
  );
}

const meanCost = ({ n, sum }: OverallStats["usage"]["costUsd"]) => (n === 0 ? null : sum / n);

/** As precise as the screen's: two digits below a dollar. */
function usd(value: number | null): string {
  if (value === null) return "–";
  if (value > 0 && value < 0.000_001) return "<0.000001";
  return value >= 1 ? value.toFixed(2) : String(Number(value.toPrecision(2)));
}

const score = (mean: number | null) => (mean === null ? "–" : mean.toFixed(3));
const percent = (share: number | null) => (share === null ? "–" : (100 * share).toFixed(1));

function number(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 2 : 0);
}
