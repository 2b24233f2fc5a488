import Type, { type Static } from "typebox";
import { Count, nullable, strictObject } from "./shapes.ts";

/** How far two reviewers agree about the comparisons that both decided about without the other's decision in view. */
export const PairAgreement = strictObject({
  reviewers: Type.Tuple([Type.String(), Type.String()]),
  n: Count,
  agreed: Count,
  /** Cohen's κ with its 95 % interval; null where chance explains everything. */
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
