import type { Candidate, ComparisonDetail, ComparisonRow, CurationAction, Tier } from "../../contract/index.ts";

/**
 * What a comparison looks like once an action is in force. The engine decides; this says the same thing a moment
 * earlier, so that a mark can be shown while its decision is being written.
 * An action on another comparison, or on a position that is not there, changes nothing.
 */
export function applyAction(detail: ComparisonDetail, action: CurationAction): ComparisonDetail {
  const after = applied(detail, action);
  if (after === detail || action.type === "note" || action.type === "skip") return after;
  return withoutOutranked(after);
}

/** A decision takes the automatic tiers of its comparison with it, but for the candidate that is set as the winner. */
function withoutOutranked(detail: ComparisonDetail): ComparisonDetail {
  const { outcome, winnerPosition } = detail;
  const confirmed = outcome === "winner" ? winnerPosition : null;
  const isDecided =
    (outcome !== null && outcome !== "skipped") ||
    detail.candidates.some(({ decidedBy }) => decidedBy === "person" || decidedBy === "agent");
  const isOutranked = (candidate: Candidate) => candidate.decidedBy === "auto" && candidate.position !== confirmed;
  if (!isDecided || !detail.candidates.some(isOutranked)) return detail;
  const undecided = { tier: null, rejected: false, sampleRef: null, decidedBy: null } as const;
  return { ...detail, candidates: detail.candidates.map((one) => (isOutranked(one) ? { ...one, ...undecided } : one)) };
}

function applied(detail: ComparisonDetail, action: CurationAction): ComparisonDetail {
  if (!("comparison" in action) || action.comparison !== detail.key) return detail;
  switch (action.type) {
    case "promote":
      return onCandidate(detail, action.position, { tier: action.tier, rejected: false, decidedBy: "person" });
    case "reject":
      return onCandidate(detail, action.position, { tier: null, rejected: true, sampleRef: null, decidedBy: "person" });
    case "clear":
      return withReviewed(onCandidate(detail, action.position, { tier: null, rejected: false, sampleRef: null, decidedBy: "person" }));
    case "set_winner":
      return { ...detail, outcome: "winner", outcomeBy: "person", winnerPosition: action.position, reviewed: true };
    case "tie":
      return { ...detail, outcome: "tie", outcomeBy: "person", winnerPosition: null, reviewed: true };
    case "both_bad":
      return { ...detail, outcome: "both_bad", outcomeBy: "person", winnerPosition: null, reviewed: true };
    case "skip":
      return { ...detail, outcome: "skipped", outcomeBy: "person", winnerPosition: null, reviewed: true };
    case "note":
      return { ...detail, note: action.note };
  }
}

/** Whether an action would leave a comparison as it is, so that a repeated key press adds no empty step of undo. */
export function changesNothing(detail: ComparisonDetail, action: CurationAction): boolean {
  if (!("comparison" in action) || action.comparison !== detail.key) return false;
  const candidate = "position" in action ? detail.candidates.find((one) => one.position === action.position) : undefined;
  switch (action.type) {
    case "promote":
      return candidate?.tier === action.tier && candidate.decidedBy === "person";
    case "reject":
      return candidate?.rejected === true && candidate.decidedBy === "person";
    case "clear":
      return candidate !== undefined && candidate.tier === null && !candidate.rejected;
    case "set_winner":
      return isPersons(detail, "winner") && detail.winnerPosition === action.position;
    case "tie":
      return isPersons(detail, "tie");
    case "both_bad":
      return isPersons(detail, "both_bad");
    case "skip":
      return isPersons(detail, "skipped");
    case "note":
      return detail.note === action.note;
  }
}

/** What an agent decided a person may still confirm. */
const isPersons = (detail: ComparisonDetail, outcome: ComparisonDetail["outcome"]) =>
  detail.outcome === outcome && detail.outcomeBy !== "agent";

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
    if (!("comparison" in action) || action.comparison !== detail.key) continue;
    marked = applyAction(marked, action);
    if (action.type === "note") savingNote = true;
    else if (action.type === "promote" || action.type === "reject" || action.type === "clear") savingPositions.add(action.position);
    else savingOutcome = true;
  }
  return { detail: marked, savingPositions, savingOutcome, savingNote };
}

/** What the list shows of a comparison. */
export type RowMarks = Pick<ComparisonRow, "reviewed" | "tiers" | "outcome">;

const rank: Record<Tier, number> = { gold: 0, silver: 1, bronze: 2 };

/** The list's marks of a comparison that is known whole. */
export function rowMarksOf(detail: ComparisonDetail): RowMarks {
  const tiers = [...new Set(detail.candidates.flatMap((candidate) => (candidate.tier === null ? [] : [candidate.tier])))];
  return { reviewed: detail.reviewed, tiers: tiers.sort((a, b) => rank[a] - rank[b]), outcome: detail.outcome };
}

/** The list's marks with unsaved decisions laid over them; for a row whose candidates are not loaded. */
export function rowWithUnsaved(row: ComparisonRow, unsaved: readonly CurationAction[]): RowMarks {
  let marks: RowMarks = { reviewed: row.reviewed, tiers: row.tiers, outcome: row.outcome };
  for (const action of unsaved) {
    if (!("comparison" in action) || action.comparison !== row.key) continue;
    if (action.type === "promote") {
      const tiers = [...new Set([...marks.tiers, action.tier])].sort((a, b) => rank[a] - rank[b]);
      marks = { ...marks, reviewed: true, tiers };
    } else if (action.type === "set_winner") marks = { ...marks, reviewed: true, outcome: "winner" };
    else if (action.type === "tie" || action.type === "both_bad") marks = { ...marks, reviewed: true, outcome: action.type };
    else if (action.type === "skip") marks = { ...marks, reviewed: true, outcome: "skipped" };
    else if (action.type === "reject") marks = { ...marks, reviewed: true };
  }
  return marks;
}

function onCandidate(
  detail: ComparisonDetail,
  position: number,
  change: Partial<ComparisonDetail["candidates"][number]>,
): ComparisonDetail {
  if (!detail.candidates.some((candidate) => candidate.position === position)) return detail;
  const candidates = detail.candidates.map((candidate) => (candidate.position === position ? { ...candidate, ...change } : candidate));
  return { ...detail, candidates, reviewed: true };
}

function withReviewed(detail: ComparisonDetail): ComparisonDetail {
  const decided = detail.candidates.some(
    (candidate) => candidate.decidedBy === "person" && (candidate.tier !== null || candidate.rejected),
  );
  return { ...detail, reviewed: decided || (detail.outcome !== null && detail.outcomeBy !== "agent") };
}
