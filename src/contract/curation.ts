import Type, { type Static } from "typebox";
import { ComparisonKey } from "./comparisons.ts";
import { command, query } from "./procedure.ts";
import { TierCounts } from "./samples.ts";
import { Count, closed, Id, literals, Nothing, Tier, TimeMs } from "./shapes.ts";

const onCandidate = { comparison: ComparisonKey, position: Count };
const text = Type.String({ maxLength: 4_000_000 });

/** One decision. Several in one `curation.apply` are one step of undo. */
export const CurationAction = Type.Union([
  closed({ type: Type.Literal("promote"), ...onCandidate, tier: Tier }),
  closed({ type: Type.Literal("reject"), ...onCandidate }),
  /** Removes what was decided about one candidate: no tier, not rejected. */
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

/** `agent`: a program that decides by `assay decide`; `auto`: generation by the workspace's own setting. */
export const actorKinds = ["person", "agent", "auto"] as const;

export const HistoryEntry = closed({
  eventId: Type.String(),
  atMs: TimeMs,
  actor: Type.String(),
  actorKind: literals(actorKinds),
  /** What was done, in words: "promoted candidate 2 (gpt-x) of c-1 to gold". */
  description: Type.String(),
  undone: Type.Boolean(),
  comparisons: Type.Array(ComparisonKey),
});
export type HistoryEntry = Static<typeof HistoryEntry>;

export const CurationState = closed({
  canUndo: Type.Boolean(),
  canRedo: Type.Boolean(),
  /** The steps that undo and redo would act on, in words; "" when there is none. */
  undoes: Type.String(),
  redoes: Type.String(),
  /** Decisions in force, undone ones left out. */
  decisions: Count,
});
export type CurationState = Static<typeof CurationState>;

/** More comparisons than this are not named in an answer: whoever shows comparisons asks for all of them again. */
export const maxNamedComparisons = 10_000;

const answer = {
  state: CurationState,
  description: Type.String(),
  /** The comparisons it changed, at most `maxNamedComparisons`. */
  comparisons: Type.Array(ComparisonKey),
  /** Of undo and redo, when somebody changed some of it later: how many changes stay as they are, of how many. */
  stays: Type.Optional(closed({ count: Count, of: Count })),
};

/** Answered only when the event is fsynced: a mark shown after it is true. */
export const CurationAnswer = closed(answer);
export type CurationAnswer = Static<typeof CurationAnswer>;

/** Comparisons that get no automatic sample, by the reason. */
export const LeftOut = closed({
  /** A person or an agent has decided about them. */
  decided: Count,
  /** The winner's score is below the bronze threshold. */
  belowThreshold: Count,
  /** Their automatic sample is in the dataset as it should be. */
  unchanged: Count,
  /** Their automatic sample was undone; only for generation by the workspace's own setting. */
  undone: Count,
  noWinner: Count,
  noScore: Count,
  /** Kept although not valid, a winner that is no candidate included. */
  invalid: Count,
  /** The same line as another comparison. */
  duplicate: Count,
  /** No sample can be made of them: the line would be too long, or cannot be read. */
  unusable: Count,
});
export type LeftOut = Static<typeof LeftOut>;

const generation = {
  /** Samples that are new in the dataset, got another tier, and left it. */
  created: Count,
  changed: Count,
  removed: Count,
  /** The new and changed ones. */
  byTier: TierCounts,
  leftOut: LeftOut,
};

/** Counts of samples and of what is left out. */
export const GenerationCounts = closed(generation);
export type GenerationCounts = Static<typeof GenerationCounts>;

export const GenerationExample = closed({
  change: literals(["new", "changed", "removed"]),
  comparison: ComparisonKey,
  comparisonId: Type.String(),
  queryHead: Type.String(),
  engineId: Type.String(),
  score: Type.Number(),
  /** null: it leaves the dataset. */
  tier: Type.Union([Tier, Type.Null()]),
});
export type GenerationExample = Static<typeof GenerationExample>;

export const GenerationPreview = closed({
  ...generation,
  /** A few of each tier. */
  examples: Type.Array(GenerationExample),
  /** The least score of each tier. */
  thresholds: closed({ gold: Type.Number(), silver: Type.Number(), bronze: Type.Number() }),
});
export type GenerationPreview = Static<typeof GenerationPreview>;

export const curationProcedures = {
  "curation.apply": command(closed({ actions: Type.Array(CurationAction, { minItems: 1, maxItems: 10_000 }) }), CurationAnswer),
  "curation.undo": command(Nothing, CurationAnswer),
  "curation.redo": command(Nothing, CurationAnswer),
  /** Undoes a single event of the history, as a step of its own. What was changed later stays as it is. */
  "curation.undoEvent": command(closed({ eventId: Id }), CurationAnswer),
  "curation.state": query(Nothing, CurationState),
  "curation.history": query(closed({ limit: Type.Integer({ minimum: 1, maximum: 500 }) }), Type.Array(HistoryEntry)),
  /** What `curation.generate` would do now. */
  "curation.previewGeneration": query(Nothing, GenerationPreview),
  /** Makes automatic samples of all comparisons, whatever the switch says, as one step of undo. Idempotent. */
  "curation.generate": command(Nothing, closed({ ...answer, ...generation })),
};
