import type { CandidateState, SampleOrigin } from "../../../../contract/index.ts";
import {
  type CandidateChange,
  type Change,
  isSameUnit,
  type ReviewChange,
  type ReviewState,
  reviewUnits,
  type SampleVersion,
} from "../log/event.ts";
import { isRepeatName, toRepeatChange } from "../log/repeat.ts";

/** Changes of a transaction: what each thing was before it, and is so far. */

export interface CandidateName {
  comparison: string;
  comparisonId: string;
  position: number;
  engineId: string;
}

export interface PendingCandidate extends CandidateName {
  of: "candidate";
  before: CandidateState;
  after: CandidateState;
}

export interface PendingReview {
  of: "review";
  comparison: string;
  comparisonId: string;
  before: ReviewState;
  after: ReviewState;
}

/** What names a sample for good. */
export interface SampleName {
  readonly ref: string;
  readonly origin: SampleOrigin;
  readonly createdAt: number;
  readonly comparison: string | null;
  readonly position: number | null;
}

export interface PendingSample extends SampleName {
  readonly of: "sample";
  readonly before: SampleVersion | null;
  /** null: not in the dataset. */
  after: SampleVersion | null;
  /** What happened to it, in words. */
  did: string;
  /** The line it would have had, where somebody corrected the answer while promoting it. */
  original?: string;
}

export type Pending = PendingCandidate | PendingReview | PendingSample;

export function isSameCandidate(one: CandidateState, other: CandidateState): boolean {
  return one.tier === other.tier && one.rejected === other.rejected && one.by === other.by && one.sample === other.sample;
}

const [outcome, , ranking] = reviewUnits;
/** Whether two reviews decide the same: outcome and ranking. */
export const decidesSame = (one: ReviewState, other: ReviewState) => isSameUnit(one, other, outcome) && isSameUnit(one, other, ranking);
export const isSameReview = (one: ReviewState, other: ReviewState) => reviewUnits.every((unit) => isSameUnit(one, other, unit));

export function isChanged(pending: Pending): boolean {
  if (pending.of === "candidate") return !isSameCandidate(pending.before, pending.after);
  if (pending.of === "review") return !isSameReview(pending.before, pending.after);
  const { before, after } = pending;
  return before?.line !== after?.line || before?.edited !== after?.edited;
}

/** The change as curation.jsonl records it. */
export function toChange(pending: Pending): Change {
  if (pending.of === "candidate") {
    const { comparison, comparisonId, position, engineId, before, after } = pending;
    return inItsLook({ of: "candidate", comparison, comparison_id: comparisonId, position, engine_id: engineId, before, after });
  }
  if (pending.of === "review") {
    const { comparison, comparisonId, before, after } = pending;
    return inItsLook({ of: "review", comparison, comparison_id: comparisonId, before, after });
  }
  const { ref, origin, createdAt, comparison, position, did, before, after, original } = pending;
  const change = { of: "sample", ref, origin, created_at: createdAt, comparison, position, did, before, after } as const;
  return original === undefined ? change : { ...change, original };
}

const inItsLook = (change: CandidateChange | ReviewChange) => (isRepeatName(change.comparison) ? toRepeatChange(change) : change);
