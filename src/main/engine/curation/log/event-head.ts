import { randomUUID } from "node:crypto";
import { agentEventVersion, type EventHead, type EventType, type EventVersion, eventVersion, newestEventVersion } from "./event.ts";

/** What every event of a store shares. */
export interface EventDefaults {
  actor: string;
  toolVersion: string;
  /** Unix time in ms. */
  nowMs: number;
}

/**
 * The head of a new event, in the oldest version that can express it.
 * @param least that its changes, or the event it undoes, need.
 */
export function createHead(
  type: EventType,
  { actor, toolVersion, nowMs }: EventDefaults,
  given: Partial<EventHead>,
  least: EventVersion = eventVersion,
) {
  const isNew = least !== eventVersion || type === "revert" || given.actor_kind === "agent" || given.trigger === "command";
  const version = isNew ? agentEventVersion : eventVersion;
  const head: EventHead = {
    schema_version: given.replaces === undefined ? version : newestEventVersion,
    event_id: randomUUID(),
    at: nowMs,
    actor,
    tool_version: toolVersion,
    type,
    description: "",
    decisions: 0,
    target: null,
  };
  return { ...head, ...given };
}
