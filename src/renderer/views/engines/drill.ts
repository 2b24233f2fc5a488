import type { ExecutionFilter } from "../../../contract/index.ts";
import type { TimeScope } from "./range.ts";

/** From a number on the Engines view to the executions behind it: the view-state of Executions that shows exactly those. */

export interface DrillScope extends TimeScope {
  /** The engine the number is about, or the engine filter for a number about all of them; empty is every engine. */
  engines: readonly string[];
  successfulOnly: boolean;
  includeCached?: boolean;
}

type ExecutionSort = "newest" | "oldest" | "slowest" | "fastest" | "arrival";

/** What a latency counts: without `includeCached`, no cached answer. */
const isOfLatency = (more: { minLatencyMs?: number; sort?: ExecutionSort }) => more.minLatencyMs !== undefined || more.sort !== undefined;

/** What `navigate("executions", …)` is given. Selection and scroll position are reset: they belong to another list. */
export function drillTo(
  scope: DrillScope,
  more: { minLatencyMs?: number; maxLatencyMs?: number; sort?: ExecutionSort } = {},
): Record<string, unknown> {
  const filter: ExecutionFilter = {
    ...(scope.engines.length === 0 ? {} : { engines: [...scope.engines] }),
    ...(scope.fromS === undefined ? {} : { fromS: scope.fromS }),
    ...(scope.toS === undefined ? {} : { toS: scope.toS }),
    ...(scope.successfulOnly ? { success: true } : {}),
    ...(scope.includeCached === false && isOfLatency(more) ? { cached: false } : {}),
    ...(more.minLatencyMs === undefined ? {} : { minLatencyMs: more.minLatencyMs }),
    ...(more.maxLatencyMs === undefined ? {} : { maxLatencyMs: more.maxLatencyMs }),
  };
  return {
    "executions.filter": filter,
    "executions.selected": null,
    "executions.scroll": 0,
    ...(more.sort === undefined ? {} : { "executions.sort": more.sort }),
  };
}
