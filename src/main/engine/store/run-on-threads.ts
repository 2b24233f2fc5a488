import { setTimeout as delay } from "node:timers/promises";
import type { PendingResult } from "@duckdb/node-bindings";

const firstLookMs = 1;
const maxLookMs = 8;

/** The used part of a connection of @duckdb/node-api. */
interface Startable {
  start(sql: string): Promise<{ getResult(): Promise<unknown> }>;
}

/**
 * Runs a statement on DuckDB's own threads alone. The usual call works along, and while other threads have the last tasks it asks for another one
 * without a pause: that took as much processor time as a large insert itself (docs/decisions/0069-processor-time-of-imports.md). Rejects
 * with DuckDB's error.
 */
export async function runOnThreads(connection: Startable, sql: string): Promise<void> {
  const { default: bindings } = await import("@duckdb/node-bindings");
  const pending = await connection.start(sql);
  // The package hands on the call that works along, and not the one that only looks.
  const { pending_result } = pending as unknown as { pending_result: PendingResult };
  const { RESULT_NOT_READY, NO_TASKS_AVAILABLE } = bindings.PendingState;
  for (let lookMs = firstLookMs; ; lookMs = Math.min(maxLookMs, lookMs * 2)) {
    const state = bindings.pending_execute_check_state(pending_result);
    // Also a statement that has ended is in no state that the call knows: `getResult` tells how.
    if (state !== RESULT_NOT_READY && state !== NO_TASKS_AVAILABLE) break;
    await delay(lookMs);
  }
  await pending.getResult();
}
