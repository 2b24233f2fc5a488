import { nameInWords } from "./name-in-words.ts";
import { percentInWords as percent, percentRangeInWords } from "./percent.ts";
import type { CategoryFactor, CategoryValue, Failures, NumberFactor, WhyCategory, WhyNumber, WhySlow } from "./why.ts";

/** What slow answers have in common, and what fails, in sentences that somebody can send to a colleague. Never "because": it is correlation. */

const list = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
const number = (n: number) => n.toLocaleString("en-GB", { maximumFractionDigits: n < 10 && !Number.isInteger(n) ? 2 : 0 });
const duration = (ms: number) => {
  const [value, unit] = ms >= 999.5 ? [ms / 1000, "s"] : [ms, "ms"];
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0).replace(/\.0+$/, "")} ${unit}`;
};
/** A status may be a whole stack trace. */
const quoted = (text: string) => `"${text.length > 60 ? `${text.slice(0, 59)}…` : text}"`;
const date = (s: number) => `${new Date(s * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** [what it is called, larger, smaller]. */
const numberNames: Record<WhyNumber, [string, string, string]> = {
  output_tokens: ["output tokens", "longer outputs", "shorter outputs"],
  reasoning_tokens: ["reasoning tokens", "more reasoning", "less reasoning"],
  input_tokens: ["input tokens", "longer inputs", "shorter inputs"],
  cached_input_tokens: ["cached input tokens", "more cached input", "less cached input"],
  line_bytes: ["size of the record", "larger records of input and output", "smaller records of input and output"],
  ttft_ms: ["time to first token", "a later first token", "an earlier first token"],
};
const categoryNames: Record<WhyCategory, string> = {
  engine: "engine",
  success: "success",
  status: "status",
  tag: "tag",
  source_file: "source file",
  source_dialect: "format",
  hour: "hour of day",
  weekday: "weekday",
  cached: "cached answers",
};
const isNumber = (factor: WhyNumber | WhyCategory): factor is WhyNumber => factor in numberNames;

/** "output tokens", "hour of day". */
export const whyFactorName = (factor: WhyNumber | WhyCategory): string =>
  isNumber(factor) ? numberNames[factor][0] : categoryNames[factor];

/** "1,820 tokens", as the factor is measured. */
export function whyNumberInWords(factor: WhyNumber, value: number): string {
  if (factor === "ttft_ms") return duration(value);
  return `${number(value)} ${factor === "line_bytes" ? "bytes" : "tokens"}`;
}

/** "status "length"", "the hour 07:00 to 08:00 UTC", "failures". */
export function whyValueInWords(factor: WhyCategory, value: string): string {
  if (factor === "success") return "failures";
  if (factor === "cached") return "cached answers";
  if (factor === "hour") return `the hour from ${value}:00 UTC`;
  if (factor === "weekday") return `${value} (UTC)`;
  return `${categoryNames[factor]} ${quoted(value)}`;
}

/** One difference between the tail and the rest. */
export type WhyFinding =
  | { factor: WhyNumber; number: NumberFactor; verdict: NumberFactor["verdict"] }
  | { factor: WhyCategory; category: CategoryValue; verdict: CategoryValue["verdict"] };

const valuesOfFactor = 3;

/**
 * How far from no difference at least, by the nearer end of the interval, from 0 to 1: of a number twice the distance of its pairs from one half, of a value
 * the difference of its shares; that is the same measure, since a value that is there or not is a number of 0 or 1. It ranks what differs most for sure.
 */
export function sureEffect(finding: Pick<NumberFactor, "superiority"> | Pick<CategoryValue, "difference">): number {
  const [low, high] =
    "superiority" in finding
      ? [2 * (finding.superiority.low ?? 0) - 1, 2 * (finding.superiority.high ?? 1) - 1]
      : [finding.difference.low, finding.difference.high];
  return low > 0 ? low : high < 0 ? -high : 0;
}

const order = { more: 0, less: 0, perhaps: 1, none: 2, unknown: 3 } as const;
const isMore = ({ difference }: CategoryValue) => difference.value > 0;

/** Up to three values of a factor: those more frequent in the tail, else those less frequent. */
function leadingValues({ values }: CategoryFactor): CategoryValue[] {
  const seen = values.filter(({ verdict }) => verdict !== "none" && verdict !== "unknown");
  const more = seen.filter(isMore);
  return (more.length > 0 ? more : seen).slice(0, valuesOfFactor);
}

/** Every difference seen, what is claimed first, then by how far from none it is for sure. */
export function whyFindings({ numbers, categories }: Pick<WhySlow, "numbers" | "categories">): WhyFinding[] {
  const all = [
    ...numbers
      .filter(({ verdict }) => verdict !== "none" && verdict !== "unknown")
      .map((one) => ({ finding: { factor: one.factor, number: one, verdict: one.verdict } as WhyFinding, effect: sureEffect(one) })),
    ...categories.flatMap((factor) =>
      leadingValues(factor).map((one) => ({
        finding: { factor: factor.factor, category: one, verdict: one.verdict } as WhyFinding,
        effect: sureEffect(one),
      })),
    ),
  ];
  return all.sort((a, b) => order[a.finding.verdict] - order[b.finding.verdict] || b.effect - a.effect).map(({ finding }) => finding);
}

/** Factors in which tail and rest are not seen to differ. */
export function whyUndifferent({ numbers, categories }: Pick<WhySlow, "numbers" | "categories">): (WhyNumber | WhyCategory)[] {
  return [
    ...numbers.filter(({ verdict }) => verdict === "none" || verdict === "unknown").map(({ factor }) => factor),
    ...categories.filter((factor) => leadingValues(factor).length === 0).map(({ factor }) => factor),
  ];
}

/** "×3.2", "only there". */
export const whyRatioInWords = ({ ratio, n }: Pick<CategoryValue, "ratio" | "n">) =>
  ratio === null ? (n.tail > 0 ? "only in the tail" : "—") : `×${ratio < 9.95 ? ratio.toFixed(1) : number(Math.round(ratio))}`;

/** "28.1 to 39.2 points more": how far the tail's share is from the rest's, by its interval. */
function pointsInWords({ difference }: CategoryValue): string {
  const { value, low, high } = difference;
  const [from, to] = value < 0 ? [-high, -low] : [low, high];
  const points = (share: number) => (100 * share).toFixed(1).replace("-", "−");
  return `${points(from)} to ${points(to)} points ${value < 0 ? "less" : "more"}`;
}

/** "longer outputs (median 1,820 tokens against 410 tokens; larger in 91.0% of pairs, 87.2 to 94.1%)". */
export function whyFindingInWords(finding: WhyFinding): string {
  if ("number" in finding) {
    const { medians, superiority } = finding.number;
    const isLarger = superiority.value > 0.5;
    const [low, high] = [superiority.low ?? 0, superiority.high ?? 1];
    const pairs = isLarger ? [superiority.value, low, high] : [1 - superiority.value, 1 - high, 1 - low];
    const [share = 0, from = 0, to = 1] = pairs;
    return `${numberNames[finding.factor][isLarger ? 1 : 2]} (median ${whyNumberInWords(finding.factor, medians.tail)} against ${whyNumberInWords(finding.factor, medians.rest)}; ${isLarger ? "larger" : "smaller"} in ${percent(share)} of pairs, ${percentRangeInWords(from, to)})`;
  }
  const { category } = finding;
  const name = whyValueInWords(finding.factor, category.value);
  return `${isMore(category) ? "" : "fewer of "}${name} (${percent(category.shares.tail)} against ${percent(category.shares.rest)}; ${pointsInWords(category)})`;
}

const scopeInWords = ({ engine, fromS, toS }: { engine?: string; fromS?: number; toS?: number }) =>
  `${engine === undefined ? "all engines" : nameInWords(engine)}${fromS === undefined ? "" : ` since ${date(fromS)}`}${toS === undefined ? "" : ` before ${date(toS)}`}`;

/** Fewer on a side say nothing. */
export const minWhySide = 10;
const inSentence = 3;

/** "The slowest 5% of gpt-x (12.3 s and more, n = 47) go with longer outputs (…) and with status "length" (38% against 4.1%)." */
export function whyHeadline(why: WhySlow): string {
  const { percentile, thresholdMs, tailN, restN } = why;
  const who = scopeInWords(why);
  if (thresholdMs === null || tailN + restN === 0) return `No latency is known of ${who}.`;
  const share = tailN / (tailN + restN);
  const tail =
    percentile === null
      ? `Of ${who}, the answers that took ${duration(thresholdMs)} or more (n = ${number(tailN)}, ${percent(share)})`
      : `The slowest ${number(Math.round(1e6 * (100 - percentile)) / 1e6)}% of ${who} (${duration(thresholdMs)} or more, n = ${number(tailN)})`;
  if (tailN < minWhySide || restN < minWhySide)
    return `${tail}: too few to compare with the other ${number(restN)}; ten on each side are needed. ${tailN < restN ? "Take a larger part as the slow ones, or a longer time." : "Take a smaller part as the slow ones."}`;
  const claimed = distinctFactors(withoutStandIns(whyFindings(why).filter(({ verdict }) => verdict !== "perhaps"))).slice(0, inSentence);
  if (claimed.length === 0) return `${tail} differ from the rest in nothing that is recorded, as far as can be said.`;
  return `${tail} go with ${list(claimed.map((one, i) => `${i === 0 ? "" : "with "}${whyFindingInWords(one)}`))}.`;
}

/** The size of a record stands in for its texts; where tokens say it, too, it need not be said. */
function withoutStandIns(findings: readonly WhyFinding[]): readonly WhyFinding[] {
  const tells = findings.some(({ factor }) => factor === "output_tokens" || factor === "input_tokens");
  return tells ? findings.filter(({ factor }) => factor !== "line_bytes") : findings;
}

function distinctFactors(findings: readonly WhyFinding[]): WhyFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ factor }) => !seen.has(factor) && seen.add(factor));
}

