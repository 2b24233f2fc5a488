import { type EngineComparison, highlightedPercentiles, type Paired, type ShownDifference, type SideStats } from "./comparing.ts";
import { nameInWords } from "./name-in-words.ts";

/** What a comparison of engines says, in sentences that somebody can send to a colleague. The screen and the command line say the same. */

const count = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;
const list = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;

/** Writes a number without its sign, and its unit. */
interface Unit {
  write(value: number): string;
  unit(value: number): string;
}
const seconds = (ms: number) => Math.abs(ms) >= 999.5;
const milliseconds: Unit = {
  write: (ms) => {
    const value = seconds(ms) ? ms / 1000 : ms;
    return value.toFixed(Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0).replace(/\.0+$/, "");
  },
  unit: (ms) => (seconds(ms) ? " s" : " ms"),
};
const points: Unit = { write: (share) => (100 * share).toFixed(1), unit: () => " points" };
const score: Unit = { write: (value) => value.toFixed(3), unit: () => "" };
const dollars: Unit = {
  write: (usd) => `${usd < 0 ? "-" : ""}$${Math.abs(usd).toLocaleString("en-GB", { maximumSignificantDigits: 3 })}`,
  unit: () => "",
};

/** "310 ms (250 to 380 ms)", of what is below zero without its sign where the words already say which way. */
function amount({ value, low, high }: ShownDifference, { write, unit }: Unit, isDown: boolean): string {
  const sign = isDown ? -1 : 1;
  const [from, to] = isDown ? [high, low] : [low, high];
  const end = (one: number | null) => (one === null ? null : one * sign);
  const said = `${write((value ?? 0) * sign)}${unit(value ?? 0)}`;
  return `${said} (${range(end(from), end(to), { write, unit })})`;
}

function range(low: number | null, high: number | null, { write, unit }: Unit): string {
  const minus = (value: number) => write(value).replace("-", "−");
  if (low === null && high === null) return "interval not known";
  if (low === null) return `at most ${minus(high ?? 0)}${unit(high ?? 0)}`;
  if (high === null) return `at least ${minus(low)}${unit(low)}`;
  return `${minus(low)}${unit(low) === unit(high) ? "" : unit(low)} to ${minus(high)}${unit(high)}`;
}

/** "−5 to 12 ms": the interval of 95% of a difference in ms, of shares (in points), of scores or of costs. */
export const differenceRangeInWords = ({ low, high }: ShownDifference, what: "ms" | "share" | "score" | "usd") =>
  range(low, high, { ms: milliseconds, share: points, score, usd: dollars }[what]);

/** What each way of a difference is called: [more, less]. */
interface Named {
  /** "at p99", or "" where it needs no place. */
  at: string;
  difference: ShownDifference;
}

/** "slower at p99 by 310 ms (250 to 380 ms)", and what cannot be called so. */
function clauses(named: readonly Named[], [more, less]: [string, string], unit: Unit, what: string): string[] {
  const of = (wanted: ShownDifference["verdict"]) => named.filter(({ difference }) => difference.verdict === wanted);
  const said = (some: readonly Named[], word: string, isDown: boolean) =>
    some.length === 0 ? [] : [`${word} ${list(some.map(({ at, difference }) => `${at}by ${amount(difference, unit, isDown)}`))}`];
  const places = (some: readonly Named[]) => list(some.map(({ at }) => at.trim())) || `in ${what}`;
  const isDown = ({ difference }: Named) => (difference.value ?? 0) < 0;
  const perhaps = of("perhaps");
  return [
    ...said(of("more"), more, false),
    ...said(of("less"), less, true),
    ...said(
      perhaps.filter((one) => !isDown(one)),
      `perhaps ${more}`,
      false,
    ),
    ...said(perhaps.filter(isDown), `perhaps ${less}`, true),
    ...(of("none").length === 0 ? [] : [`no difference seen ${places(of("none"))}`]),
    ...(of("unknown").length === 0 ? [] : [`too few values to say ${places(of("unknown"))}`]),
  ];
}

const time = (s: number) => {
  const [date = "", clock = ""] = new Date(s * 1000).toISOString().split("T");
  return clock.startsWith("00:00:00") ? date : `${date} ${clock.slice(0, 5)} UTC`;
};

/** "gpt-x", with its period where periods differ: "gpt-x since 2026-11-24". */
export function sideInWords(side: Pick<SideStats, "engine" | "fromS" | "toS">, other: Pick<SideStats, "fromS" | "toS">): string {
  const { fromS, toS } = side;
  const engine = nameInWords(side.engine);
  if (fromS === other.fromS && toS === other.toS) return engine;
  if (fromS === undefined && toS === undefined) return `${engine} at any time`;
  if (fromS === undefined) return `${engine} before ${time(toS ?? 0)}`;
  return toS === undefined ? `${engine} since ${time(fromS)}` : `${engine} from ${time(fromS)} to ${time(toS)}`;
}

