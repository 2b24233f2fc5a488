import { executionSorts } from "../../../contract/index.ts";

export type ExecutionSort = (typeof executionSorts)[number];

export const executionSortLabels: Record<ExecutionSort, string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  slowest: "Slowest first",
  fastest: "Fastest first",
  arrival: "In order of arrival",
};

/** Whether a remembered or chosen text is one of the sorts. */
export function isExecutionSort(value: unknown): value is ExecutionSort {
  return executionSorts.some((sort) => sort === value);
}
