import Type, { type Static } from "typebox";
import { ComparisonKey } from "./comparisons.ts";
import { command, query } from "./procedure.ts";
import { Count, closed, Id, Nothing, Tier, TimeMs } from "./shapes.ts";

const onCandidate = { comparison: ComparisonKey, position: Count };
const text = Type.String({ maxLength: 4_000_000 });

/** One decision. Several in one `curation.apply` are one step of undo. */
export const CurationAction = Type.Union([
  closed({ type: Type.Literal("promote"), ...onCandidate, tier: Tier }),
  closed({ type: Type.Literal("reject"), ...onCandidate }),
  /** Takes back what was decided about one candidate: no tier, not rejected. */
  closed({ type: Type.Literal("clear"), ...onCandidate }),
  closed({ type: Type.Literal("set_winner"), ...onCandidate }),
  closed({ type: Type.Literal("tie"), comparison: ComparisonKey }),
  closed({ type: Type.Literal("both_bad"), comparison: ComparisonKey }),
  closed({ type: Type.Literal("skip"), comparison: ComparisonKey }),
  closed({ type: Type.Literal("note"), comparison: ComparisonKey, note: Type.String({ maxLength: 10_000 }) }),
  /** On a live sample, by its `ref`. */
  closed({ type: Type.Literal("retier"), sample: Id, tier: Tier }),
  closed({ type: Type.Literal("edit"), sample: Id, input: Type.Optional(text), output: Type.Optional(text) }),
  closed({ type: Type.Literal("demote"), sample: Id }),
]);
export type CurationAction = Static<typeof CurationAction>;

export const HistoryEntry = closed({
  eventId: Type.String(),
  atMs: TimeMs,
  actor: Type.String(),
  /** What was done, in words: "promoted candidate 2 (gpt-x) of c-1 to gold". */
  description: Type.String(),
  undone: Type.Boolean(),
  comparisons: Type.Array(ComparisonKey),
});
export type HistoryEntry = Static<typeof HistoryEntry>;

export const CurationState = closed({
  canUndo: Type.Boolean(),
  canRedo: Type.Boolean(),
  /** What undo would take back and redo bring again, in words; "" when nothing. */
  undoes: Type.String(),
  redoes: Type.String(),
  /** Decisions in force, undone ones left out. */
  decisions: Count,
});
export type CurationState = Static<typeof CurationState>;

/** Answered only when the event is fsynced: a mark shown after it is true. */
export const CurationAnswer = closed({ state: CurationState, description: Type.String(), comparisons: Type.Array(ComparisonKey) });
export type CurationAnswer = Static<typeof CurationAnswer>;

export const curationProcedures = {
  "curation.apply": command(closed({ actions: Type.Array(CurationAction, { minItems: 1, maxItems: 10_000 }) }), CurationAnswer),
  "curation.undo": command(Nothing, CurationAnswer),
  "curation.redo": command(Nothing, CurationAnswer),
  "curation.state": query(Nothing, CurationState),
  "curation.history": query(closed({ limit: Type.Integer({ minimum: 1, maximum: 500 }) }), Type.Array(HistoryEntry)),
  /** Runs automatic generation over all comparisons now, whatever the switch says; twice changes nothing. */
  "curation.generate": command(Nothing, closed({ created: Count, updated: Count, live: Count })),
};
