import type { EngineChange, ResourceStats } from "../../../contract/index.ts";
import { formatBytes, formatCount, formatMs, formatNumber, formatPercent, formatScore, formatUsd } from "../../components/format.ts";
import { objectiveColumns, toVerdict } from "./column-objectives.ts";
import { type Column, formatInterval, formatReported, type SortColumn, type Stats } from "./columns.ts";
import type { Behind } from "./drill.ts";

/** What the table is about. */
export interface Shown {
  /** The percentiles of the answer, in its order. */
  percentiles: readonly number[];
  /** Whether the latencies are those of successful executions; counts are of all either way. */
  successfulOnly: boolean;
  /** How long the range is, in seconds: what rates are of. */
  spanS: number;
  /** The percentile of trend and change. */
  percentile: number;
  /** Whether the latencies shown are those that objectives are about: of all executions, without cached answers. */
  asJudged?: boolean;
}

type Value = (stats: Stats) => number | null;
/** A column of one number. @param format it, and a difference of two. */
const plain = (key: SortColumn, label: string, hint: string, value: Value, format: (value: number) => string): Column => ({
  key,
  label,
  hint,
  value,
  text: (stats) => (value(stats) === null ? "—" : format(value(stats) as number)),
  difference: format,
});
const withN = (text: string, n: number) => (n === 0 ? "—" : `${text} · n ${formatCount(n)}`);
const points = (share: number) => `${formatNumber(share * 100, 1)} pp`;
const formatSpeed = (value: number) => `${formatNumber(value, 0, value < 10 ? 1 : 0)}/s`;
const atLeast = (value: number | null | undefined, bound: (value: number) => Behind) => (typeof value === "number" ? bound(value) : null);
const mean = ({ n, sum }: { n: number; sum: number }) => (n === 0 ? null : sum / n);

/** Every column there is after the engine's name, in their first order. */
export function allColumns(shown: Shown): Column[] {
  return [...counts(shown), ...objectiveColumns, ...latencies(shown), ...costs, ...resources, ...movements(shown)];
}

function counts({ successfulOnly, spanS }: Shown): Column[] {
  const byDay = spanS > 14 * 86_400;
  const which = successfulOnly ? "successful executions" : "executions";
  const rate: Value = ({ count }) => (spanS > 0 ? count / (spanS / (byDay ? 86_400 : 3600)) : null);
  const formatRate = (value: number) => `${formatNumber(value, 0, value < 10 ? 1 : 0)}${byDay ? "/d" : "/h"}`;
  return [
    { ...plain("count", "n", "Executions in this range.", ({ count }) => count, formatCount), behind: () => ({}) },
    plain("rate", byDay ? "Per day" : "Per hour", `Executions a ${byDay ? "day" : "hour"} of the range, or of all data.`, rate, formatRate),
    {
      ...plain("success", "Success", "Successful executions, and their share of n.", ({ successRate }) => successRate, points),
      text: (stats) => (stats.count === 0 ? "—" : `${formatCount(stats.successCount)} · ${formatPercent(stats.successRate)}`),
      verdict: (stats) => toVerdict(stats, "success"),
      interval: ({ success }) => formatInterval(success, (share) => `${formatNumber(share * 100, 1)}%`),
    },
    {
      ...plain(
        "known",
        "With latency",
        `How many of the ${which} report latency. Only those count in the latency columns.`,
        ({ latencyMs }) => latencyMs.n,
        formatCount,
      ),
      text: (stats) => formatReported(stats, successfulOnly),
    },
  ];
}

