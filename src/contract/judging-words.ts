import type { BiasMeasure, BiasMeter, JudgeAgreement, JudgingReport, LeftOutReason, Pace, Share } from "./judging.ts";
import { tooFastSeconds } from "./judging.ts";

/** What a report says, in sentences that somebody can send to a colleague. The screen and the command line say the same. */

/** Below this many cases a share is not called a finding. */
export const fewCases = 20;

/** @param width of the interval: a narrow one shows a decimal. */
const digits = (share: number, width: number) => (100 * share).toFixed(width < 0.02 ? 1 : 0);
const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

/** "72 to 83%". */
export const intervalInWords = ({ low, high }: Pick<Share, "low" | "high">) => `${digits(low, high - low)} to ${digits(high, high - low)}%`;

/** "78% of 212 (72 to 83%)". */
export function shareInWords({ n, share, low, high }: Share): string {
  return share === null ? "no cases" : `${digits(share, high - low)}% of ${n.toLocaleString("en-GB")} (${intervalInWords({ low, high })})`;
}

/** How often judge and people agree. */
export function agreementInWords({ agreed, kappa }: JudgeAgreement): string {
  if (agreed.n === 0) return "Nobody has picked an answer where a judge picked one.";
  const said = `The judge and people agree in ${shareInWords(agreed)}`;
  if (agreed.n < fewCases) return `${said}: too few comparisons to rely on.`;
  if (kappa === null) return `${said}. Cohen’s κ says nothing: both always pick the same place.`;
  return `${said}, Cohen’s κ ${kappa.value.toFixed(2)} (${kappa.low.toFixed(2)} to ${kappa.high.toFixed(2)}): ${kappaInWords(Number(kappa.value.toFixed(2)))}.`;
}

/** How often people agree with themselves; "" without cases. */
export function oneselfInWords({ oneself }: Pick<JudgingReport, "oneself">): string {
  if (oneself.share === null) return "";
  const said = `Of comparisons shown to them twice, people decide the same again in ${shareInWords(oneself)}`;
  return oneself.n < fewCases ? `${said}: too few to rely on.` : `${said}.`;
}

/** By J. R. Landis and G. G. Koch, "The measurement of observer agreement for categorical data", Biometrics 33 (1977), 159–174. */
function kappaInWords(value: number): string {
  if (value <= 0) return "no better than chance";
  if (value <= 0.2) return "slight agreement beyond chance";
  if (value <= 0.4) return "fair agreement beyond chance";
  if (value <= 0.6) return "moderate agreement beyond chance";
  return value <= 0.8 ? "substantial agreement beyond chance" : "almost perfect agreement";
}

/** "At a score of 0.9 or more people agreed in 71% of 120 (63 to 78%)." */
export const calibrationInWords = ({ score, ...share }: Share & { score: number }) =>
  `At a score of ${score} or more people agreed in ${shareInWords(share)}.`;

export type Chooser = "judge" | "people" | "agents";
const choosers: Record<Chooser, string> = { judge: "The judge picks", people: "People pick", agents: "Agents pick" };
const things: Record<BiasMeasure, string> = {
  earlier: "the answer that comes first",
  longer: "the longer answer",
  formatted: "the more formatted answer",
};

/** What one measure says: it is a finding only where the interval leaves out ½. */
export function biasInWords(who: Chooser, { measure, ...share }: BiasMeter["measures"][number]): string {
  const said = `${choosers[who]} ${things[measure]} in ${shareInWords(share)}`;
  if (share.share === null) return `${choosers[who]} ${things[measure]}: no cases yet.`;
  return `${said}: ${leaningInWords(share)}.`;
}

/** From this far from ½ on, a leaning is worth a plain word. */
const small = 0.02;

/** What an interval says about ½. */
export function leaningInWords({ n, share, low, high }: Share): string {
  if (share === null) return "no cases";
  if (n < fewCases) return "too few to tell";
  if (low <= 0.5 && high >= 0.5) return "no leaning can be seen";
  const how = Math.abs(share - 0.5) < small ? "a little " : "";
  return share > 0.5 ? `${how}more often than not` : `${how}less often than not`;
}

/** How fast people decide; "" without decisions. */
export function paceInWords({ n, medianSeconds, tooFast }: Pace): string {
  if (medianSeconds === null) return "";
  const half = `Half of ${count(n, "decision")} took ${medianSeconds < 10 ? medianSeconds.toFixed(1) : Math.round(medianSeconds)} s or less`;
  return `${half}; ${tooFast === 0 ? "none" : `${Math.round((100 * tooFast) / n)}% (${tooFast.toLocaleString("en-GB")})`} came within ${tooFastSeconds} s.`;
}

const reasons: Record<LeftOutReason, string> = {
  tie: "tied",
  all_bad: "found all bad",
  several_best: "with several best answers",
  ambiguous: "where the winner’s engine answered more than once",
  many_at_once: "decided many at once",
  unknown: "no longer in the file",
  no_verdict: "without a recorded winner",
  equal: "equal",
  no_text: "without text",
  too_long: "too long for the index",
};

/** "Left out: 12 tied, 3 decided many at once."; "" when nothing is. */
export function leftOutInWords(leftOut: readonly { reason: LeftOutReason; count: number }[]): string {
  const parts = leftOut.map(({ reason, count: n }) => `${n.toLocaleString("en-GB")} ${reasons[reason]}`);
  return parts.length === 0 ? "" : `Left out: ${parts.join(", ")}.`;
}

/** The whole report, a sentence a line. */
export function reportInWords({ agreement, judge, people, agents, oneself, pace }: JudgingReport): string[] {
  const meters = [
    ["judge", judge],
    ["people", people],
    ["agents", agents],
  ] as const;
  const biases = meters.flatMap(([who, meter]) => {
    if (meter.comparisons === 0 && meter.leftOut.length === 0) return [];
    return [...meter.measures.map((one) => biasInWords(who, one)), leftOutInWords(meter.leftOut)];
  });
  const calibrated = [0.5, 0.75, 0.9].flatMap((score) =>
    agreement.fromScore.filter((point) => point.score === score).map(calibrationInWords),
  );
  return [
    agreementInWords(agreement),
    leftOutInWords(agreement.leftOut),
    ...calibrated,
    ...biases,
    oneselfInWords({ oneself }),
    paceInWords(pace),
  ].filter((one) => one !== "");
}
