import { Pause } from "../pause.ts";
import type { ReviewOutcome, SampleOrigin, Tier } from "./words.ts";

/**
 * The lines of curation.jsonl. One event is one step: what a person did at once, what undo or redo did, a slice of automatic
 * generation, or bookkeeping. A big event is written in several lines ("parts") that share its id, in one append; it is in
 * force only when all of its parts are there.
 *
 * Every change says what it changed from and to, so that the state is simply the newest `after` of everything, and undo is
 * the `before` of an event written down as a new event.
 */
export const eventVersion = 1;

export const eventTypes = ["decide", "undo", "redo", "generate", "place"] as const;
export type EventType = (typeof eventTypes)[number];

export const deciders = ["person", "auto"] as const;
export type Decider = (typeof deciders)[number];

/** What is decided about one candidate, and the live sample made from it. */
export interface CandidateState {
  tier: Tier | null;
  rejected: boolean;
  /** Who decided last. A person who cleared a candidate stays its decider: automatic generation then leaves it alone. */
  by: Decider | null;
  sample: string | null;
}

/** What is decided about a comparison as a whole. */
export interface ReviewState {
  outcome: ReviewOutcome | null;
  winner_position: number | null;
  note: string;
}

/** A sample as it is in the dataset. `copies`: how many lines of the dataset it is (identical lines were collected). */
export interface SampleImage {
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
  before: SampleImage | null;
  after: SampleImage | null;
}

export type Change = CandidateChange | ReviewChange | SampleChange;

/** Where samples that left the dataset were among all lines the file ever had, so that they can come back there. */
export type Placement = [ref: string, ordinals: number[]];

/** What all parts of an event say. */
export interface EventHead {
  schema_version: typeof eventVersion;
  event_id: string;
  /** Unix time in ms. */
  at: number;
  actor: string;
  tool_version: string;
  type: EventType;
  description: string;
  /** How many decisions of a person it carries; 0 for all but "decide". */
  decisions: number;
  /** The event that undo takes back or redo does again; null otherwise. */
  target: string | null;
}

export interface EventPart extends EventHead {
  /** 0-based number of this line among the `parts` lines of the event. */
  part: number;
  parts: number;
  changes: Change[];
  places: Placement[];
}

/** Small enough that reading one change back is cheap, large enough that a bulk decision is few lines. */
const partBytes = 64 * 1024;

/** Lines of one event, each with its newline. At least one, even without changes. */
export async function encodeEvent(head: EventHead, changes: readonly Change[], places: readonly Placement[] = []): Promise<Buffer[]> {
  const slices: { changes: string[]; places: string[] }[] = [{ changes: [], places: [] }];
  const pause = new Pause();
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
    await pause.after(json.length);
  }
  for (const place of places) put("places", JSON.stringify(place));
  const { description, ...rest } = head;
  const lines: Buffer[] = [];
  for (const [part, slice] of slices.entries()) {
    const start = JSON.stringify({ ...rest, part, parts: slices.length, description });
    const line = Buffer.from(
      `${start.slice(0, -1)},"changes":[${slice.changes.join(",")}],"places":[${slice.places.join(",")}]}\n`,
      "utf8",
    );
    lines.push(line);
    await pause.after(line.length);
  }
  return lines;
}
