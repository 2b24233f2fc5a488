/** Parts of OTLP requests in JSON. */

export type Attributes = Record<string, string | number>;
export const attribute = ([key, value]: [string, string | number]) => ({
  key,
  value:
    typeof value === "string" ? { stringValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value },
});
export const traces = (...spans: unknown[]) => ({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] });
export const logs = (...logRecords: unknown[]) => ({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });

/** A call by the GenAI conventions. */
export const chat = { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.request.model": "m" };
