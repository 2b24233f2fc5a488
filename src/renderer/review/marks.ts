import {
  type CandidateState,
  type ComparisonDetail,
  type ComparisonRow,
  type CurationAction,
  type DecidedState,
  decideComparison,
  decideOutcome,
  getTiers,
  isOutcomeAction,
  isReviewed,
  noOutcome,
  sortTiers,
  toDecision,
} from "../../contract/index.ts";

/** The screen decides as the person in front of it. */
const by = "person";

/** What a comparison's detail says is decided. */
function toState({ outcome, outcomeBy, winnerPosition, candidates }: ComparisonDetail): DecidedState {
  const states = candidates.map(({ position, tier, rejected, decidedBy, sampleRef }): [number, CandidateState] => [
    position,
    { tier, rejected, by: decidedBy, sample: sampleRef },
  ]);
  return { outcome, outcomeBy: outcome === null ? null : (outcomeBy ?? by), winnerPosition, candidates: new Map(states) };
}

/**
 * A comparison once an action is in force, by the rules of the engine, so that a mark can be shown while its decision is being written.
 * Returns `detail` itself when the action changes nothing: it repeats what is decided, or is about something else.
 */
export function applyAction(detail: ComparisonDetail, action: CurationAction): ComparisonDetail {
  if ("comparison" in action && action.comparison !== detail.key) return detail;
  if (action.type === "note") return action.note === detail.note ? detail : { ...detail, note: action.note };
  const before = toState(detail);
  const after = decideComparison(before, action, by);
  if (after === before) return detail;
  const { outcomeBy: _replaced, ...rest } = detail;
  const { outcome, outcomeBy, winnerPosition } = after;
  const candidates = detail.candidates.map((one) => {
    const state = after.candidates.get(one.position);
    return state === undefined || state === before.candidates.get(one.position) ? one : { ...one, ...toDecision(state) };
  });
  return { ...rest, candidates, outcome, ...(outcomeBy && { outcomeBy }), winnerPosition, reviewed: isReviewed(after) };
}

/** Whether an action would leave a comparison as it is, so that a repeated key press adds no empty step of undo. */
export function changesNothing(detail: ComparisonDetail, action: CurationAction): boolean {
  return "comparison" in action && action.comparison === detail.key && applyAction(detail, action) === detail;
}

/** A comparison with decisions on it that are not on disk yet, and which of its marks those are. */
export interface MarkedDetail {
  detail: ComparisonDetail;
  /** Positions of candidates whose mark is still being saved. */
  savingPositions: ReadonlySet<number>;
  /** Whether the comparison's own outcome is still being saved. */
  savingOutcome: boolean;
  savingNote: boolean;
}

/** Lays decisions that are still being saved over what the engine last said. */
export function withUnsaved(detail: ComparisonDetail, unsaved: readonly CurationAction[]): MarkedDetail {
  const savingPositions = new Set<number>();
  let savingOutcome = false;
  let savingNote = false;
  let marked = detail;
  for (const action of unsaved) {
    const before = marked;
    marked = applyAction(marked, action);
    if ("sample" in action) {
      // Made under Samples; it decides about the candidate that the sample came from.
      if (marked === before) continue;
      const at = before.candidates.find(({ sampleRef }) => sampleRef === action.sample);
      if (at !== undefined) savingPositions.add(at.position);
      continue;
    }
    if (action.comparison !== detail.key) continue;
    if (action.type === "note") savingNote = true;
    else if (isOutcomeAction(action)) savingOutcome = true;
    else savingPositions.add(action.position);
  }
  return { detail: marked, savingPositions, savingOutcome, savingNote };
}

/** What the list shows of a comparison. */
export type RowMarks = Pick<ComparisonRow, "reviewed" | "tiers" | "outcome">;

/** The list's marks of a comparison that is known whole. */
export function toRowMarks(detail: ComparisonDetail): RowMarks {
  return { reviewed: detail.reviewed, tiers: getTiers(toState(detail)), outcome: detail.outcome };
}

/**
 * The list's marks with unsaved decisions laid over them, for a row whose candidates are not loaded: tiers are only added, and a row stays
 * reviewed when a candidate is cleared, because what else was decided is not known.
 */
export function rowWithUnsaved(row: ComparisonRow, unsaved: readonly CurationAction[]): RowMarks {
  let marks: RowMarks = { reviewed: row.reviewed, tiers: row.tiers, outcome: row.outcome };
  for (const action of unsaved) {
    if (!("comparison" in action) || action.comparison !== row.key) continue;
    if (isOutcomeAction(action)) marks = { ...marks, reviewed: true, outcome: decideOutcome(noOutcome, action, by).outcome };
    else if (action.type === "promote") marks = { ...marks, reviewed: true, tiers: sortTiers([...marks.tiers, action.tier]) };
    else if (action.type === "reject") marks = { ...marks, reviewed: true };
  }
  return marks;
}
