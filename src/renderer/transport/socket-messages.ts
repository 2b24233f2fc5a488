import type { EventName, EventOf, Result } from "../../contract/index.ts";

export type ServerMessage = { id: number; result: Result<unknown> } | { event: EventName; data: EventOf<EventName> };

const events: Record<EventName, true> = { snapshot: true };

/** Reads one message of the server; undefined for what this version does not understand. */
export function readServerMessage(text: string): ServerMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== "object" || message === null) return undefined;
  if ("id" in message && typeof message.id === "number" && "result" in message && isResult(message.result)) {
    return { id: message.id, result: message.result };
  }
  if ("event" in message && typeof message.event === "string" && Object.hasOwn(events, message.event) && "data" in message) {
    return { event: message.event as EventName, data: message.data as EventOf<EventName> };
  }
  return undefined;
}

/** Whether a value has the outer shape of an answer. */
export function isResult(value: unknown): value is Result<unknown> {
  if (typeof value !== "object" || value === null || !("ok" in value)) return false;
  if (value.ok === true) return "value" in value;
  return value.ok === false && "error" in value && typeof value.error === "object" && value.error !== null && "message" in value.error;
}