/** The sentence to send: "b is slower than a at p99 by 310 ms (250 to 380 ms); no difference seen at p50; 412 shared tasks". */
export function comparisonHeadline(comparison: EngineComparison): string {
  const { a, b, latency, success, quality, costUsd, paired } = comparison;
  const [one, other] = [sideInWords(a, b), sideInWords(b, a)];
  if (a.count === 0 || b.count === 0) return `${a.count === 0 ? one : other} has no executions here: nothing to compare.`;
  const highlighted = latency
    .filter(({ percentile }) => highlightedPercentiles.some((wanted) => wanted === percentile))
    .map(({ percentile, difference }) => ({ at: `at p${percentile} `, difference }));
  const times =
    a.latencyN === 0 || b.latencyN === 0
      ? ["latency is not known of both"]
      : clauses(highlighted, ["slower", "faster"], milliseconds, "latency");
  const said = [
    ...times,
    ...clauses([{ at: "", difference: success }], ["succeeds more often", "succeeds less often"], points, "success"),
    ...(quality.value === null
      ? []
      : clauses([{ at: "", difference: quality }], ["quality is higher", "quality is lower"], score, "quality")),
    ...(costUsd.value === null
      ? []
      : clauses([{ at: "", difference: costUsd }], ["costs more per answer", "costs less per answer"], dollars, "cost")),
    paired === null ? "no task is shared" : count(paired.tasks, "shared task"),
  ];
  const first = said[0] ?? "";
  const isAdjective = /^(perhaps )?(slower|faster)/.test(first);
  return `${other} against ${one}: ${said.join("; ")}.`.replace(
    `${other} against ${one}: ${first}`,
    isAdjective ? `${other} is ${first.replace(/slower|faster/, (word) => `${word} than ${one}`)}` : `${other} against ${one}: ${first}`,
  );
}

/** Below this many tasks nothing paired has an interval. */
const minPairs = 10;

/** What the shared tasks say; "" without any. */
export function pairedInWords({ a, b, paired }: EngineComparison): string {
  if (paired === null) return "";
  const by = paired.by === "task_id" ? "equal task_id" : "equal input";
  if (paired.tasks < minPairs) return `${count(paired.tasks, "task")} that both answered (${by}): too few to compare as pairs.`;
  const { latency, success, quality } = paired;
  const said = [
    ...(latency.tasks === 0
      ? []
      : clauses(
          [
            { at: "at the median ", difference: latency.median },
            { at: "on average ", difference: latency.mean },
            { at: "at p95 ", difference: latency.p95 },
          ],
          ["slower", "faster"],
          milliseconds,
          "latency",
        )),
    ...clauses([{ at: "", difference: success.difference }], ["succeeds more often", "succeeds less often"], points, "success"),
    ...(quality.tasks === 0
      ? []
      : clauses([{ at: "", difference: quality.mean }], ["quality is higher", "quality is lower"], score, "quality")),
  ];
  const used = paired.usedTasks < paired.tasks ? ` (differences from ${paired.usedTasks.toLocaleString("en-GB")} of them)` : "";
  const names = a.engine === b.engine ? { a: "A", b: "B" } : { a: nameInWords(a.engine), b: nameInWords(b.engine) };
  return `On ${count(paired.tasks, "task")} that both answered (${by})${used}: ${said.join("; ")}. ${mcnemarInWords(success, names)}`;
}

/** "Only gpt-x succeeded on 12, only gpt-y on 30: McNemar p = 0.008." @param names of the sides. */
export function mcnemarInWords({ onlyA, onlyB, mixed, p }: Paired["success"], names: { a: string; b: string }): string {
  const left = mixed === 0 ? "" : `; ${count(mixed, "task")} with mixed results left out`;
  return `Only ${names.a} succeeded on ${onlyA.toLocaleString("en-GB")}, only ${names.b} on ${onlyB.toLocaleString("en-GB")}: McNemar ${p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`} (mid-p)${left}.`;
}

/** "18 intervals of 95%: …": how many were looked at, and what that means. */
export function looksInWords({ looks }: Pick<EngineComparison, "looks">): string {
  if (looks === 0) return "No interval can be given.";
  return `${count(looks, "interval")} of 95%: about 1 in 20 misses. A difference is claimed only where it holds for all of them together (Bonferroni); "perhaps" does for itself alone.`;
}

/** That both sides are the same executions; "" where they differ. */
export function sameSidesInWords({ a, b }: Pick<EngineComparison, "a" | "b">): string {
  const isSame = a.engine === b.engine && a.fromS === b.fromS && a.toS === b.toS;
  return isSame ? "A and B are the same executions: nothing can differ. Choose another engine, or another time." : "";
}

/** That two engines did not run at the same time, which no period was chosen for; "" where they did. */
export function timesInWords({ a, b }: Pick<EngineComparison, "a" | "b">): string {
  if (a.fromS !== b.fromS || a.toS !== b.toS) return "";
  const [early, late] = (a.firstS ?? 0) <= (b.firstS ?? 0) ? [a, b] : [b, a];
  if (early.lastS === null || late.firstS === null || early.lastS >= late.firstS) return "";
  return `${nameInWords(early.engine)} ran until ${time(early.lastS)}, ${nameInWords(late.engine)} from ${time(late.firstS)} on: a difference may come from the time, not from the engine.`;
}

/** "From 5,188 executions of gpt-x and 5,170 of gpt-y.": what the headline is from. */
const sizesInWords = ({ a, b }: EngineComparison) =>
  `From ${count(a.count, "execution")} of ${sideInWords(a, b)} and ${b.count.toLocaleString("en-GB")} of ${sideInWords(b, a)}.`;

/**
 * What to send to a colleague: the headline, what it is from, and what the shared tasks say. Of the caveats those that alter the claim: that both are the
 * same, or ran at other times. How many intervals were looked at does not: what is claimed holds for all of them.
 */
export function comparisonToSend(comparison: EngineComparison): string[] {
  const says = [comparisonHeadline, sizesInWords, sameSidesInWords, timesInWords, pairedInWords];
  return says.map((say) => say(comparison)).filter((sentence) => sentence !== "");
}

/** The whole comparison, a sentence a line; the headline first. */
export function comparisonInWords(comparison: EngineComparison): string[] {
  const says = [comparisonHeadline, sameSidesInWords, timesInWords, pairedInWords, looksInWords];
  return says.map((say) => say(comparison)).filter((sentence) => sentence !== "");
}
