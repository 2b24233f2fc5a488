import type { GenerationCounts, LeftOut } from "../../contract/index.ts";
import { formatCount, formatNoun, formatScore, withCandidateLetter } from "../components/format.ts";

/** "Added 1 633 samples, changed 2, removed 1.": what a generation did. */
export function formatGenerated({ created, changed, removed }: Pick<GenerationCounts, "created" | "changed" | "removed">): string {
  const parts = [
    created > 0 ? `added ${formatNoun(created, "sample")}` : "",
    changed > 0 ? `changed the tier of ${formatNoun(changed, "sample")}` : "",
    removed > 0 ? `removed ${formatNoun(removed, "sample")}` : "",
  ].filter((one) => one !== "");
  if (parts.length === 0) return "Nothing to generate.";
  const words = parts.join(", ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

const reasons: [keyof LeftOut, string][] = [
  ["decided", "already decided"],
  ["belowThreshold", "below the bronze threshold"],
  ["unchanged", "already in the dataset"],
  ["noWinner", "without a recorded winner"],
  ["noScore", "whose winner has no score"],
  ["invalid", "not valid"],
  ["duplicate", "duplicate lines"],
  ["unusable", "too long or unreadable"],
];

/** What a generation leaves out and why, most telling reason first; reasons with count 0 are omitted. @param below where the score counts. */
export function formatLeftOut(leftOut: LeftOut, below?: string): { reason: string; count: number }[] {
  const words = (name: keyof LeftOut, reason: string) => (name === "belowThreshold" ? (below ?? reason) : reason);
  return reasons.flatMap(([name, reason]) => (leftOut[name] > 0 ? [{ reason: words(name, reason), count: leftOut[name] }] : []));
}

/** A step's words as the screen shows them: candidates by letter, counts grouped, scores with three digits. */
export function formatDescription(description: string): string {
  return withRoundedScore(withGroupedDigits(withCandidateLetter(description)));
}

function withRoundedScore(description: string): string {
  return description.replace(
    /^(generated as \w+ from the winner's score )(-?\d[\d.e+-]*)$/,
    (_, words: string, score: string) => words + formatScore(Number(score)),
  );
}

/** A step's words with its counts grouped: "generated 1 633 samples". Ids are left as they are. */
export function withGroupedDigits(description: string): string {
  return description.replace(/(?<=^|[ (])\d{4,}(?= (?:of|samples|candidates|comparisons|generated|automatic|were)\b)/g, (digits) =>
    formatCount(Number(digits)),
  );
}
