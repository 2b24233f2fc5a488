import { type ExecutionFilter, executionSorts } from "../../../contract/index.ts";

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

/** Takes out what narrows nothing, and what cannot be (a person's stored filter may come from an older version). */
export function tidy(filter: ExecutionFilter): ExecutionFilter {
  const { engines, success, fromS, toS, minLatencyMs, maxLatencyMs, minCostUsd, cached, tag, text } = filter;
  return {
    ...(engines !== undefined && engines.length > 0 ? { engines } : {}),
    ...(success === undefined ? {} : { success }),
    ...(isAmount(fromS) ? { fromS } : {}),
    ...(isAmount(toS) ? { toS } : {}),
    ...(isAmount(minLatencyMs) ? { minLatencyMs } : {}),
    ...(isAmount(maxLatencyMs) ? { maxLatencyMs } : {}),
    ...(isAmount(minCostUsd) ? { minCostUsd } : {}),
    ...(cached === undefined ? {} : { cached }),
    ...(tag === undefined || tag === "" ? {} : { tag }),
    ...(text === undefined || text === "" ? {} : { text }),
  };
}

function isAmount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

/** Whether anything narrows the list. */
export function isEmptyFilter(filter: ExecutionFilter): boolean {
  return Object.keys(tidy(filter)).length === 0;
}

/** Why a range can match nothing, in a sentence; null when it can. */
export function contradiction(filter: ExecutionFilter): string | null {
  const { fromS, toS, minLatencyMs, maxLatencyMs } = filter;
  if (fromS !== undefined && toS !== undefined && fromS >= toS) return "The time range ends before it starts.";
  if (minLatencyMs !== undefined && maxLatencyMs !== undefined && minLatencyMs > maxLatencyMs) {
    return "The minimum latency is above the maximum.";
  }
  return null;
}

export type ExecutionSort = (typeof executionSorts)[number];

export const executionSortLabels: Record<ExecutionSort, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  slowest: "Slowest first",
  fastest: "Fastest first",
  costliest: "Costliest first",
  most_tokens: "Longest answer first",
  arrival: "In order of arrival",
};

/** Whether a remembered or chosen text is one of the sorts. */
export function isExecutionSort(value: unknown): value is ExecutionSort {
  return executionSorts.some((sort) => sort === value);
}
