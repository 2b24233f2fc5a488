/** Compact structured log: one JSON object a line. */
export type LogLevel = "debug" | "info" | "warn" | "error";
export type Log = (level: LogLevel, event: string, fields?: Record<string, unknown>) => void;

/** A log that keeps nothing, for embedders and tests that want none. */
export const silentLog: Log = () => {};

/** Formats one log line. `fields` must be JSON; an Error becomes its message. */
export function formatLogLine(level: LogLevel, event: string, fields: Record<string, unknown> = {}, at: Date = new Date()): string {
  const plain = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? value.message : value]));
  return `${JSON.stringify({ at: at.toISOString(), level, event, ...plain })}\n`;
}
