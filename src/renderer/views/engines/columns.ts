import type { EngineStats, Interval, OverallStats, StatsIntervals } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatNumber, formatPercent, formatScore } from "../../components/format.ts";
import type { PlainColumn, SortColumn } from "./sorting.ts";

/** The columns of the engine table: their texts, and what a click on them opens. */

export type Stats = EngineStats | OverallStats;

export interface Column {
  key: SortColumn;
  label: string;
  /** What the number is, in a sentence. */
  hint: string;
  percentile?: number;
  text(stats: Stats): string;
  /** How sure the number is, where that is known. */
  interval?(intervals: StatsIntervals): string;
}

const plain = (key: PlainColumn, label: string, hint: string, text: (stats: Stats) => string): Column => ({ key, label, hint, text });

/** "780–850 ms"; "≥ 780 ms" where the other end is beyond all values. */
export function formatInterval({ low, high }: Interval, format: (value: number) => string): string {
  if (low === null && high === null) return "too few";
  if (low === null) return `≤ ${format(high as number)}`;
  if (high === null) return `≥ ${format(low)}`;
  const [from, to] = [format(low), format(high)];
  // A number and its unit; "2 min 5 s" is written whole.
  const [, number, unit] = /^([\d.,\u00a0]+)(\D+)$/.exec(from) ?? [];
  return unit !== undefined && to.endsWith(unit) && /^[\d.,\u00a0]+$/.test(to.slice(0, -unit.length)) ? `${number}–${to}` : `${from}–${to}`;
}

const before = (successfulOnly: boolean): Column[] => [
  plain("count", "n", "Executions in this range.", (stats) => formatCount(stats.count)),
  {
    ...plain("success", "Success", "Successful executions, and their share of n.", (stats) =>
      stats.count === 0 ? "—" : `${formatCount(stats.successCount)} · ${formatPercent(stats.successRate)}`,
    ),
    interval: ({ success }) => formatInterval(success, (share) => `${formatNumber(share * 100, 1)}%`),
  },
  plain("known", "With latency", toHint(successfulOnly), (stats) => formatReported(stats, successfulOnly)),
  plain("min", "Min", "Lowest latency. Opens the fastest executions.", (stats) => formatMs(stats.latencyMs.min)),
  plain("avg", "Avg", "Mean latency.", (stats) => formatMs(stats.latencyMs.avg)),
];

const after: Column[] = [
  plain("max", "Max", "Highest latency. Opens the slowest executions.", (stats) => formatMs(stats.latencyMs.max)),
  plain("quality", "Quality", "Mean quality score, 0 to 1, and how many executions and candidates report one.", (stats) =>
    stats.quality.mean === null ? "—" : `${formatScore(stats.quality.mean)} · n ${formatCount(stats.quality.n)}`,
  ),
];

function toHint(successfulOnly: boolean): string {
  const which = successfulOnly ? "successful executions" : "executions";
  return `How many of the ${which} report latency. Only those count in the latency columns.`;
}

/** "2,870/5,188": how many of the executions report latency. */
export function formatReported(stats: Stats, successfulOnly: boolean, separator = "/"): string {
  return `${formatCount(stats.latencyMs.n)}${separator}${formatCount(successfulOnly ? stats.successCount : stats.count)}`;
}

/**
 * Every column after the engine's name.
 * @param percentiles the percentiles of the answer, in its order.
 * @param successfulOnly whether the latencies are those of successful executions; counts are of all either way.
 */
export function numberColumns(percentiles: readonly number[], successfulOnly: boolean): Column[] {
  const middle = percentiles.map(
    (percentile, index): Column => ({
      key: `p${percentile}`,
      label: `p${percentile}`,
      hint: `${percentile}% of latencies are at or below this. Opens the executions at or above it.`,
      percentile,
      text: (stats) => formatMs(stats.latencyMs.percentiles[index]),
      interval: ({ percentiles: some }) => formatInterval(some[index] ?? { low: null, high: null }, formatMs),
    }),
  );
  return [...before(successfulOnly), ...middle, ...after];
}

/** How wide signs other than digits are, in digits; close enough in the interface's typeface. */
const signWidths: Record<string, number> = {
  " ": 0.55,
  "\u00a0": 0.55,
  ",": 0.5,
  ".": 0.5,
  "·": 0.5,
  "/": 0.6,
  "%": 1.4,
  m: 1.45,
  i: 0.45,
  "—": 1.5,
  "<": 1,
  ">": 1,
  "≥": 1,
  "≤": 1,
  "–": 1,
};

function widthInDigits(text: string): number {
  return [...text].reduce((sum, sign) => sum + (signWidths[sign] ?? 1), 0);
}

/** Room for a column in digits: its longest text, or its heading's longest word and the arrow. */
export function computeWidth(column: Column, rows: readonly Stats[], intervals: Iterable<StatsIntervals> = []): number {
  const words = column.label.split(" ").map((word) => word.length + 1.5);
  const least = rows.reduce((most, row) => Math.max(most, widthInDigits(column.text(row))), Math.max(...words));
  return [...intervals].reduce((most, one) => Math.max(most, smaller * widthInDigits(column.interval?.(one) ?? "")), least);
}

/** Intervals are written smaller: 11 px to 12. */
const smaller = 0.92;

/** A high percentile of few values is little more than the largest of them; screens grey it and say why. */

const rules = [
  { fromPercentile: 99, values: 100 },
  { fromPercentile: 95, values: 20 },
] as const;

/**
 * Why a percentile should not be leaned on, in a sentence; null when it may be.
 * @param n how many values it was computed from.
 */
export function tooFewFor(percentile: number, n: number): string | null {
  const rule = rules.find(({ fromPercentile }) => percentile >= fromPercentile);
  if (rule === undefined || n >= rule.values) return null;
  return `p${percentile} of ${formatNoun(n, "value")} is not reliable: it needs at least ${rule.values} latencies.`;
}