/** How many looks, what that means, and that it is no cause. */
export function whyLooksInWords({ looks }: Pick<WhySlow, "looks">): string {
  return looks === 0
    ? ""
    : `What goes with slow answers need not slow them. ${number(looks)} ${looks === 1 ? "interval" : "intervals"} of 95%: a difference is claimed only where it holds for all of them together (Bonferroni); "perhaps" does for itself alone.`;
}

/** The answer, a sentence a line; the headline first. */
export function whyInWords(why: WhySlow): string[] {
  const findings = whyFindings(why);
  const perhaps = distinctFactors(findings.filter(({ verdict }) => verdict === "perhaps"));
  const nothing = whyUndifferent(why).map(whyFactorName);
  const isEnough = why.tailN >= minWhySide && why.restN >= minWhySide;
  return [
    whyHeadline(why),
    ...(isEnough && perhaps.length > 0 ? [`Perhaps also ${list(perhaps.slice(0, inSentence).map(whyFindingInWords))}.`] : []),
    ...(isEnough && nothing.length > 0 ? [`No difference seen in ${list(nothing)}.`] : []),
    whyLooksInWords(why),
  ].filter((one) => one !== "");
}

export const failureStatusInWords = (status: string | null) =>
  status === null ? "no status" : status === "" ? "an empty status" : quoted(status);