function latencies({ percentiles, asJudged = false }: Shown): Column[] {
  const ms = (key: SortColumn, label: string, hint: string, value: Value) => plain(key, label, hint, value, formatMs);
  return [
    {
      ...ms("min", "Min", "Lowest latency. Opens the fastest executions.", ({ latencyMs }) => latencyMs.min),
      behind: () => ({ sort: "fastest" }),
    },
    ms("avg", "Avg", "Mean latency.", ({ latencyMs }) => latencyMs.avg),
    ...percentiles.map((percentile, index) => ({
      ...ms(
        `p${percentile}`,
        `p${percentile}`,
        `${percentile}% of latencies are at or below this. Opens the executions at or above it.`,
        ({ latencyMs }) => latencyMs.percentiles[index] ?? null,
      ),
      percentile,
      behind: ({ latencyMs }: Stats): Behind | null =>
        atLeast(latencyMs.percentiles[index], (minLatencyMs) => ({ minLatencyMs, sort: "slowest" })),
      verdict: (stats: Stats) => (asJudged ? toVerdict(stats, "latency", percentile) : null),
      interval: ({ percentiles: some }: Parameters<NonNullable<Column["interval"]>>[0]) =>
        formatInterval(some[index] ?? { low: null, high: null }, formatMs),
    })),
    {
      ...ms("max", "Max", "Highest latency. Opens the slowest executions.", ({ latencyMs }) => latencyMs.max),
      behind: () => ({ sort: "slowest" }),
    },
    {
      ...plain(
        "quality",
        "Quality",
        "Mean quality score, 0 to 1, and how many executions and candidates report one.",
        ({ quality }) => quality.mean,
        formatScore,
      ),
      verdict: (stats) => toVerdict(stats, "quality"),
      text: ({ quality }) => (quality.mean === null ? "—" : `${formatScore(quality.mean)} · n ${formatCount(quality.n)}`),
    },
    ms("ttft50", "TTFT p50", "Median time to first token, of answers that no cache gave.", ({ speed }) => speed?.ttftMs.p50 ?? null),
    ms("ttft95", "TTFT p95", "95% of times to first token are at or below this.", ({ speed }) => speed?.ttftMs.p95 ?? null),
  ];
}

/** Sums over the executions that report them. */
const usage = (key: SortColumn, label: string, what: string, of: keyof Stats["usage"], format: (value: number) => string): Column => ({
  ...plain(
    key,
    label,
    `Sum of ${what}, and how many executions report one.`,
    ({ usage }) => (usage[of].n === 0 ? null : usage[of].sum),
    format,
  ),
  text: ({ usage }) => withN(format(usage[of].sum), usage[of].n),
});

const costs: Column[] = [
  {
    ...plain(
      "speed",
      "Tokens/s",
      "Median of output tokens a second of latency, and how many executions report both.",
      ({ speed }) => speed?.tokensPerSecond.p50 ?? null,
      formatSpeed,
    ),
    text: ({ speed }) =>
      typeof speed?.tokensPerSecond.p50 === "number" ? withN(formatSpeed(speed.tokensPerSecond.p50), speed.tokensPerSecond.n) : "—",
  },
  usage("cost", "Cost", "costs", "costUsd", formatUsd),
  {
    ...plain("costEach", "Cost each", "Mean cost of the executions that report one.", ({ usage: { costUsd } }) => mean(costUsd), formatUsd),
    interval: ({ cost }) => formatInterval(cost, formatUsd),
  },
  usage("tokensIn", "Tokens in", "input tokens", "inputTokens", formatCount),
  usage("tokensOut", "Tokens out", "output tokens", "outputTokens", formatCount),
  plain(
    "cached",
    "Cache hits",
    "Latencies of cached answers. They are not the engine's, and are left out of its latency unless included.",
    ({ latencyMs }) => latencyMs.cachedN,
    formatCount,
  ),
];

const resourcePercentiles = [50, 95, 99] as const;

/** Columns of one resource, each with how many executions report it. */
const resource = (
  key: "memory" | "cpu",
  label: string,
  what: string,
  of: keyof ResourceStats,
  bound: "minMemoryMb" | "minCpuPercent",
  format: (value: number) => string,
) =>
  resourcePercentiles.map((percentile): Column => {
    const value: Value = ({ resources }) => resources?.[of][`p${percentile}`] ?? null;
    return {
      ...plain(
        `${key}${percentile}`,
        `${label} p${percentile}`,
        `p${percentile} of ${what}, of answers that no cache gave, and how many executions report one. Opens the executions at or above it.`,
        value,
        format,
      ),
      text: (stats) => withN(value(stats) === null ? "—" : format(value(stats) as number), stats.resources?.[of].n ?? 0),
      behind: (stats) => atLeast(value(stats), (least) => ({ [bound]: least })),
    };
  });

