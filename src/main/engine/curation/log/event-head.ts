import { randomUUID } from "node:crypto";
import { type EventHead, type EventType, type EventVersion, eventVersion, newestOf } from "./event.ts";

/** What every event of a store shares. */
export interface EventDefaults {
  actor: string;
  toolVersion: string;
  /** Unix time in ms. */
  nowMs: number;
}

/**
 * The head of a new event, in the oldest version that can express it.
 * @param needed by its changes, or the event it undoes.
 */
export function createHead(
  type: EventType,
  { actor, toolVersion, nowMs }: EventDefaults,
  given: Partial<EventHead>,
  needed: EventVersion = eventVersion,
) {
  const isSecond = type === "revert" || given.actor_kind === "agent" || given.trigger === "command";
  const head: EventHead = {
    schema_version: newestOf([
      needed,
      isSecond ? 2 : 1,
      given.queue === undefined ? 1 : 3,
      given.replaces === undefined ? 1 : 4,
      type === "merge" ? 5 : 1,
    ]),
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
