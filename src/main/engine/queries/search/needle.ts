import { foldText } from "../../../../contract/index.ts";
import { anyBytes, type Spelling, spelled } from "./json-spelling.ts";
import { foldedVariants } from "./variants.ts";

/**
 * How a text is found in lines of JSON without parsing each: a pattern over the raw bytes that misses nothing, and a judge of
 * what it finds. Which letters are the same is `foldText`'s to say.
 */
export interface Needle {
  /**
   * Matches in raw bytes read as latin1, wherever the text may stand: in JSON it can be spelled in many ways. It may match more (a key, a
   * number), never less.
   * @param withUnicodeEscapes whether `\u…` occurs in the bytes at all; without them the pattern is simpler and faster.
   * @param isAscii whether all of the bytes are ASCII, likewise.
   */
  rough(withUnicodeEscapes: boolean, isAscii?: boolean): RegExp;
  /** Whether the pattern is another for ASCII; where not, nobody needs to look whether the bytes are. */
  readonly asksForAscii: boolean;
  /** Whether a text, parsed, holds the needle. */
  isIn(text: string): boolean;
}

/** @param text not empty. */
export function needleOf(text: string): Needle {
  const folded = foldText(text);
  const clusters = (folded.match(cluster) ?? []).slice(0, maxRoughClusters);
  const patterns = new Map<Spelling, RegExp>();
  const rough = (spelling: Spelling) => {
    const known = patterns.get(spelling) ?? new RegExp(roughPattern(clusters, spelling), "g");
    patterns.set(spelling, known);
    return known;
  };
  return {
    asksForAscii: roughPattern(clusters, "ascii") !== roughPattern(clusters, "utf8"),
    rough: (withUnicodeEscapes, isAscii = false) => rough(withUnicodeEscapes ? "escapes" : isAscii ? "ascii" : "utf8"),
    isIn: (parsed) => foldText(parsed).includes(folded),
  };
}

/** The beginning of a long text tells enough; all of it would be compared anew at every byte of a line of one letter. */
const maxRoughClusters = 24;

/** A character with the marks on it; marks alone where the text begins with them. */
const cluster = /\p{M}+|[\s\S]\p{M}*/gu;
const isMark = /^\p{M}/u;
/** Not ß, which is two, nor an i that is another letter's. */
const isOneLetter = (character: string) => !/[ßẞİı]/.test(character);
const replacement = "\ufffd";
/** Marks that may stand between two letters beyond those that the needle has: a dot over an i counts for nothing. */
const extraUnits = 4;

function roughPattern(clusters: readonly string[], spelling: Spelling): string {
  let pattern = "";
  for (let at = 0; at < clusters.length; ) {
    if (clusters[at] === "s" && spelling !== "ascii") {
      const from = at;
      while (clusters[at] === "s") at++;
      pattern += runOfS(at - from, (clusters[at] ?? "").normalize("NFD").startsWith("s"), spelling);
      continue;
    }
    pattern += clusterPattern(clusters[at] ?? "", at === clusters.length - 1, spelling);
    at++;
  }
  return pattern;
}

/** One ß is two of them, of which one may be before or behind the needle. */
function runOfS(count: number, isMarkedNext: boolean, spelling: Spelling): string {
  const least = isMarkedNext ? Math.floor(count / 2) : Math.ceil(count / 2);
  const one = spelled(foldedVariants("s").same, spelling);
  return one.repeat(least) + `${one}?`.repeat(count - least);
}

/** What a cluster may look like in the bytes. `isLast`: what follows it does not matter. */
function clusterPattern(text: string, isLast: boolean, spelling: Spelling): string {
  const beyond = anyBytes(spelling);
  // Marks may be part of a letter before them, or stand in another order.
  if (isMark.test(text)) return `${beyond}+`;
  const parts = [...text.normalize("NFD")];
  const base = parts[0] ?? "";
  const maxMarks = 4 * (parts.length - 1) + extraUnits;
  // It stands for what is no text, one to three bytes or half a pair.
  if (base === replacement) return `${beyond}{1,${3 + maxMarks}}?`;
  if (parts.length === 1) {
    const { same } = foldedVariants(base);
    // In ASCII only itself can stand there; with its other spellings the pattern is the faster one (see json-spelling.ts).
    if (spelling === "ascii" && base <= "\x7f") return spelled(same.filter(isOneLetter), "utf8");
    const dot = base === "i" && !isLast && spelling !== "ascii" ? `${spelled(["\u0307"], spelling)}*` : "";
    return spelled(same, spelling) + dot;
  }
  if (spelling === "ascii") return spelled([], spelling);
  // A letter and marks: composed, or composed in part, or the letter alone with a mark behind it, in any order.
  const { same, composed } = foldedVariants(base, text);
  const letter = `(?:${spelled(composed, spelling)}|${spelled(same, spelling)}(?=${beyond}))`;
  return isLast ? letter : `${letter}${beyond}{0,${maxMarks}}?`;
}
