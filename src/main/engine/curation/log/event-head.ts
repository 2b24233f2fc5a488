import { randomUUID } from "node:crypto";
import { type EventHead, type EventType, eventVersion, newestEventVersion } from "./event.ts";

/** What every event of a store shares. */
export interface EventDefaults {
  actor: string;
  toolVersion: string;
  /** Unix time in ms. */
  nowMs: number;
}

/**
 * The head of a new event, in the oldest version that can express it.
 * @param needsNewest whether its changes, or the event it undoes, need version 2.
 */
export function createHead(type: EventType, { actor, toolVersion, nowMs }: EventDefaults, given: Partial<EventHead>, needsNewest = false) {
  const isNew = needsNewest || type === "revert" || given.actor_kind === "agent" || given.trigger === "command";
  const head: EventHead = {
    schema_version: isNew ? newestEventVersion : eventVersion,
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
