import type { ExecutionFilter } from "../../../contract/index.ts";
import {
  formatBytes,
  formatCount,
  formatMs,
  formatNumber,
  formatScore,
  formatTime,
  formatUsd,
  visibleText,
} from "../../components/format.ts";
import { tidy } from "./filter.ts";

/** What a chip of the filter is about: one or two parts of it, and how it says them. */
export interface FilterChip {
  name: ChipName;
  label: string;
  parts: readonly (keyof ExecutionFilter)[];
  /** What it narrows to, or null when it narrows nothing. */
  words(filter: ExecutionFilter): string | null;
}

const chipNames = [
  "engines",
  "outcome",
  "time",
  "hour",
  "weekday",
  "latency",
  "quality",
  "cost",
  "inputTokens",
  "outputTokens",
  "memory",
  "cpu",
  "status",
  "answeredBy",
  "tag",
  "dialect",
  "sourceFile",
  "trace",
  "task",
] as const;
export type ChipName = (typeof chipNames)[number];

/** Chips that are there while they narrow nothing: what is asked for most. */
export const pinnedChips: readonly ChipName[] = ["engines", "outcome", "time", "latency"];

function rangeWords(min: number | undefined, max: number | undefined, format: (value: number) => string): string | null {
  if (min !== undefined && max !== undefined) return min === max ? format(min) : `${format(min)} – ${format(max)}`;
  if (min !== undefined) return `≥ ${format(min)}`;
  return max === undefined ? null : `≤ ${format(max)}`;
}

function timeWords({ fromS, toS }: ExecutionFilter): string | null {
  if (fromS !== undefined && toS !== undefined) return `${formatTime(fromS)} – ${formatTime(toS)}`;
  if (fromS !== undefined) return `from ${formatTime(fromS)}`;
  return toS === undefined ? null : `until ${formatTime(toS)}`;
}

function listWords(values: readonly string[] | undefined): string | null {
  const [first, ...others] = values ?? [];
  if (first === undefined) return null;
  return `${first === "" ? "empty" : visibleText(first)}${others.length === 0 ? "" : ` +${formatCount(others.length)}`}`;
}

/** "07:00", of the hour 7. */
export const hourName = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** "07:00 – 09:00" of hours that follow each other, else the first and how many more. */
function hourWords(hours: readonly number[] | undefined): string | null {
  const [first = 0, last = 0] = [hours?.[0], hours?.at(-1)];
  const isRun = hours !== undefined && hours.length > 1 && hours.every((hour, at) => hour === first + at);
  return isRun ? `${hourName(first)} – ${hourName(last + 1)}` : listWords(hours?.map(hourName));
}

function statusWords({ statuses, noStatus }: ExecutionFilter): string | null {
  if (noStatus === false && statuses === undefined) return "any that is there";
  return listWords([...(noStatus === true ? ["no status"] : []), ...(statuses ?? [])]);
}

const formatCpu = (percent: number) => `${formatNumber(percent, 0, 1)}%`;
const textWords = (text: string | undefined) => (text === undefined ? null : visibleText(text));
const flagWords = (flag: boolean | undefined, yes: string, no: string) => (flag === undefined ? null : flag ? yes : no);

const chips: Record<ChipName, Omit<FilterChip, "name">> = {
  engines: { label: "Engine", parts: ["engines"], words: ({ engines }) => listWords(engines) },
  outcome: { label: "Outcome", parts: ["success"], words: ({ success }) => flagWords(success, "succeeded", "failed") },
  time: { label: "Time", parts: ["fromS", "toS"], words: timeWords },
  hour: { label: "Hour (UTC)", parts: ["hours"], words: ({ hours }) => hourWords(hours) },
  weekday: { label: "Weekday (UTC)", parts: ["weekdays"], words: ({ weekdays }) => listWords(weekdays) },
  latency: {
    label: "Latency",
    parts: ["minLatencyMs", "maxLatencyMs"],
    words: ({ minLatencyMs, maxLatencyMs }) => rangeWords(minLatencyMs, maxLatencyMs, formatMs),
  },
  quality: {
    label: "Quality",
    parts: ["minQuality", "maxQuality"],
    words: ({ minQuality, maxQuality }) => rangeWords(minQuality, maxQuality, formatScore),
  },
  cost: {
    label: "Cost",
    parts: ["minCostUsd", "maxCostUsd"],
    words: ({ minCostUsd, maxCostUsd }) => rangeWords(minCostUsd, maxCostUsd, formatUsd),
  },
  inputTokens: {
    label: "Input tokens",
    parts: ["minInputTokens", "maxInputTokens"],
    words: ({ minInputTokens, maxInputTokens }) => rangeWords(minInputTokens, maxInputTokens, formatCount),
  },
  outputTokens: {
    label: "Output tokens",
    parts: ["minOutputTokens", "maxOutputTokens"],
    words: ({ minOutputTokens, maxOutputTokens }) => rangeWords(minOutputTokens, maxOutputTokens, formatCount),
  },
  memory: {
    label: "Memory",
    parts: ["minMemoryMb", "maxMemoryMb"],
    words: ({ minMemoryMb, maxMemoryMb }) => rangeWords(minMemoryMb, maxMemoryMb, (mb) => formatBytes(mb * 1e6)),
  },
  cpu: {
    label: "CPU",
    parts: ["minCpuPercent", "maxCpuPercent"],
    words: ({ minCpuPercent, maxCpuPercent }) => rangeWords(minCpuPercent, maxCpuPercent, formatCpu),
  },
  status: { label: "Status", parts: ["statuses", "noStatus"], words: statusWords },
  answeredBy: { label: "Answered by", parts: ["cached"], words: ({ cached }) => flagWords(cached, "cache", "engine") },
  tag: { label: "Tag", parts: ["tag"], words: ({ tag }) => textWords(tag) },
  dialect: { label: "Source format", parts: ["dialect"], words: ({ dialect }) => textWords(dialect) },
  sourceFile: { label: "Source file", parts: ["sourceFile"], words: ({ sourceFile }) => textWords(sourceFile) },
  trace: { label: "Trace", parts: ["traceId"], words: ({ traceId }) => textWords(traceId) },
  task: { label: "Task", parts: ["taskId"], words: ({ taskId }) => textWords(taskId) },
};

/** All of them, in the order in which a menu offers them. */
export const filterChips: readonly FilterChip[] = chipNames.map((name) => ({ name, ...chips[name] }));

/** The filter without what the chip says. */
export function withoutChip(filter: ExecutionFilter, { parts }: FilterChip): ExecutionFilter {
  return tidy({ ...filter, ...Object.fromEntries(parts.map((part) => [part, undefined])) });
}

/** The filter in words, with its text: "Engine a · Latency ≥ 500 ms · “timeout”"; "" for one that narrows nothing. */
export function filterWords(filter: ExecutionFilter): string {
  const said = filterChips.flatMap((chip) => {
    const words = chip.words(filter);
    return words === null ? [] : [`${chip.label} ${words}`];
  });
  return [...said, ...(filter.text === undefined ? [] : [`“${visibleText(filter.text)}”`])].join(" · ");
}
