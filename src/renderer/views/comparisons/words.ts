import type { ComparisonDetail } from "../../../contract/index.ts";
import { formatCount, formatScore, visibleText, withCandidateLetter } from "../../components/format.ts";
import type { FilterForm } from "./filter.ts";

/**
 * "Recorded winner, score 0.900" for the candidate that is; null for the others. A record names its winner by engine, so with several
 * candidates of that engine it is the first one, and the text says so.
 */
export function formatRecordedWinner(detail: Pick<ComparisonDetail, "recordedWinner" | "candidates">, position: number): string | null {
  const { recordedWinner, candidates } = detail;
  if (recordedWinner === null || recordedWinner.position !== position) return null;
  const words = `Recorded winner, score ${formatScore(recordedWinner.score)}`;
  if (!recordedWinner.ambiguous) return words;
  const same = candidates.filter((candidate) => candidate.engineId === recordedWinner.engineId).length;
  return `${words} (first of ${formatCount(same)} candidates named ${visibleText(recordedWinner.engineId)})`;
}

const longestTail = 14;

/**
 * A decision's words in two parts for a narrow line: `head` may be cut short, `tail` may not, because "to gold" and "a tie" stand at
 * the end and are what a person looks for. Candidates go by the letter they have on screen.
 */
export function splitTrailWords(description: string): { head: string; tail: string } {
  const short = withCandidateLetter(description).replace(/^(\w+) candidate (?=[A-Z]+ )/, "$1 ");
  const tail = / \S+ \S+$/.exec(short)?.[0] ?? "";
  if (tail.length > longestTail) return { head: short, tail: "" };
  return { head: short.slice(0, short.length - tail.length), tail };
}

/** "score 0.500–1.000", "score ≥ 0.500"; "" for any. */
function formatRange(what: string, from: number | null, to: number | null): string {
  if (from !== null && to !== null) return `${what} ${formatScore(from)}–${formatScore(to)}`;
  if (from !== null) return `${what} ≥ ${formatScore(from)}`;
  return to === null ? "" : `${what} ≤ ${formatScore(to)}`;
}

/** What the popover of further filters holds, a few words each. */
export function describeMoreFilters(form: FilterForm): string[] {
  const { winner, minScore, maxScore, pair, minMargin, maxMargin, sourceFile, tag } = form;
  const [one, other] = pair;
  return [
    winner === "yes" ? "with winner" : winner === "no" ? "without winner" : "",
    formatRange("score", minScore, maxScore),
    formatRange("margin", minMargin, maxMargin),
    one === undefined || other === undefined ? "" : `${visibleText(one)} against ${visibleText(other)}`,
    tag === "" ? "" : `tagged ${visibleText(tag)}`,
    sourceFile === "" ? "" : `from ${visibleText(sourceFile)}`,
  ].filter((part) => part !== "");
}

/** The same for its button: the first in words, the others counted. */
export function formatMoreFilters(form: FilterForm): string {
  const [first, ...more] = describeMoreFilters(form);
  if (first === undefined) return "More filters";
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${more.length === 0 ? "" : ` +${more.length}`}`;
}

const statusWords: Record<Exclude<FilterForm["reviewed"], "any">, string> = {
  yes: "reviewed",
  no: "not reviewed",
  flagged: "flagged",
  noted: "with a note",
  disagrees: "decided otherwise than recorded",
  conflict: "in conflict",
};

/** The filter in a few words, for the export dialog; "" where it restricts nothing. */
export function formatFilter(form: FilterForm): string {
  return [
    ...(form.reviewed === "any" ? [] : [statusWords[form.reviewed]]),
    ...describeMoreFilters(form),
    ...(form.engines.length === 0
      ? []
      : [`with ${form.engines.slice(0, 3).map(visibleText).join(" or ")}${form.engines.length > 3 ? " …" : ""}`]),
    ...(form.text.trim() === "" ? [] : [`containing “${form.text.trim()}”`]),
  ].join(", ");
}
