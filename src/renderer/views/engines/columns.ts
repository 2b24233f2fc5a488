import type {
  EngineChange,
  EngineObjectives,
  EngineSpeed,
  EngineStats,
  Interval,
  ObjectiveVerdict,
  OverallStats,
  ResourceStats,
  StatsIntervals,
} from "../../../contract/index.ts";
import { formatCount, formatNoun } from "../../components/format.ts";
import type { Behind } from "./drill.ts";

/** What a column of the engine table is; column-list.ts has them all. */

/** The keys of columns. */
type PlainColumn =
  | "engine"
  | ("count" | "rate" | "success" | "known" | "min" | "avg" | "max" | "quality")
  | ("ttft50" | "ttft95" | "speed" | "cost" | "costEach" | "tokensIn" | "tokensOut" | "cached")
  | ("memory50" | "memory95" | "memory99" | "cpu50" | "cpu95" | "cpu99")
  | ("trend" | "change" | "successChange")
  | ("objectives" | "burn" | "goodput");
/** A percentile column is named by its percentile, e.g. "p95", so that the sort survives a change of the others. */
export type SortColumn = PlainColumn | `p${number}`;

/** What a row's numbers are made of; what is asked for apart is absent until it is known. */
export type Stats = (EngineStats | OverallStats) & {
  speed?: EngineSpeed["overall"] | undefined;
  resources?: ResourceStats | undefined;
  change?: EngineChange["overall"] | undefined;
  /** Whether it meets its objectives. */
  objectives?: EngineObjectives | undefined;
  /** The percentile over time; null in a bucket without latencies. */
  trend?: readonly (number | null)[] | undefined;
};

export interface Column {
  key: SortColumn;
  label: string;
  /** What the number is, in a sentence. */
  hint: string;
  percentile?: number;
  text(stats: Stats): string;
  /** What it is sorted by; null is unknown. */
  value(stats: Stats): number | null;
  /** A difference of two values, without its sign; absent where there is none to tell. */
  difference?(value: number): string;
  /** How sure the number is, where that is known. */
  interval?(intervals: StatsIntervals): string;
  /** What narrows the row's executions to those that its number leads to; absent or null: it leads nowhere. */
  behind?(stats: Stats): Behind | null;
  /** Drawn instead of written. */
  isTrend?: boolean;
  /** What the objective of this very number says; null where there is none. Colours follow it alone. */
  verdict?(stats: Stats): ObjectiveVerdict | null;
  /** What its number is about, for this row. */
  explain?(stats: Stats): string;
  /** Whether its number is no more than chance might be. */
  isUnsure?(stats: Stats): boolean;
}

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

/** "2,870/5,188": how many of the executions report latency. */
export function formatReported(stats: Stats, successfulOnly: boolean, separator = "/"): string {
  return `${formatCount(stats.latencyMs.n)}${separator}${formatCount(successfulOnly ? stats.successCount : stats.count)}`;
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

/** Room for a column in digits: its longest text, or its heading's longest word and the arrow. @param below what else stands under its numbers. */
export function computeWidth(
  column: Column,
  rows: readonly Stats[],
  intervals: Iterable<StatsIntervals> = [],
  below: readonly string[] = [],
): number {
  const words = column.label.split(" ").map((word) => word.length + 1.5);
  const least = rows.reduce(
    (most, row) => Math.max(most, widthInDigits(column.text(row)) + (column.verdict?.(row) ? markWidth : 0)),
    Math.max(...words),
  );
  const second = [...below, ...[...intervals].map((one) => column.interval?.(one) ?? "")];
  return second.reduce((most, text) => Math.max(most, smaller * widthInDigits(text)), least);
}

/** Of the shape before a number that an objective judges. */
const markWidth = 2.4;

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
