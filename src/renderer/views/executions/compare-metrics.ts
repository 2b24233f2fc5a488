import { formatBytes, formatCount, formatMs, formatScore, formatTime, formatUsd } from "../../components/format.ts";
import { parseLine } from "./raw-line.ts";

/** A line of the table that compares two executions. */
export interface ComparedMetric {
  label: string;
  first: string;
  second: string;
  /** The second against the first: "+310 ms (+38%)"; "" where one is unknown or they are equal. */
  difference: string;
}

const metrics: readonly [name: string, label: string, format: (value: number | null) => string][] = [
  ["metrics.latency_ms", "Latency", formatMs],
  ["metrics.ttft_ms", "Time to first token", formatMs],
  ["metrics.quality_score", "Quality", formatScore],
  ["metrics.input_tokens", "Input tokens", formatCount],
  ["metrics.output_tokens", "Output tokens", formatCount],
  ["metrics.cost_usd", "Cost", formatUsd],
  ["metrics.memory_mb", "Memory (MB)", formatCount],
  ["metrics.cpu_percent", "CPU (%)", formatCount],
];

interface Line {
  raw: string;
  sizeBytes: number;
}

/** What two executions report, side by side; what neither reports is left out. */
export function compareMetrics(first: Line, second: Line): ComparedMetric[] {
  const [a, b] = [readNumbers(first.raw), readNumbers(second.raw)];
  const rows = metrics.flatMap(([name, label, format]) => {
    const [one, other] = [a(name), b(name)];
    return one === null && other === null ? [] : [toRow(label, one, other, format)];
  });
  const time = { label: "Time", first: formatTime(a("timestamp")), second: formatTime(b("timestamp")), difference: "" };
  return [time, ...rows, toRow("Size of the record", first.sizeBytes, second.sizeBytes, formatBytes)];
}

function readNumbers(raw: string): (name: string) => number | null {
  const { rest } = parseLine(raw);
  return (name) => {
    const text = rest.find((field) => field.name === name)?.text;
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
}

function toRow(label: string, one: number | null, other: number | null, format: (value: number | null) => string): ComparedMetric {
  const row = { label, first: format(one), second: format(other) };
  if (one === null || other === null || one === other) return { ...row, difference: "" };
  const sign = other > one ? "+" : "−";
  const share = one === 0 ? "" : ` (${sign}${formatCount((Math.abs(other - one) / Math.abs(one)) * 100)}%)`;
  return { ...row, difference: `${sign}${format(Math.abs(other - one))}${share}` };
}