/** How many executions failed. */
export const failureCount = ({ failed }: Pick<Failures, "failed">) => Math.round((failed.share ?? 0) * failed.n);

/** "412 of 10,000 executions of gpt-x failed (4.1%, 3.8 to 4.5%): "timeout" 210 (51%), last on …; most from …". */
export function failuresHeadline(failures: Failures): string {
  const { count, failed, statuses, engines, engineCount } = failures;
  const who = scopeInWords(failures);
  if (count === 0) return `No execution of ${who}.`;
  const failedN = failureCount(failures);
  const rate = `${percent(failed.share ?? 0)}, ${percentRangeInWords(failed.low, failed.high)}`;
  const said = `${number(failedN)} of ${number(count)} executions of ${who} failed (${rate})`;
  if (failedN === 0) return `${said}.`;
  const kinds = statuses
    .slice(0, inSentence)
    .map(
      ({ status, n, lastS }) =>
        `${failureStatusInWords(status)} ${number(n)} (${percent(n / failedN)}${lastS === null ? "" : `, last ${date(lastS)}`})`,
    );
  const [most] = engines;
  const worst =
    engineCount > 1 && most !== undefined
      ? ` Most from ${nameInWords(most.engineId)}: ${number(most.failures)} of ${number(most.failed.n)} (${percent(most.failed.share ?? 0)}).`
      : "";
  return `${said}: ${list(kinds)}.${worst}`;
}
