import type { ClickHouseConnection, Settings } from "./client.ts";
import { ServerFailure } from "./client.ts";
import { readLines } from "./read-lines.ts";

/** What a server is told beside a statement: that it may only read, and for how long. */

/**
 * Whether this user may change settings: 0 all, 1 none, 2 all but `readonly`. Where it is 1 or 2, the server itself refuses writing.
 * @see https://clickhouse.com/docs/operations/settings/permissions-for-queries
 */
export async function readReadonly(connection: ClickHouseConnection, signal: AbortSignal): Promise<0 | 1 | 2> {
  try {
    const { bytes } = await connection.send("SELECT getSetting('readonly')\nFORMAT TabSeparated", {}, signal);
    for await (const line of readLines(bytes, { maxLineBytes: 100, onTooLong: () => {} })) {
      const level = Number(line);
      if (level === 1 || level === 2) return level;
    }
    return 0;
  } catch (thrown) {
    // Servers before 20.5 have no such function.
    if (thrown instanceof ServerFailure && thrown.code === 46) return 0;
    throw thrown;
  }
}

/** Settings of a statement for a user of that level. @param timeoutMs null: as long as it takes. */
export function limitReading(readonly: 0 | 1 | 2, timeoutMs: number | null, more: Settings = {}): Settings {
  if (readonly === 1) return {};
  return {
    ...(readonly === 0 ? { readonly: 1 } : {}),
    // Who asked is gone: the server ends it too.
    cancel_http_readonly_queries_on_client_close: 1,
    ...(timeoutMs === null ? {} : { max_execution_time: Math.ceil(timeoutMs / 1000) }),
    ...more,
  };
}
