import type { Column, Stats } from "./columns.ts";
import { type DrillScope, drillTo } from "./drill.ts";

/**
 * The executions behind a number of the table, or behind a row. n counts failures whatever the switch says.
 * @param column null: the row's name. @param stats of the row.
 */
export function drillFromCell(scope: DrillScope, column: Column | null, stats: Stats): Record<string, unknown> {
  const behind = column?.behind?.(stats) ?? {};
  const { includeCached, ...rest } = scope;
  // No latency is of a cache: the list needs no filter to say so.
  const isSaid = includeCached !== undefined && (stats.latencyMs.cachedN > 0 || !("sort" in behind));
  return drillTo(
    { ...rest, ...(isSaid ? { includeCached } : {}), successfulOnly: scope.successfulOnly && column?.key !== "count" },
    behind,
  );
}
