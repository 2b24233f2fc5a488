import Type, { type Static } from "typebox";
import { ConversationShape } from "./conversation.ts";
import { maxSourceFileCharacters } from "./names-and-bounds.ts";
import { query } from "./procedure.ts";
import { Count, Cursor, EngineId, Id, literals, Nothing, nullable, PageSize, SearchText, strictObject, Tag, Tier } from "./shapes.ts";
import { Usage } from "./usage.ts";

/**
 * The first 24 hex digits of the SHA-256 of a comparison's line. Its id is not enough: ids of real data repeat. The key survives a rebuilt index.
 */
export const ComparisonKey = Type.String({ pattern: "^[0-9a-f]{24}$" });

export const reviewOutcomes = ["winner", "tie", "both_bad", "skipped"] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

export const ComparisonFilter = strictObject({
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500, description: "In which any of these engines is a candidate." })),
  hasWinner: Type.Optional(Type.Boolean({ description: "Whether the record names a winner." })),
  minScore: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: "The recorded winner's score; those without a winner never match." }),
  ),
  maxScore: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: "The recorded winner's score; those without a winner never match." }),
  ),
  reviewed: Type.Optional(Type.Boolean({ description: "true: those that a person has decided; false: those not yet decided." })),
  /**
   * Matches all of the query, outputs and conversations, comparison_id, and the note, whatever its case and composition. In a blind queue only
   * what it shows while sealed.
   */
  text: Type.Optional(SearchText),
  /** Of the record, or given by a reviewer. */
  tag: Type.Optional(Tag),
  flagged: Type.Optional(Type.Boolean()),
  noted: Type.Optional(Type.Boolean()),
  /** true: people picked another candidate than the recorded winner, or found all bad; false: the same one. Those that Fairness counts, and no others. */
  disagrees: Type.Optional(Type.Boolean()),
  /** true: people said different things about it, as merged logs say, and nobody has settled it since. */
  conflict: Type.Optional(Type.Boolean()),
  /** Comparisons in which both engines are candidates. */
  pair: Type.Optional(Type.Tuple([EngineId, EngineId])),
  /** Difference of the two best candidates' quality; comparisons without two never match. */
  minMargin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  maxMargin: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** The file it was imported from, as its record names it. */
  sourceFile: Type.Optional(Type.String({ minLength: 1, maxLength: maxSourceFileCharacters })),
});
export type ComparisonFilter = Static<typeof ComparisonFilter>;

export const ComparisonRow = strictObject({
  key: ComparisonKey,
  comparisonId: Type.String(),
  queryHead: Type.String(),
  candidates: Count,
  /** By position, at most 8. */
  engines: Type.Array(Type.String()),
  winner: nullable(strictObject({ engineId: Type.String(), score: Type.Number() })),
  reviewed: Type.Boolean(),
  /** Tiers given to its candidates, best first. */
  tiers: Type.Array(Tier),
  outcome: nullable(literals(reviewOutcomes)),
  ranked: Type.Boolean(),
  flagged: Type.Boolean(),
  done: Type.Boolean(),
});
export type ComparisonRow = Static<typeof ComparisonRow>;

export const ComparisonPage = strictObject({
  rows: Type.Array(ComparisonRow),
  nextCursor: nullable(Type.String()),
  total: Count,
  /** Of all comparisons in the workspace. */
  reviewedTotal: Count,
  grandTotal: Count,
});
export type ComparisonPage = Static<typeof ComparisonPage>;

export const Candidate = strictObject({
  position: Count,
  engineId: Type.String(),
  output: Type.String(),
  latencyMs: nullable(Type.Number()),
  quality: nullable(Type.Number()),
  /** Absent when nothing of it is known. */
  usage: Type.Optional(Usage),
  /** Its turns after the comparison's `messages`; absent where it has only an output. */
  messages: Type.Optional(ConversationShape),
  /** What a person, an agent or automatic generation decided about it. */
  tier: nullable(Tier),
  rejected: Type.Boolean(),
  /** The sample made from it, if it is in the dataset. */
  sampleRef: nullable(Type.String()),
  decidedBy: nullable(literals(["person", "agent", "auto"])),
});
export type Candidate = Static<typeof Candidate>;

export const ComparisonDetail = strictObject({
  key: ComparisonKey,
  comparisonId: Type.String(),
  query: Type.String(),
  /** The conversation that every candidate continues; absent where there is only a query. */
  messages: Type.Optional(ConversationShape),
  candidates: Type.Array(Candidate),
  /** As recorded in the line. `position` is the first candidate of that engine; `ambiguous` if there are several. */
  recordedWinner: nullable(strictObject({ engineId: Type.String(), score: Type.Number(), position: Count, ambiguous: Type.Boolean() })),
  outcome: nullable(literals(reviewOutcomes)),
  /** Who decided the outcome, when there is one. */
  outcomeBy: Type.Optional(literals(["person", "agent"])),
  /** Position of the winner, when outcome is "winner". */
  winnerPosition: nullable(Count),
  note: Type.String(),
  /** Positions, best first, equal ones in one group; null: not ranked. */
  rank: nullable(Type.Array(Type.Array(Count))),
  /** Who ranked it; null without a ranking. */
  rankBy: nullable(literals(["person", "agent"])),
  /** Marked for a second look. */
  flagged: Type.Boolean(),
  /** Reason codes of the decision, and tags that people gave the comparison. */
  reasons: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  /** A person is done with it. */
  done: Type.Boolean(),
  /** What several reviewers said, once their logs are merged: "2" is the second candidate; absent when at most one said anything. */
  verdicts: Type.Optional(Type.Array(strictObject({ actor: Type.String(), kind: literals(["person", "agent"]), verdict: Type.String() }))),
  reviewed: Type.Boolean(),
  raw: Type.String(),
  /**
   * A blind queue showed it a second time, and this is what was decided then: the verdicts of both looks as in `verdicts`, by the order shown
   * here; "" where there is none, or where the first look was not a person's own, finished one. What is in force is the first decision.
   */
  repeat: Type.Optional(strictObject({ first: Type.String(), again: Type.String(), note: Type.String() })),
  /** In a blind queue, and nobody is done with it: ids, engines, metrics, the recorded winner and the raw line are left out. */
  sealed: Type.Optional(Type.Literal(true)),
});
export type ComparisonDetail = Static<typeof ComparisonDetail>;

/** prompt: comparisons of the same prompt beside each other; margin: smallest difference of the best two candidates' quality first. */
export const comparisonOrders = ["recorded", "prompt", "margin"] as const;

export const comparisonProcedures = {
  /** With `queue`, those of the queue in its order, whatever the filter; their keys and totals are the queue's own. */
  "comparisons.list": query(
    strictObject({
      filter: ComparisonFilter,
      queue: Type.Optional(Id),
      /** Of the filter; by default as recorded. */
      order: Type.Optional(literals(comparisonOrders)),
      cursor: Type.Optional(Cursor),
      limit: PageSize,
    }),
    ComparisonPage,
  ),
  /** The source files and tags that filters can name, most frequent first, at most 500 of each. */
  "comparisons.facets": query(Nothing, strictObject({ sourceFiles: Type.Array(Type.String()), tags: Type.Array(Type.String()) })),
  "comparisons.get": query(strictObject({ key: ComparisonKey }), ComparisonDetail),
};
