import type { ExecutionFilter, ExecutionPage, ExecutionSort } from "../../../contract/index.ts";
import { type ExecutionParts, listExecutions } from "../queries/executions.ts";

/** Every page of a list, one after the other. @returns the offsets of its rows, and each total that a page named. */
export async function listAllExecutions(parts: ExecutionParts, sort: ExecutionSort, filter: ExecutionFilter, limit: number) {
  const found: number[] = [];
  const totals = new Set<number>();
  let cursor: string | undefined;
  do {
    const page: ExecutionPage = await listExecutions(parts, { filter, sort, limit, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.rows.map(({ offset }) => offset));
    totals.add(page.total);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { found, totals: [...totals] };
}
