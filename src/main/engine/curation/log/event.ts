import type { ActorKind, CandidateState, Decider, OutcomeState, ReviewOutcome, SampleOrigin } from "../../../../contract/index.ts";

/**
 * The lines of curation.jsonl. An event is one step: decisions made together, an undo or redo, a generation of samples, or bookkeeping. A
 * big event is written as several lines ("parts") that share its id, and is in force only if all parts are there.
 *
 * Every change records before and after, so the state is the newest `after` of everything, and undo writes the `before` of an event as a
 * new event.
 *
 * Version 2 adds decisions by agents, generation as a step of undo, and undo of a single event. Events that need none of these are still
 * written as version 1, so that an older Assay can read them; it refuses the others by their version.
 *
 * Version 3 adds `replaces`: lines of other journals that are in force or not (docs/decisions/0039-a-mapping-run-again.md).
 */
export const eventVersion = 1;
export const agentEventVersion = 2;
export const newestEventVersion = 3;
export type EventVersion = typeof eventVersion | typeof agentEventVersion | typeof newestEventVersion;

/**
 * `revert` undoes a single event, whatever came after it. `place` keeps the positions of lines removed from the dataset file. `stage` announces
 * lines that are about to be appended and count only once `replace` says so.
 */
export const eventTypes = ["decide", "undo", "redo", "generate", "place", "revert", "stage", "replace"] as const;
export type EventType = (typeof eventTypes)[number];

/** What started a generation: a command, or the workspace's setting. */
export const triggers = ["command", "automatic"] as const;
export type Trigger = (typeof triggers)[number];

/** Which lines of a replacement count: `staged`: the old ones, and the new ones may not be there yet. */
export const replacementSides = ["staged", "new", "old"] as const;
export type ReplacementSide = (typeof replacementSides)[number];

/** Lines that stand for the same source rows. Their hashes are in a file of their own; see `state/replaced-lines.ts`. */
export interface Replacement {
  /** SHA-256 of that file, as hex; names it. */
  id: string;
  side: ReplacementSide;
}

/** Who takes a step. */
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

/** A row version of a sample. `copies`: its lines in the dataset, more than 1 when identical lines were collected. */
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
  /** Permanent name: the key of the collected line, or the id of a promoted or generated sample. */
  ref: string;
  origin: SampleOrigin;
  /** Whole Unix seconds. Stays the same when the sample leaves and comes back. */
  created_at: number;
  /** The candidate it was made of; null for collected samples. */
  comparison: string | null;
  position: number | null;
  /** What happened to it, in words: "promoted to gold". */
  did: string;
  /** null: not in the dataset. */
  before: SampleVersion | null;
  after: SampleVersion | null;
}

export type Change = CandidateChange | ReviewChange | SampleChange;

/** Positions of a removed sample's lines among all lines the dataset file ever had, so that it can come back there. */
export type SamplePositions = [ref: string, ordinals: number[]];

/** Fields that all parts of an event share. */
export interface EventHead {
  schema_version: EventVersion;
  event_id: string;
  /** Unix time in ms. */
  at: number;
  actor: string;
  /** Absent in old lines: "auto" for a generation, else "person". */
  actor_kind?: Decider;
  /** Of a generation. Absent in old lines: automatic. */
  trigger?: Trigger;
  tool_version: string;
  type: EventType;
  description: string;
  /** Number of decisions; 0 for all types but "decide". */
  decisions: number;
  /** The event that an undo, revert or redo is about; null otherwise. */
  target: string | null;
  /** Of a stage or a replace, and of what undoes or redoes one. */
  replaces?: Replacement;
}

export interface EventPart extends EventHead {
  /** 0-based, of `parts` lines. */
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

/** Whether version 1 cannot express a change. */
export function needsAgentVersion(change: Change): boolean {
  if (change.of === "candidate") return change.before.by === "agent" || change.after.by === "agent";
  return change.of === "review" && (change.before.by !== undefined || change.after.by !== undefined);
}
