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

/** The winner's part of the filter in a few words, for its button. */
export function formatWinnerFilter(form: Pick<FilterForm, "winner" | "minScore" | "maxScore">): string {
  const { winner, minScore, maxScore } = form;
  const range =
    minScore !== null && maxScore !== null
      ? `score ${formatScore(minScore)}–${formatScore(maxScore)}`
      : minScore !== null
        ? `score ≥ ${formatScore(minScore)}`
        : maxScore !== null
          ? `score ≤ ${formatScore(maxScore)}`
          : "";
  const has = winner === "yes" ? "with winner" : winner === "no" ? "without winner" : "";
  const words = [has, range].filter((part) => part !== "").join(", ");
  return words === "" ? "Recorded winner: any" : words.charAt(0).toUpperCase() + words.slice(1);
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
  const winner = formatWinnerFilter(form);
  return [
    ...(form.reviewed === "any" ? [] : [statusWords[form.reviewed]]),
    ...(winner === formatWinnerFilter({ winner: "any", minScore: null, maxScore: null }) ? [] : [winner.toLowerCase()]),
    ...(form.engines.length === 0
      ? []
      : [`with ${form.engines.slice(0, 3).map(visibleText).join(" or ")}${form.engines.length > 3 ? " …" : ""}`]),
    ...(form.text.trim() === "" ? [] : [`containing “${form.text.trim()}”`]),
  ].join(", ");
}
