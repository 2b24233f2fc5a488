import Type, { type Static } from "typebox";
import { ComparisonFilter, ComparisonKey } from "./comparisons.ts";
import { command, query } from "./procedure.ts";
import { TierCounts } from "./samples.ts";
import { Count, Id, literals, Nothing, strictObject, Tier, TimeMs } from "./shapes.ts";

const onCandidate = { comparison: ComparisonKey, position: Count };
const text = Type.String({ maxLength: 4_000_000 });
/** A reason code or a tag: one line. */
const Word = Type.String({ minLength: 1, maxLength: 100, pattern: "^[^\\u0000-\\u001f]+$" });
const Words = Type.Array(Word, { maxItems: 50 });
/** Positions, best first; those of one group are equal. */
export const RankGroups = Type.Array(Type.Array(Count, { maxItems: 1000 }), { maxItems: 1000 });

/** One decision. All actions of one `curation.apply` are one undo step. */
export const CurationAction = Type.Union([
  /** `output`: the answer as somebody corrected it; the sample gets it, and the candidate's own answer stays as recorded. */
  strictObject({ type: Type.Literal("promote"), ...onCandidate, tier: Tier, output: Type.Optional(text) }),
  strictObject({ type: Type.Literal("reject"), ...onCandidate }),
  /** Clears a candidate's decision: no tier, not rejected. */
  strictObject({ type: Type.Literal("clear"), ...onCandidate }),
  strictObject({ type: Type.Literal("set_winner"), ...onCandidate }),
  strictObject({ type: Type.Literal("tie"), comparison: ComparisonKey }),
  strictObject({ type: Type.Literal("both_bad"), comparison: ComparisonKey }),
  strictObject({ type: Type.Literal("skip"), comparison: ComparisonKey }),
  strictObject({ type: Type.Literal("note"), comparison: ComparisonKey, note: Type.String({ maxLength: 10_000 }) }),
  /** Ranks candidates; without groups the ranking is removed. */
  strictObject({ type: Type.Literal("rank"), comparison: ComparisonKey, groups: RankGroups }),
  /** Marks it for a second look. */
  strictObject({ type: Type.Literal("flag"), comparison: ComparisonKey, flagged: Type.Boolean() }),
  /** Replace all reason codes, and all tags. */
  strictObject({ type: Type.Literal("reasons"), comparison: ComparisonKey, reasons: Words }),
  strictObject({ type: Type.Literal("tags"), comparison: ComparisonKey, tags: Words }),
  /** A person is done with it. */
  strictObject({ type: Type.Literal("done"), comparison: ComparisonKey, done: Type.Boolean() }),
  /** On a sample of the dataset, by its `ref`. */
  strictObject({ type: Type.Literal("retier"), sample: Id, tier: Tier }),
  strictObject({ type: Type.Literal("edit"), sample: Id, input: Type.Optional(text), output: Type.Optional(text) }),
  strictObject({ type: Type.Literal("demote"), sample: Id }),
]);
export type CurationAction = Static<typeof CurationAction>;

/** `agent`: a program using `assay decide`; `auto`: generation by the workspace's own setting. */
export const actorKinds = ["person", "agent", "auto"] as const;

export const HistoryEntry = strictObject({
  eventId: Type.String(),
  atMs: TimeMs,
  actor: Type.String(),
  actorKind: literals(actorKinds),
  /** What was done, for a person: "promoted candidate B (gpt-x) of c-1 to gold". */
  description: Type.String(),
  undone: Type.Boolean(),
  comparisons: Type.Array(ComparisonKey),
});
export type HistoryEntry = Static<typeof HistoryEntry>;

export const CurationState = strictObject({
  canUndo: Type.Boolean(),
  canRedo: Type.Boolean(),
  /** Descriptions of the next undo and redo; "" when there is none. */
  undoes: Type.String(),
  redoes: Type.String(),
  /** Decisions in force, without undone ones. */
  decisions: Count,
});
export type CurationState = Static<typeof CurationState>;

/** An answer about more comparisons than this does not name them; the screen reloads what it shows. */
export const maxNamedComparisons = 10_000;

