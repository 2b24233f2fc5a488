import type { ActorKind, CandidateState, Decider, OutcomeState, ReviewOutcome, SampleOrigin } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";

/**
 * The lines of curation.jsonl. One event is one step: what was decided at once, what undo or redo did, one generation of
 * samples, or bookkeeping. A big event is written in several lines ("parts") that share its id; it is in force only when all of
 * its parts are there.
 *
 * Every change says what it changed from and to, so that the state is simply the newest `after` of everything, and undo is
 * the `before` of an event written down as a new event.
 *
 * Version 2 adds decisions of an agent, generation as a step of undo, and undo of a step where it stands. Events that need none of
 * these are still written as version 1, so that an older Assay reads them and refuses the others by their version.
 */
export const eventVersion = 1;
export const newestEventVersion = 2;
export type EventVersion = typeof eventVersion | typeof newestEventVersion;

/** `revert` undoes one event where it stands, whatever came after it. */
export const eventTypes = ["decide", "undo", "redo", "generate", "place", "revert"] as const;
export type EventType = (typeof eventTypes)[number];

/** Who asked for a generation: somebody, or the workspace's own setting. */
export const triggers = ["command", "automatic"] as const;
export type Trigger = (typeof triggers)[number];

/** Who takes a step, as the log names them. */
export interface Actor {
  name: string;
  kind: ActorKind;
}

/** What is decided about a comparison as a whole. */
export interface ReviewState {
  outcome: ReviewOutcome | null;
  winner_position: number | null;
  note: string;
  /** Who decided the outcome; absent: a person. */
  by?: "agent";
}

/** @returns the outcome of a review, without its note. */
export function toOutcome({ outcome, winner_position: winnerPosition, by }: ReviewState): OutcomeState {
  return { outcome, outcomeBy: outcome === null ? null : (by ?? "person"), winnerPosition };
}

export function toReview({ outcome, outcomeBy, winnerPosition }: OutcomeState, note: string): ReviewState {
  return { outcome, winner_position: winnerPosition, note, ...(outcomeBy === "agent" ? { by: "agent" } : {}) };
}

/** A sample as it is in the dataset. `copies`: how many lines of the dataset it is (identical lines were collected). */
export interface SampleVersion {
  line: string;
  copies: number;
  edited: boolean;
}

export interface CandidateChange {
  of: "candidate";
  comparison: string;
  comparison_id: string;
  position: number;
  engine_id: string;
  before: CandidateState;
  after: CandidateState;
}

export interface ReviewChange {
  of: "review";
  comparison: string;
  comparison_id: string;
  before: ReviewState;
  after: ReviewState;
}

export interface SampleChange {
  of: "sample";
  /** Names the sample for good: the key of the collected line, or the id of a promoted or generated one. */
  ref: string;
  origin: SampleOrigin;
  /** Whole Unix seconds of its making; stays when it leaves and comes back. */
  created_at: number;
  /** Where it came from, when it was promoted or generated. */
  comparison: string | null;
  position: number | null;
  /** What happened to it, in words: "promoted to gold". */
  did: string;
  /** The whole line it was and is; null: not in the dataset. */
  before: SampleVersion | null;
  after: SampleVersion | null;
}

export type Change = CandidateChange | ReviewChange | SampleChange;

/** Where samples that left the dataset were among all lines the file ever had, so that they can come back there. */
export type SamplePositions = [ref: string, ordinals: number[]];

/** What all parts of an event say. */
export interface EventHead {
  schema_version: EventVersion;
  event_id: string;
  /** Unix time in ms. */
  at: number;
  actor: string;
  /** Absent in old lines: automatic generation is "auto", all else a person's. */
  actor_kind?: Decider;
  /** Of a generation; absent in old lines: automatic. */
  trigger?: Trigger;
  tool_version: string;
  type: EventType;
  description: string;
  /** How many decisions it carries; 0 for all but "decide". */
  decisions: number;
  /** The event that undo and revert take back or redo does again; null otherwise. */
  target: string | null;
}

export interface EventPart extends EventHead {
  /** 0-based number of this line among the `parts` lines of the event. */
  part: number;
  parts: number;
  changes: Change[];
  places: SamplePositions[];
}

/** Bytes of curation.jsonl: one line without its newline, or all lines of an event. */
export interface PartRef {
  offset: number;
  length: number;
}

/** A text that stays in curation.jsonl: the `after` of one change of one line. */
export interface TextRef {
  part: PartRef;
  change: number;
}

/** Small enough that reading one change back is cheap, large enough that a bulk decision is few lines. */
export const partBytes = 64 * 1024;

/** One line of an event, with its newline. @param changes, places as JSON. */
export function encodePart(
  head: EventHead,
  place: { part: number; parts: number },
  changes: readonly string[],
  places: readonly string[] = [],
): Buffer {
  const { description, ...rest } = head;
  const start = JSON.stringify({ ...rest, ...place, description });
  return Buffer.from(`${start.slice(0, -1)},"changes":[${changes.join(",")}],"places":[${places.join(",")}]}\n`, "utf8");
}

/** Lines of one event, each with its newline. At least one, even without changes. */
export async function encodeEvent(head: EventHead, changes: readonly Change[], places: readonly SamplePositions[] = []): Promise<Buffer[]> {
  const slices: { changes: string[]; places: string[] }[] = [{ changes: [], places: [] }];
  const budget = new YieldBudget();
  let size = 0;
  const put = (kind: "changes" | "places", json: string) => {
    let slice = slices[slices.length - 1];
    if (!slice || (size > 0 && size + json.length > partBytes)) {
      slice = { changes: [], places: [] };
      slices.push(slice);
      size = 0;
    }
    slice[kind].push(json);
    size += json.length;
  };
  for (const change of changes) {
    const json = JSON.stringify(change);
    put("changes", json);
    await budget.spend(json.length);
  }
  for (const place of places) put("places", JSON.stringify(place));
  const lines: Buffer[] = [];
  for (const [part, slice] of slices.entries()) {
    const line = encodePart(head, { part, parts: slices.length }, slice.changes, slice.places);
    lines.push(line);
    await budget.spend(line.length);
  }
  return lines;
}

/** Whether a change can only be said in version 2. */
export function needsNewestVersion(change: Change): boolean {
  if (change.of === "candidate") return change.before.by === "agent" || change.after.by === "agent";
  return change.of === "review" && (change.before.by !== undefined || change.after.by !== undefined);
}
