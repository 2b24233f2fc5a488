import { formatNoun } from "../../components/format.ts";
import type { Difference } from "./words.ts";

/** "3 words only in the first, 12 words only in the second": what a difference amounts to. */
export function formatDifference({ removed, added, hunks, byLine }: Difference): string {
  if (hunks.length === 0) return "No word differs.";
  const counts = `${formatNoun(removed, "word")} only in the first, ${formatNoun(added, "word")} only in the second`;
  return byLine ? `${counts}; compared by line` : counts;
}