const answer = {
  state: CurationState,
  description: Type.String(),
  /** The comparisons it changed, at most `maxNamedComparisons`. */
  comparisons: Type.Array(ComparisonKey),
  /** The step as the history shows it, newest there; not after undo and redo, which change older ones, or when nothing changed. */
  entry: Type.Optional(HistoryEntry),
  /** Of undo and redo: how many of its changes stay because they were changed later. */
  stays: Type.Optional(strictObject({ count: Count, of: Count })),
};

/** Sent only once the event is fsynced. */
export const CurationAnswer = strictObject(answer);
export type CurationAnswer = Static<typeof CurationAnswer>;

/** Comparisons that get no automatic sample, by reason. */
export const LeftOut = strictObject({
  /** A person or an agent has decided them. */
  decided: Count,
  /** The winner's score is below the bronze threshold, or the lowest that is asked for. */
  belowThreshold: Count,
  /** Their automatic sample is already in the dataset. */
  unchanged: Count,
  /** Their automatic sample was undone; only for generation by the workspace's own setting. */
  undone: Count,
  noWinner: Count,
  noScore: Count,
  /** Accepted although invalid; includes a winner that is not a candidate. */
  invalid: Count,
  /** The same line as another comparison. */
  duplicate: Count,
  /** The sample's line would be too long, or the comparison cannot be read. */
  unusable: Count,
});
export type LeftOut = Static<typeof LeftOut>;

/** What a generation is about; {}: all comparisons, by the thresholds. */
export const GenerationScope = strictObject({
  /** Only comparisons that match. */
  filter: Type.Optional(ComparisonFilter),
  /** Every recorded winner with at least this score gets this tier, whatever the thresholds; what is in the dataset stays there. */
  promote: Type.Optional(strictObject({ tier: Tier, minScore: Type.Number({ minimum: 0, maximum: 1 }) })),
});
export type GenerationScope = Static<typeof GenerationScope>;

const generation = {
  /** Samples added to the dataset, moved to another tier, and removed. */
  created: Count,
  changed: Count,
  removed: Count,
  /** Of the added and changed ones. */
  byTier: TierCounts,
  leftOut: LeftOut,
};

/** Counts of samples, and of comparisons left out. */
export const GenerationCounts = strictObject(generation);
export type GenerationCounts = Static<typeof GenerationCounts>;

export const GenerationExample = strictObject({
  change: literals(["new", "changed", "removed"]),
  comparison: ComparisonKey,
  comparisonId: Type.String(),
  queryHead: Type.String(),
  engineId: Type.String(),
  score: Type.Number(),
  /** null: it is removed from the dataset. */
  tier: Type.Union([Tier, Type.Null()]),
});
export type GenerationExample = Static<typeof GenerationExample>;

export const GenerationPreview = strictObject({
  ...generation,
  /** A few of each tier. */
  examples: Type.Array(GenerationExample),
  /** The lowest score of each tier. */
  thresholds: strictObject({ gold: Type.Number(), silver: Type.Number(), bronze: Type.Number() }),
});
export type GenerationPreview = Static<typeof GenerationPreview>;

export const curationProcedures = {
  "curation.apply": command(strictObject({ actions: Type.Array(CurationAction, { minItems: 1, maxItems: 10_000 }) }), CurationAnswer),
  "curation.undo": command(Nothing, CurationAnswer),
  "curation.redo": command(Nothing, CurationAnswer),
  /** Undoes one event of the history, as a new undo step. What was changed later stays. */
  "curation.undoEvent": command(strictObject({ eventId: Id }), CurationAnswer),
  "curation.state": query(Nothing, CurationState),
  "curation.history": query(strictObject({ limit: Type.Integer({ minimum: 1, maximum: 500 }) }), Type.Array(HistoryEntry)),
  /** What `curation.generate` would do now. */
  "curation.previewGeneration": query(GenerationScope, GenerationPreview),
  /** Makes automatic samples, whatever the setting, as one undo step. Idempotent. */
  "curation.generate": command(GenerationScope, strictObject({ ...answer, ...generation })),
};
