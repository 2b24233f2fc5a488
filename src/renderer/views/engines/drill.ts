import type { ExecutionFilter } from "../../../contract/index.ts";
import type { TimeScope } from "./range.ts";

/** From a number on the Engines view to the executions behind it: the view-state of Executions that shows exactly those. */

export interface DrillScope extends TimeScope {
  /** The engine the number is about, or the engine filter for a number about all of them; empty is every engine. */
  engines: readonly string[];
  successfulOnly: boolean;
  includeCached?: boolean;
}

/** What narrows the executions of a scope to those behind a number, and how they are sorted; absent: as the person chose. */
export interface Behind extends Pick<ExecutionFilter, "minLatencyMs" | "maxLatencyMs" | "minMemoryMb" | "minCpuPercent"> {
  sort?: "newest" | "oldest" | "slowest" | "fastest" | "arrival";
}

/** Whether it is about what the engine took, which a cached answer says nothing of. */
const isOfEngine = ({ minLatencyMs, minMemoryMb, minCpuPercent, sort }: Behind) =>
  [minLatencyMs, minMemoryMb, minCpuPercent, sort].some((one) => one !== undefined);

/** What `navigate("executions", …)` is given. Selection and scroll position are reset: they belong to another list. */
export function drillTo(scope: DrillScope, { sort, ...bounds }: Behind = {}): Record<string, unknown> {
  const filter: ExecutionFilter = {
    ...(scope.engines.length === 0 ? {} : { engines: [...scope.engines] }),
    ...(scope.fromS === undefined ? {} : { fromS: scope.fromS }),
    ...(scope.toS === undefined ? {} : { toS: scope.toS }),
    ...(scope.successfulOnly ? { success: true } : {}),
    ...(scope.includeCached === false && isOfEngine({ ...bounds, ...(sort && { sort }) }) ? { cached: false } : {}),
    ...Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined)),
  };
  return {
    "executions.filter": filter,
    "executions.selected": null,
    "executions.comparing": false,
    "executions.scroll": 0,
    ...(sort === undefined ? {} : { "executions.sort": sort }),
  };
}
