import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, Cursor, closed, Id, literals, nullable, PageSize, SearchText, Tier } from "./shapes.ts";

export const sampleOrigins = ["collected", "person", "auto"] as const;
export type SampleOrigin = (typeof sampleOrigins)[number];

export const SampleFilter = closed({
  tiers: Type.Optional(Type.Array(Tier, { maxItems: 3 })),
  origins: Type.Optional(Type.Array(literals(sampleOrigins), { maxItems: 3 })),
  /** Found in input or output (their first `indexedTextBytes`), sample_id or source_trace_id; letter case ignored. */
  text: Type.Optional(SearchText),
});
export type SampleFilter = Static<typeof SampleFilter>;

export const SampleRow = closed({
  /** Names the live sample for editing: unlike `sampleId` it never repeats. */
  ref: Id,
  sampleId: Type.String(),
  tier: Tier,
  createdAtS: Count,
  sourceTraceId: Type.String(),
  quality: Type.Number(),
  validated: Type.Boolean(),
  /** collected: it came in as a line; person: promoted; auto: generated from a winner's score. */
  origin: literals(sampleOrigins),
  edited: Type.Boolean(),
  inputHead: Type.String(),
  outputHead: Type.String(),
});
export type SampleRow = Static<typeof SampleRow>;

export const TierCounts = closed({ gold: Count, silver: Count, bronze: Count });

export const SamplePage = closed({
  rows: Type.Array(SampleRow),
  nextCursor: nullable(Type.String()),
  total: Count,
  /** Of what the filter matches, tier by tier, were its tier filter off. */
  byTier: TierCounts,
  /** Of the whole live dataset. */
  allByTier: TierCounts,
});
export type SamplePage = Static<typeof SamplePage>;

export const SampleDetail = closed({
  row: SampleRow,
  input: Type.String(),
  output: Type.String(),
  /** The line as it is, or will be after the next flush, in training_samples.jsonl. */
  raw: Type.String(),
  /** The comparison it came from, when it was promoted or generated. */
  comparison: nullable(Type.String()),
  /** Where it came from and every decision since, oldest first, in words. */
  provenance: Type.Array(closed({ atMs: Count, actor: Type.String(), description: Type.String() })),
});
export type SampleDetail = Static<typeof SampleDetail>;

export const ExportResult = closed({
  file: Type.String(),
  manifest: Type.String(),
  rows: Count,
  sizeBytes: Count,
  sha256: Type.String(),
});
export type ExportResult = Static<typeof ExportResult>;

export const sampleProcedures = {
  "samples.list": query(closed({ filter: SampleFilter, cursor: Type.Optional(Cursor), limit: PageSize }), SamplePage),
  "samples.get": query(closed({ ref: Id }), SampleDetail),
  /** Writes what the filter matches to exports/, byte for byte, with a manifest beside it. */
  "samples.export": command(closed({ filter: SampleFilter }), ExportResult),
};
