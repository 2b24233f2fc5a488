import { formatScore } from "../../components/format.ts";
import type { FilterForm } from "./filter.ts";

/** The winner's part of the filter in a few words, for its button. */
export function winnerFilterWords(form: Pick<FilterForm, "winner" | "minScore" | "maxScore">): string {
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
