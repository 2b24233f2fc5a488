import Type, { type Static } from "typebox";
import { GenerationPreview } from "./curation.ts";
import { query } from "./procedure.ts";
import { Count, literals, Nothing, nullable, strictObject, tiers } from "./shapes.ts";

/** How fairly people, agents and recorded judges choose, and how often judge and person agree. Intervals are of 95%. */

const share = {
  /** Cases. */
  n: Count,
  /** 0 to 1; null without cases. */
  share: nullable(Type.Number()),
  low: Type.Number(),
  high: Type.Number(),
};
export const ShareShape = strictObject(share);
export type Share = Static<typeof ShareShape>;

/** `earlier`: shown, or listed, before the others. `formatted`: more headers, lists and bold words. */
export const biasMeasures = ["earlier", "longer", "formatted"] as const;
export type BiasMeasure = (typeof biasMeasures)[number];

/**
 * Why a comparison says nothing. Of its verdict: `tie`, `all_bad`; `many_at_once`: decided together with others, so nobody looked at it;
 * `ambiguous`: the recorded winner's engine answered more than once; `unknown`: the comparison is not in the index. Of a measure: `equal`;
 * `no_text`; `too_long`: how long the answer is, or how it is formatted, is not in the index.
 */
export const leftOutReasons = [
  "tie",
  "all_bad",
  "several_best",
  "ambiguous",
  "many_at_once",
  "unknown",
  "no_verdict",
  "equal",
  "no_text",
  "too_long",
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

const LeftOutOf = Type.Array(strictObject({ reason: literals(leftOutReasons), count: Count }));

export const BiasMeter = strictObject({
  /** Comparisons in which some answers were preferred to others. */
  comparisons: Count,
  /** Comparisons with a decision or a recorded winner that prefers nothing. */
  leftOut: LeftOutOf,
  /**
   * Against ½. In a comparison of several, the share of the losers that the winner is before, longer or more formatted than counts as one
   * case, and the interval is the one for zeros and ones: wider than it need be.
   */
  measures: Type.Array(strictObject({ measure: literals(biasMeasures), ...share, leftOut: LeftOutOf })),
});
export type BiasMeter = Static<typeof BiasMeter>;

const Point = strictObject({ score: Type.Number(), ...share });

/** Recorded winners against people's decisions. Cases: the judge picked one answer, and people picked one or found all bad. */
export const JudgeAgreement = strictObject({
  agreed: ShareShape,
  /** Cohen's κ over the position picked, with "all bad"; null where it says nothing. */
  kappa: nullable(strictObject({ value: Type.Number(), low: Type.Number(), high: Type.Number() })),
  leftOut: LeftOutOf,
  /** Counts by what the judge picked, then by what people picked, in the order of `labels`: "1" is the first listed answer; ties too. */
  confusion: strictObject({ labels: Type.Array(Type.String()), counts: Type.Array(Type.Array(Count)) }),
  /** By engine of the judge's pick, most cases first, at most 20. */
  engines: Type.Array(strictObject({ engineId: Type.String(), ...share })),
  /** Cases with at least this score, at every twentieth. */
  fromScore: Type.Array(Point),
  /** Cases by tenth of the score; without empty tenths. */
  byTenth: Type.Array(Point),
  /** Cases without a score. */
  unscored: Count,
});
export type JudgeAgreement = Static<typeof JudgeAgreement>;

const threshold = { gold: Type.Number(), silver: Type.Number(), bronze: Type.Number() };
/** How often people have to agree, at the lower end of the interval, for a tier. */
export const defaultTierAgreement = { gold: 0.9, silver: 0.75, bronze: 0.5 };
const Shares = strictObject(
  Object.fromEntries(tiers.map((tier) => [tier, Type.Number({ minimum: 0, maximum: 1 })])) as {
    [T in (typeof tiers)[number]]: ReturnType<typeof Type.Number>;
  },
);

export const TierAdvice = strictObject({
  /** The lowest score from which people agreed that often; null: no score. */
  lowest: strictObject({ gold: nullable(Point), silver: nullable(Point), bronze: nullable(Point) }),
  /** Thresholds to save; null: too few agree for any tier. A tier that no score reaches starts at the one above it, gold at 1. */
  thresholds: nullable(strictObject(threshold)),
  /** What generation would do with them; null without thresholds. */
  preview: nullable(GenerationPreview),
});
export type TierAdvice = Static<typeof TierAdvice>;

export const Pace = strictObject({
  /** Decisions of people of which it is known when the one before was made; pauses of five minutes and more are left out. */
  n: Count,
  medianSeconds: nullable(Type.Number()),
  /** Faster than `tooFastSeconds`. */
  tooFast: Count,
});
export type Pace = Static<typeof Pace>;
export const tooFastSeconds = 2;

export const JudgingReport = strictObject({
  /** Recorded winners. */
  judge: BiasMeter,
  people: BiasMeter,
  /** Each person by themselves, most comparisons first, at most 20; empty where one person decided everything. */
  reviewers: Type.Array(strictObject({ name: Type.String(), meter: BiasMeter })),
  agents: BiasMeter,
  agreement: JudgeAgreement,
  /** People with themselves: comparisons that a blind queue showed them twice, and the same verdict both times. */
  oneself: ShareShape,
  pace: Pace,
});
export type JudgingReport = Static<typeof JudgingReport>;

export const judgingProcedures = {
  "judging.report": query(Nothing, JudgingReport),
  /** Thresholds for automatic tiers by how often people agreed with the judge. */
  "judging.adviseTiers": query(strictObject({ agreement: Shares }), TierAdvice),
};
