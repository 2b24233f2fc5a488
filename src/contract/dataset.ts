import Type, { type Static } from "typebox";
import { checkNames } from "./checks.ts";
import { command, query } from "./procedure.ts";
import { SampleRow, TierCounts } from "./samples.ts";
import { Count, Cursor, Id, literals, Nothing, nullable, PageSize, strictObject, TimeMs } from "./shapes.ts";

/** Jaccard similarity of character 5-grams from which two texts count as near duplicates. */
export const defaultSimilarity = 0.85;
export const Similarity = Type.Number({ minimum: 0.6, maximum: 1 });

export const DatasetReport = strictObject({
  state: literals(["none", "running", "done", "failed"]),
  /** Of the run under way, 0 to 1. */
  progress: Type.Number(),
  /** The dataset has changed since. */
  stale: Type.Boolean(),
  checkedAtMs: nullable(TimeMs),
  tookMs: Count,
  samples: Count,
  /** Samples of the dataset that a check finds, without those removed since. */
  counts: Type.Array(strictObject({ check: literals(checkNames), count: Count })),
  similarity: Type.Number(),
  clusters: Count,
  /** Samples that would go if one of each cluster were kept. */
  superfluous: Count,
  error: nullable(Type.String()),
});
export type DatasetReport = Static<typeof DatasetReport>;

export const DatasetFinding = strictObject({
  check: literals(checkNames),
  field: literals(["input", "output", "sample"]),
  /** UTF-16 positions in the field; both 0 when the finding is about the whole sample. */
  from: Count,
  to: Count,
  /** The offending part, shortened; "" when there is none. */
  excerpt: Type.String(),
  why: Type.String(),
});
export type DatasetFinding = Static<typeof DatasetFinding>;

export const ClusterMember = strictObject({
  row: SampleRow,
  /** With the suggested one: 1 is the same text. */
  similarity: Type.Number(),
});

export const DuplicateCluster = strictObject({
  id: Count,
  kind: literals(["exact", "near"]),
  /** The suggested one first; at most 50. */
  members: Type.Array(ClusterMember),
  /** All that are in the dataset. */
  size: Count,
  /** Why the first one is suggested. */
  why: Type.String(),
});
export type DuplicateCluster = Static<typeof DuplicateCluster>;

const TierBar = strictObject({ ...TierCounts.properties, from: Type.Number(), to: Type.Number() });

/** How tiers spread over the dataset, as it was checked last. Bars without samples at either end are left out. */
export const DatasetCharts = strictObject({
  /** By characters of the output: each bar reaches twice as far as the one before. */
  lengths: Type.Array(TierBar),
  /** By quality score, in tenths. */
  quality: Type.Array(TierBar),
  /** Most samples first, at most 12; the rest together under "". */
  engines: Type.Array(strictObject({ ...TierCounts.properties, engineId: Type.String() })),
  /** Samples that name no engine. */
  withoutEngine: Count,
});
export type DatasetCharts = Static<typeof DatasetCharts>;

export const datasetProcedures = {
  /** Checks the dataset in the background, unless that is done and nothing has changed. */
  "dataset.check": command(strictObject({ similarity: Type.Optional(Similarity) }), DatasetReport),
  "dataset.cancelCheck": command(Nothing, DatasetReport),
  "dataset.report": query(Nothing, DatasetReport),
  "dataset.charts": query(Nothing, DatasetCharts),
  /** What the checks find in one sample, as it is now. */
  "dataset.findings": query(strictObject({ ref: Id }), Type.Array(DatasetFinding)),
  /** Clusters with two or more samples in the dataset, the largest first. */
  "dataset.clusters": query(
    strictObject({ cursor: Type.Optional(Cursor), limit: PageSize }),
    strictObject({ rows: Type.Array(DuplicateCluster), nextCursor: nullable(Type.String()), total: Count }),
  ),
  /** Refs of all samples that are not suggested to be kept, at most 10 000. */
  "dataset.superfluous": query(Nothing, strictObject({ refs: Type.Array(Id), total: Count })),
};
