import type { Decider } from "../../../../contract/index.ts";
import type { EventType, PartRef } from "../log/event.ts";
import type { DecisionLog } from "./reviewer-log.ts";

/** A line of a log, or one of the lines that a merge in it has brought. */
export interface LineRef extends PartRef {
  log: DecisionLog;
  /** Index in the line's `merged`; null: the line itself. */
  merged: number | null;
}

/** An event of any log, without its changes. */
export interface KnownEvent {
  readonly id: string;
  /** Its place among all events; see `KnownEvents`. */
  order: number;
  readonly actor: string;
  readonly kind: Decider;
  readonly type: EventType;
  readonly target: string | null;
  /** Comparisons that it decided about with another reviewer's decision in view: it settles a conflict, and says nothing of its own. */
  readonly settles: readonly string[];
  readonly lines: readonly LineRef[];
  /** The logs it is in, and the merge that brought it there; null: it was made there. */
  readonly in: { log: DecisionLog; merge: KnownEvent | null }[];
}

/** By order, then by id: the same in every workspace. */
export const isLater = (one: KnownEvent, other: KnownEvent) => (one.order !== other.order ? one.order > other.order : one.id > other.id);
