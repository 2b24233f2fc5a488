import Type, { type Static } from "typebox";
import { checkNames } from "./checks.ts";
import { ConversationShape } from "./conversation.ts";
import { query } from "./procedure.ts";
import { Count, Cursor, Facets, Id, literals, Nothing, nullable, PageSize, SearchText, strictObject, Tag, Tier } from "./shapes.ts";

export const sampleOrigins = ["collected", "person", "auto"] as const;
export type SampleOrigin = (typeof sampleOrigins)[number];

export const SampleFilter = strictObject({
  tiers: Type.Optional(Type.Array(Tier, { maxItems: 3 })),
  origins: Type.Optional(Type.Array(literals(sampleOrigins), { maxItems: 3 })),
  /** Matches input and output (their first `indexedTextBytes`), sample_id and source_trace_id, ignoring case. */
  text: Type.Optional(SearchText),
  tag: Type.Optional(Tag),
});
export type SampleFilter = Static<typeof SampleFilter>;

export const SampleRow = strictObject({
  /** Identifies the sample for editing; unlike `sampleId` it is unique. */
  ref: Id,
  sampleId: Type.String(),
  tier: Tier,
  createdAtS: Count,
  sourceTraceId: Type.String(),
  quality: Type.Number(),
  validated: Type.Boolean(),
  /** collected: imported or collected as a line; person: promoted; auto: generated from a winner's score. */
  origin: literals(sampleOrigins),
  edited: Type.Boolean(),
  inputHead: Type.String(),
  outputHead: Type.String(),
});
export type SampleRow = Static<typeof SampleRow>;

export const TierCounts = strictObject({ gold: Count, silver: Count, bronze: Count });

export const SamplePage = strictObject({
  rows: Type.Array(SampleRow),
  nextCursor: nullable(Type.String()),
  total: Count,
  /** Matches by tier, ignoring the filter's tiers. */
  byTier: TierCounts,
  /** Of the whole dataset. */
  allByTier: TierCounts,
});
export type SamplePage = Static<typeof SamplePage>;

export const SampleDetail = strictObject({
  row: SampleRow,
  input: Type.String(),
  output: Type.String(),
  /** The whole conversation; absent where there is only input and output. */
  messages: Type.Optional(ConversationShape),
  /** The line in training_samples.jsonl, now or after the next flush. */
  raw: Type.String(),
  /** The engine that wrote the output; "" where the line names none. */
  engineId: Type.String(),
  /** The comparison it was promoted or generated from. */
  comparison: nullable(Type.String()),
  /** Its origin and every decision since, oldest first, for a person. */
  provenance: Type.Array(strictObject({ atMs: Count, actor: Type.String(), description: Type.String() })),
});
export type SampleDetail = Static<typeof SampleDetail>;

export const sampleProcedures = {
  "samples.list": query(
    strictObject({
      filter: SampleFilter,
      /** Only samples in which this check found something when the dataset was checked last. */
      check: Type.Optional(literals(checkNames)),
      cursor: Type.Optional(Cursor),
      limit: PageSize,
    }),
    SamplePage,
  ),
  /** What filters can choose from, over the whole dataset. */
  "samples.facets": query(Nothing, strictObject({ tags: Facets })),
  "samples.get": query(strictObject({ ref: Id }), SampleDetail),
};
