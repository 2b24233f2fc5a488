import { withCandidateLetter } from "../../components/candidate-letter.ts";

const longestTail = 14;

/**
 * A decision's words in two parts for a narrow line: `head` may be cut short, `tail` may not, because "to gold" and "a tie" stand at
 * the end and are what a person looks for. Candidates go by the letter they have on screen.
 */
export function trailWords(description: string): { head: string; tail: string } {
  const short = withCandidateLetter(description).replace(/^(\w+) candidate (?=[A-Z]+ )/, "$1 ");
  const tail = / \S+ \S+$/.exec(short)?.[0] ?? "";
  if (tail.length > longestTail) return { head: short, tail: "" };
  return { head: short.slice(0, short.length - tail.length), tail };
}
