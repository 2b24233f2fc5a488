import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, Cursor, closed, EngineId, literals, nullable, PageSize, SearchText, Tier } from "./shapes.ts";

/**
 * A comparison is named by `key`: the first 24 hex digits of the SHA-256 of its line. Ids of real
 * data repeat; the line's bytes do not lie, and the key survives a rebuilt index.
 */
export const ComparisonKey = Type.String({ pattern: "^[0-9a-f]{24}$" });

export const reviewOutcomes = ["winner", "tie", "both_bad", "skipped"] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

export const ComparisonFilter = closed({
  /** Comparisons in which any of these engines is a candidate. */
  engines: Type.Optional(Type.Array(EngineId, { maxItems: 500 })),
  hasWinner: Type.Optional(Type.Boolean()),
  /** On the recorded winner's score; comparisons without a winner never match. */
  minScore: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  maxScore: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** true: only those a person has decided something about; false: only those not yet. */
  reviewed: Type.Optional(Type.Boolean()),
  /** Found in the query or the outputs (their first `indexedTextBytes`) or the comparison_id; letter case ignored. */
  text: Type.Optional(SearchText),
});
export type ComparisonFilter = Static<typeof ComparisonFilter>;

export const ComparisonRow = closed({
  key: ComparisonKey,
  comparisonId: Type.String(),
  queryHead: Type.String(),
  candidates: Count,
  /** Engine ids by position, at most 8. */
  engines: Type.Array(Type.String()),
  winner: nullable(closed({ engineId: Type.String(), score: Type.Number() })),
  reviewed: Type.Boolean(),
  /** Tiers given to its candidates, best first. */
  tiers: Type.Array(Tier),
  outcome: nullable(literals(reviewOutcomes)),
});
export type ComparisonRow = Static<typeof ComparisonRow>;

export const ComparisonPage = closed({
  rows: Type.Array(ComparisonRow),
  nextCursor: nullable(Type.String()),
  total: Count,
  /** Of all comparisons in the workspace. */
  reviewedTotal: Count,
  grandTotal: Count,
});
export type ComparisonPage = Static<typeof ComparisonPage>;

export const Candidate = closed({
  position: Count,
  engineId: Type.String(),
  output: Type.String(),
  latencyMs: nullable(Type.Number()),
  quality: nullable(Type.Number()),
  /** What a person, an agent or automatic generation decided about it. */
  tier: nullable(Tier),
  rejected: Type.Boolean(),
  /** The live sample made from it, if there is one. */
  sampleRef: nullable(Type.String()),
  decidedBy: nullable(literals(["person", "agent", "auto"])),
});
export type Candidate = Static<typeof Candidate>;

export const ComparisonDetail = closed({
  key: ComparisonKey,
  comparisonId: Type.String(),
  query: Type.String(),
  candidates: Type.Array(Candidate),
  /** As recorded in the line. `position` is the first candidate of that name; `ambiguous` when there are several. */
  recordedWinner: nullable(closed({ engineId: Type.String(), score: Type.Number(), position: Count, ambiguous: Type.Boolean() })),
  outcome: nullable(literals(reviewOutcomes)),
  /** Who decided the outcome, when there is one. */
  outcomeBy: Type.Optional(literals(["person", "agent"])),
  /** The winner's position that was set, when outcome is "winner". */
  winnerPosition: nullable(Count),
  note: Type.String(),
  reviewed: Type.Boolean(),
  raw: Type.String(),
});
export type ComparisonDetail = Static<typeof ComparisonDetail>;

export const comparisonProcedures = {
  "comparisons.list": query(closed({ filter: ComparisonFilter, cursor: Type.Optional(Cursor), limit: PageSize }), ComparisonPage),
  "comparisons.get": query(closed({ key: ComparisonKey }), ComparisonDetail),
};
