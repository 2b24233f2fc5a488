import Type, { type Static } from "typebox";
import { Grant } from "./host.ts";
import { command, query } from "./procedure.ts";
import { Count, Id, Nothing, nullable, strictObject } from "./shapes.ts";

/** How far two reviewers agree about the comparisons that both decided about without the other's decision in view. */
export const PairAgreement = strictObject({
  reviewers: Type.Tuple([Type.String(), Type.String()]),
  n: Count,
  agreed: Count,
  /** Cohen's κ with its 95% interval; null where chance explains everything. */
  kappa: nullable(strictObject({ value: Type.Number(), low: Type.Number(), high: Type.Number() })),
});
export type PairAgreement = Static<typeof PairAgreement>;

export const MergeReport = strictObject({
  /** Events of the other log: those that came, or would come, and those that were here already. */
  events: strictObject({ new: Count, known: Count }),
  /** Names of the people whose events came. */
  reviewers: Type.Array(Type.String()),
  /** One of them has the name of a reviewer of this workspace: their verdicts are taken for one person's. */
  sameName: Type.Boolean(),
  /** What changed, or would change. */
  comparisons: Count,
  samples: Count,
  /** What this workspace does not have: kept in the log, and taken over by the next merge once it is here. `named`: some comparisons. */
  waiting: strictObject({ comparisons: Count, samples: Count, named: Type.Array(Type.String()) }),
  /** Comparisons about which people differ. */
  conflicts: Count,
  agreement: Type.Array(PairAgreement),
  /** Lines of the other log without an event, events that lack lines, and the first of the lines in sentences. */
  leftOutLines: Count,
  unfinishedEvents: Count,
  problems: Type.Array(Type.String()),
  /** false: nothing was written, because nothing was new or it was only asked what would be. */
  isMerged: Type.Boolean(),
});
export type MergeReport = Static<typeof MergeReport>;

/** A name on one line. */
const ReviewerName = Type.String({ minLength: 1, maxLength: 200, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]+$" });

/** Another reviewer's workspace folder or curation.jsonl, as granted. */
const otherLog = { grant: Id, as: Type.Optional(ReviewerName) };

export const reviewerProcedures = {
  /** Desktop: shows the folder dialog; null when cancelled. Web: fails with `unavailable`. */
  "reviewers.pickFolder": command(Nothing, nullable(Grant)),
  /** What a merge would do; the grant stays good. `as`: what to call the other, where both logs have one name. */
  "reviewers.previewMerge": query(strictObject(otherLog), MergeReport),
  /** Takes over the other's decisions as one step of undo. Names no comparison of this workspace: it may be in a blind queue. */
  "reviewers.merge": command(strictObject(otherLog), MergeReport),
  /** The pairs of people whose logs were merged. */
  "reviewers.agreement": query(Nothing, strictObject({ pairs: Type.Array(PairAgreement), conflicts: Count })),
};
