import { type ExecutionFilter, type ExecutionSort, executionSorts, weekdays } from "../../../contract/index.ts";

/** The filter as the toolbar edits it: what is absent does not narrow anything. */

export const emptyFilter: ExecutionFilter = {};

type Part = keyof ExecutionFilter;

/**
 * The filter with one part changed. Undefined, an empty list and an empty text take the part out,
 * so that two filters that mean the same are the same.
 */
export function withPart<P extends Part>(filter: ExecutionFilter, part: P, value: ExecutionFilter[P]): ExecutionFilter {
  return tidy({ ...filter, [part]: value });
}

const isAmount = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;
const isShare = (value: unknown) => isAmount(value) && (value as number) <= 1;
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === "string" && value !== "";
const isFlag = (value: unknown) => typeof value === "boolean";
const areTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
const areAmong = (known: readonly unknown[]) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every((one) => known.includes(one));
const areHours = areAmong(Array.from({ length: 24 }, (_, hour) => hour));

/** Which values of each part narrow anything and can be asked for, in the order in which chips and addresses have the parts. */
const narrows: Record<Part, (value: unknown) => boolean> = {
  engines: areTexts,
  success: isFlag,
  fromS: isCount,
  toS: isCount,
  hours: areHours,
  weekdays: areAmong(weekdays),
  minLatencyMs: isAmount,
  maxLatencyMs: isAmount,
  minQuality: isShare,
  maxQuality: isShare,
  minCostUsd: isAmount,
  maxCostUsd: isAmount,
  minInputTokens: isCount,
  maxInputTokens: isCount,
  minOutputTokens: isCount,
  maxOutputTokens: isCount,
  minMemoryMb: isAmount,
  maxMemoryMb: isAmount,
  minCpuPercent: isAmount,
  maxCpuPercent: isAmount,
  statuses: areTexts,
  noStatus: isFlag,
  cached: isFlag,
  tag: isText,
  dialect: isText,
  sourceFile: isText,
  traceId: isText,
  taskId: isText,
  text: isText,
};

/** Takes out what narrows nothing, and what cannot be (a person's stored filter may come from an older version). */
export function tidy(filter: ExecutionFilter): ExecutionFilter {
  const parts = Object.keys(narrows) as Part[];
  return Object.fromEntries(parts.filter((part) => narrows[part](filter[part])).map((part) => [part, filter[part]]));
}

/** Whether anything narrows the list. */
export function isEmptyFilter(filter: ExecutionFilter): boolean {
  return Object.keys(tidy(filter)).length === 0;
}

const ranges: readonly [min: Part, max: Part, name: string][] = [
  ["minLatencyMs", "maxLatencyMs", "latency"],
  ["minQuality", "maxQuality", "quality"],
  ["minCostUsd", "maxCostUsd", "cost"],
  ["minInputTokens", "maxInputTokens", "number of input tokens"],
  ["minOutputTokens", "maxOutputTokens", "number of output tokens"],
  ["minMemoryMb", "maxMemoryMb", "memory"],
  ["minCpuPercent", "maxCpuPercent", "processor use"],
];

/** Why a range can match nothing, in a sentence; null when it can. */
export function contradiction(filter: ExecutionFilter): string | null {
  const { fromS, toS } = filter;
  if (fromS !== undefined && toS !== undefined && fromS >= toS) return "The time range ends before it starts.";
  const wrong = ranges.find(([min, max]) => Number(filter[min]) > Number(filter[max]));
  return wrong === undefined ? null : `The minimum ${wrong[2]} is above the maximum.`;
}

export const executionSortLabels: Record<ExecutionSort, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  slowest: "Slowest first",
  fastest: "Fastest first",
  costliest: "Costliest first",
  cheapest: "Cheapest first",
  most_tokens: "Longest answer first",
  fewest_tokens: "Shortest answer first",
  most_input_tokens: "Longest input first",
  fewest_input_tokens: "Shortest input first",
  best: "Best quality first",
  worst: "Worst quality first",
  largest: "Largest record first",
  smallest: "Smallest record first",
  arrival: "In order of arrival",
};

/** The sorts as a menu groups them. Answers and inputs are as long as their tokens. */
export const sortGroups: readonly { group: string; items: { value: ExecutionSort; label: string }[] }[] = (
  [
    ["Time", ["newest", "oldest", "arrival"]],
    ["Latency", ["slowest", "fastest"]],
    ["Quality", ["worst", "best"]],
    ["Tokens", ["most_tokens", "fewest_tokens", "most_input_tokens", "fewest_input_tokens"]],
    ["Cost", ["costliest", "cheapest"]],
    ["Size", ["largest", "smallest"]],
  ] as const
).map(([group, sorts]) => ({ group, items: sorts.map((value) => ({ value, label: executionSortLabels[value] })) }));

/** Whether a remembered or chosen text is one of the sorts. */
export function isExecutionSort(value: unknown): value is ExecutionSort {
  return executionSorts.some((sort) => sort === value);
}
