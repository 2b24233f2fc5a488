/** Structured log: one JSON object per line. */
export type LogLevel = "debug" | "info" | "warn" | "error";
export type Log = (level: LogLevel, event: string, fields?: Record<string, unknown>) => void;

/** Discards everything; for embedders and tests. */
export const silentLog: Log = () => {};

/** Formats one log line. `fields` must be JSON; an Error becomes its message. */
export function formatLogLine(level: LogLevel, event: string, fields: Record<string, unknown> = {}, at: Date = new Date()): string {
  const plain = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? value.message : value]));
  return `${JSON.stringify({ at: at.toISOString(), level, event, ...plain })}\n`;
}
