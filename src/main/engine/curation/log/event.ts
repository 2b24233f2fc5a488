import type {
  ActorKind,
  CandidateState,
  Decider,
  MarkState,
  OutcomeState,
  Rank,
  ReviewOutcome,
  SampleOrigin,
} from "../../../../contract/index.ts";

/**
 * The lines of curation.jsonl. An event is one step: decisions made together, an undo or redo, a generation of samples, or bookkeeping. A
 * big event is written as several lines ("parts") that share its id, and is in force only if all parts are there.
 *
 * Every change records before and after, so the state is the newest `after` of everything, and undo writes the `before` of an event as a
 * new event.
 *
 * Version 2 adds decisions by agents, generation as a step of undo, and undo of a single event. Version 3 adds rankings, flags, reason codes,
 * tags, "done", and decisions made in a queue. Version 4 adds `replaces`: lines of other journals that count or not
 * (docs/decisions/0040-a-mapping-run-again.md). Version 5 adds merges of other reviewers' logs. Version 6 adds
 * `repeat` (docs/decisions/0046-silent-repeats.md). An event is written in the oldest version that can say it, so that an older Assay can read what
 * it understands; it refuses the others by their version.
 */
export const eventVersion = 1;
export const eventVersions = [eventVersion, 2, 3, 4, 5, 6] as const;
export type EventVersion = (typeof eventVersions)[number];
export const newestEventVersion = 6;

/**
 * `revert` undoes a single event, whatever came after it. `place` keeps the positions of lines removed from the dataset file. `stage` announces
 * lines that are about to be appended and count only once `replace` says so. `merge` takes over another reviewer's events.
 */
export const eventTypes = ["decide", "undo", "redo", "generate", "place", "revert", "stage", "replace", "merge"] as const;
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
  /** Absent: not ranked. */
  rank?: Rank;
  /** Who ranked; absent: a person. */
  rank_by?: "agent";
  flagged?: true;
  reasons?: readonly string[];
  tags?: readonly string[];
  done?: true;
}

/** @returns the outcome of a review, without its note. */
export function toOutcome({ outcome, winner_position: winnerPosition, by }: ReviewState): OutcomeState {
  return { outcome, outcomeBy: outcome === null ? null : (by ?? "person"), winnerPosition };
}

/** @returns the marks of a review. */
export function toMarks({ rank, rank_by: rankBy, flagged, reasons = [], tags = [], done }: ReviewState): MarkState {
  const ranker = rank === undefined ? null : (rankBy ?? "person");
  return { rank: rank ?? null, rankBy: ranker, flagged: flagged === true, reasons, tags, done: done === true };
}

export function toReview({ outcome, outcomeBy, winnerPosition }: OutcomeState, marks: MarkState, note: string): ReviewState {
  const { rank, rankBy, flagged, reasons, tags, done } = marks;
  return {
    outcome,
    winner_position: winnerPosition,
    note,
    ...(outcomeBy === "agent" ? { by: "agent" } : {}),
    ...(rank === null ? {} : { rank }),
    ...(rankBy === "agent" ? { rank_by: "agent" } : {}),
    ...(flagged ? { flagged: true } : {}),
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(done ? { done: true } : {}),
  };
}

/** Fields of a review that are undone together, whatever was decided about the others since. */
export const reviewUnits = [
  ["outcome", "winner_position", "by"],
  ["note"],
  ["rank", "rank_by"],
  ["flagged"],
  ["reasons"],
  ["tags"],
  ["done"],
] as const satisfies (keyof ReviewState)[][];
export type ReviewUnit = (typeof reviewUnits)[number];

const namesOf = (unit: ReviewUnit): readonly (keyof ReviewState)[] => unit;
const fieldsOf = (review: ReviewState, unit: ReviewUnit) => JSON.stringify(namesOf(unit).map((name) => review[name] ?? null));
export const isSameUnit = (one: ReviewState, other: ReviewState, unit: ReviewUnit) => fieldsOf(one, unit) === fieldsOf(other, unit);

/** A review with one unit of another. */
export function withUnit(review: ReviewState, unit: ReviewUnit, from: ReviewState): ReviewState {
  const names: readonly string[] = namesOf(unit);
  const kept = Object.entries(review).filter(([name]) => !names.includes(name));
  const taken = Object.entries(from).filter(([name]) => names.includes(name));
  return Object.fromEntries([...kept, ...taken]) as unknown as ReviewState;
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
  /** The line it would have had, where somebody corrected the answer while promoting it. */
  original?: string;
}

/** What the two looks at a comparison said; see `toVerdict`. `first` is "" where it does not count. */
export interface BothVerdicts {
  first: string;
  again: string;
}

/** A decision about a comparison that a blind queue showed a second time. It is never in force. */
export interface RepeatChange {
  of: "repeat";
  queue: string;
  comparison: string;
  change: CandidateChange | ReviewChange;
  /** Of the change that reveals it. */
  verdicts?: BothVerdicts;
}

export type Change = CandidateChange | ReviewChange | SampleChange | RepeatChange;

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
  /** Of decisions made in a queue: which, and the comparison's positions in the order in which they were shown. */
  queue?: string;
  shown?: readonly number[];
  /** What the step is called while its comparison is sealed: no engine, no id. */
  sealed_description?: string;
}

export interface EventPart extends EventHead {
  /** 0-based, of `parts` lines. */
  part: number;
  parts: number;
  changes: Change[];
  places: SamplePositions[];
  /** Of a merge: the other reviewers' events, and what reviewers who decided about the same comparison said. */
  merged?: MergedEvent[];
  verdicts?: ComparisonVerdicts[];
  /** Of a merge: what others said who saw a comparison twice. */
  repeats?: (BothVerdicts & { comparison: string })[];
}

/** One line of another reviewer's event, as a merge keeps it. */
export interface MergedEvent {
  /** Its place among the events of all reviewers: ms, the same in every log that knows it. */
  order: number;
  /** What its reviewer is called here, where the log's own name was taken. */
  as?: string;
  /** Comparisons whose conflict it settled. */
  settles?: readonly string[];
  event: EventPart;
}

/** What one reviewer said about a comparison; see `toVerdict`. */
export interface ReviewerVerdict {
  actor: string;
  kind: ActorKind;
  verdict: string;
}

/** What several reviewers said about one comparison. */
export interface ComparisonVerdicts {
  comparison: string;
  verdicts: readonly ReviewerVerdict[];
  /** Somebody saw that they differ, and decided since. */
  settled?: true;
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

/** The oldest version that can express a change. */
export function versionNeededBy(change: Change): EventVersion {
  if (change.of === "candidate") return change.before.by === "agent" || change.after.by === "agent" ? 2 : 1;
  if (change.of === "repeat") return 6;
  if (change.of === "sample") return change.original === undefined ? 1 : 3;
  const { before, after } = change;
  if (reviewUnits.slice(2).some((unit) => namesOf(unit).some((name) => before[name] !== undefined || after[name] !== undefined))) return 3;
  return before.by !== undefined || after.by !== undefined ? 2 : 1;
}

export const newestOf = (versions: readonly EventVersion[]) => Math.max(eventVersion, ...versions) as EventVersion;