const resources: Column[] = [
  ...resource("memory", "Memory", "peak memory", "memoryMb", "minMemoryMb", (mb) => formatBytes(mb * 1e6)),
  ...resource(
    "cpu",
    "CPU",
    "mean processor use in percent of one core (several exceed 100)",
    "cpuPercent",
    "minCpuPercent",
    (percent) => `${formatNumber(percent, 0, percent < 10 ? 1 : 0)}%`,
  ),
];

function movements({ percentile }: Shown): Column[] {
  const against = "against the period of equal length before, with its 95% interval; grey where that includes 0. Needs a range.";
  return [
    {
      key: "trend",
      label: `p${percentile} trend`,
      hint: `p${percentile} over the range, each line on its own scale. Sorted by the last value against the first.`,
      text: ({ trend }) => (trend === undefined ? "—" : " ".repeat(22)),
      value: ({ trend }) => slope(trend),
      isTrend: true,
    },
    {
      key: "change",
      label: `p${percentile} change`,
      hint: `p${percentile} ${against}`,
      text: ({ change }) => formatChange(change?.latencyMs, formatMs),
      value: ({ change }) => change?.latencyMs.value ?? null,
      isUnsure: ({ change }) => includesZero(change?.latencyMs),
    },
    {
      key: "successChange",
      label: "Success change",
      hint: `Success rate ${against}`,
      text: ({ change }) => formatChange(change?.success, points),
      value: ({ change }) => change?.success.value ?? null,
      isUnsure: ({ change }) => includesZero(change?.success),
    },
  ];
}

type Difference = EngineChange["overall"]["latencyMs"];

const signed = (value: number, text: string) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${text}`;

function formatChange(difference: Difference | undefined, format: (value: number) => string): string {
  if (difference === undefined || difference.value === null) return "—";
  const write = (value: number) => signed(value, format(Math.abs(value)));
  const { value, low, high } = difference;
  if (low === null && high === null) return `${write(value)} (too few)`;
  if (low === null || high === null) return `${write(value)} (${low === null ? `≤ ${write(high as number)}` : `≥ ${write(low)}`})`;
  return `${write(value)} (${write(low)} to ${write(high)})`;
}

/** Whether there may be no difference at all. */
const includesZero = (difference: Difference | undefined): boolean =>
  typeof difference?.value === "number" &&
  (difference.low === null || difference.low <= 0) &&
  (difference.high === null || difference.high >= 0);

function slope(trend: Stats["trend"]): number | null {
  const known = (trend ?? []).filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  return first === undefined || last === undefined || first === 0 ? null : last / first;
}

/** How a row's number differs from the baseline's: "+120 ms (+12%)"; empty where one is unknown or there is nothing to compare. */
export function toDifference(column: Column, stats: Stats, baseline: Stats): string {
  const [value, base] = [column.value(stats), column.value(baseline)];
  if (value === null || base === null || column.difference === undefined) return "";
  const away = value - base;
  if (away === 0) return "±0";
  const isShare = column.key === "success" || column.key === "quality";
  const relative = isShare || base <= 0 ? "" : ` (${signed(away, formatPercent(Math.abs(away) / base, 0))})`;
  return `${signed(away, column.difference(Math.abs(away)))}${relative}`;
}

const hiddenAtFirst: ReadonlySet<string> = new Set(
  "rate ttft50 ttft95 speed cost costEach tokensIn tokensOut cached memory50 memory95 memory99 cpu50 cpu95 cpu99 trend change successChange burn goodput".split(
    " ",
  ),
);

/**
 * The columns shown, in order. @param keys as chosen; null: the usual ones, with every configured percentile. Keys that are none are skipped.
 * @param hasObjectives whether their column is one of the usual ones.
 */
export function chooseColumns(all: readonly Column[], keys: readonly string[] | null, hasObjectives = false): Column[] {
  if (keys === null) return all.filter(({ key }) => !hiddenAtFirst.has(key) && (key !== "objectives" || hasObjectives));
  const byKey = new Map<string, Column>(all.map((column) => [column.key, column]));
  return keys.flatMap((key) => byKey.get(key) ?? []);
}
