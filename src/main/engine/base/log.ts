/** Structured log: one JSON object per line. */
export type LogLevel = "debug" | "info" | "warn" | "error";
export type Log = (level: LogLevel, event: string, fields?: Record<string, unknown>) => void;

/** Discards everything; for embedders and tests. */
export const silentLog: Log = () => {};

/** Formats one log line. Never throws: see `toLogJson`. */
export function formatLogLine(level: LogLevel, event: string, fields: Record<string, unknown> = {}, at: Date = new Date()): string {
  const json = toLogJson(fields);
  const head = JSON.stringify({ at: at.toISOString(), level, event });
  return json === "{}" ? `${head}\n` : `${head.slice(0, -1)},${json.slice(1)}\n`;
}

/** Fields as a JSON object; an Error becomes its message, a bigint its digits. Never throws: fields that JSON cannot hold are left out, and that is said. */
export function toLogJson(fields: Record<string, unknown>): string {
  try {
    return JSON.stringify(fields, plain) ?? "{}";
  } catch {
    return '{"fields":"cannot be written as JSON"}';
  }
}

const plain = (_key: string, value: unknown) =>
  value instanceof Error ? value.message : typeof value === "bigint" ? String(value) : value;
