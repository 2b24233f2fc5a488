import {
  type CandidateState,
  type ComparisonDetail,
  type ComparisonRow,
  type CurationAction,
  type DecidedState,
  decideComparison,
  decideOutcome,
  getTiers,
  isMarkAction,
  isOutcomeAction,
  isReviewed,
  type MarkAction,
  noOutcome,
  sortTiers,
  toDecision,
  toDetailMarks,
  toRank,
} from "../../contract/index.ts";

/** The screen decides as the person in front of it. */
const by = "person";

/** What a comparison's detail says is decided. */
function toState({ outcome, outcomeBy, winnerPosition, candidates, ...detail }: ComparisonDetail): DecidedState {
  const states = candidates.map(({ position, tier, rejected, decidedBy, sampleRef }): [number, CandidateState] => [
    position,
    { tier, rejected, by: decidedBy, sample: sampleRef },
  ]);
  const { rank, rankBy, flagged, reasons, tags, done } = detail;
  const marks = { rank, rankBy, flagged, reasons, tags, done };
  return { outcome, outcomeBy: outcome === null ? null : (outcomeBy ?? by), winnerPosition, marks, candidates: new Map(states) };
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
  const marks = toDetailMarks(after.marks);
  return { ...rest, ...marks, candidates, outcome, ...(outcomeBy && { outcomeBy }), winnerPosition, reviewed: isReviewed(after) };
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
  savingMarks: ReadonlySet<MarkAction["type"]>;
}

/** Lays decisions that are still being saved over what the engine last said. */
export function withUnsaved(detail: ComparisonDetail, unsaved: readonly CurationAction[]): MarkedDetail {
  const savingPositions = new Set<number>();
  let savingOutcome = false;
  let savingNote = false;
  const savingMarks = new Set<MarkAction["type"]>();
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
    else if (isMarkAction(action)) savingMarks.add(action.type);
    else savingPositions.add(action.position);
  }
  return { detail: marked, savingPositions, savingOutcome, savingNote, savingMarks };
}

/** What the list shows of a comparison. */
export type RowMarks = Pick<ComparisonRow, "reviewed" | "tiers" | "outcome" | "ranked" | "flagged" | "done">;

/** The list's marks of a comparison that is known whole. */
export function toRowMarks(detail: ComparisonDetail): RowMarks {
  const { reviewed, outcome, rank, flagged, done } = detail;
  return { reviewed, tiers: getTiers(toState(detail)), outcome, ranked: rank !== null, flagged, done };
}

/**
 * The list's marks with unsaved decisions laid over them, for a row whose candidates are not loaded: tiers are only added, and a row stays
 * reviewed when a candidate is cleared, because what else was decided is not known.
 */
export function rowWithUnsaved(row: ComparisonRow, unsaved: readonly CurationAction[]): RowMarks {
  let marks: RowMarks = {
    reviewed: row.reviewed,
    tiers: row.tiers,
    outcome: row.outcome,
    ranked: row.ranked,
    flagged: row.flagged,
    done: row.done,
  };
  for (const action of unsaved) {
    if (!("comparison" in action) || action.comparison !== row.key) continue;
    if (isMarkAction(action)) marks = rowWithMark(marks, action);
    else if (isOutcomeAction(action))
      marks = {
        ...marks,
        reviewed: true,
        outcome: decideOutcome(noOutcome, action, by).outcome,
        ranked: marks.ranked && !replacesRank(action.type),
      };
    else if (action.type === "promote") marks = { ...marks, reviewed: true, tiers: sortTiers([...marks.tiers, action.tier]) };
    else if (action.type === "reject") marks = { ...marks, reviewed: true };
  }
  return marks;
}

const replacesRank = (type: CurationAction["type"]) => type === "tie" || type === "both_bad";

function rowWithMark(row: RowMarks, action: MarkAction): RowMarks {
  if (action.type === "flag") return { ...row, flagged: action.flagged };
  if (action.type === "done") return { ...row, done: action.done, reviewed: row.reviewed || action.done };
  if (action.type !== "rank") return row;
  const ranked = toRank(action.groups) !== null;
  const replaced = ranked && (row.outcome === "tie" || row.outcome === "both_bad");
  return { ...row, ranked, reviewed: row.reviewed || ranked, outcome: replaced ? null : row.outcome };
}
