import type { EngineStats, OverallStats } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatPercent, formatScore } from "../../components/format.ts";
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
}

const plain = (key: PlainColumn, label: string, hint: string, text: (stats: Stats) => string): Column => ({ key, label, hint, text });

const before = (successfulOnly: boolean): Column[] => [
  plain("count", "n", "Executions in this range.", (stats) => formatCount(stats.count)),
  plain("success", "Success", "Successful executions, and their share of n.", (stats) =>
    stats.count === 0 ? "—" : `${formatCount(stats.successCount)} · ${formatPercent(stats.successRate)}`,
  ),
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
};

function widthInDigits(text: string): number {
  return [...text].reduce((sum, sign) => sum + (signWidths[sign] ?? 1), 0);
}

/** Room for a column in digits: its longest text, or its heading's longest word and the arrow. */
export function computeWidth(column: Column, rows: readonly Stats[]): number {
  const words = column.label.split(" ").map((word) => word.length + 1.5);
  return rows.reduce((most, row) => Math.max(most, widthInDigits(column.text(row))), Math.max(...words));
}

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
