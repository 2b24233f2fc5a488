import { foldText } from "../../../../contract/index.ts";
import { anyBytes, type Spelling, spelled } from "./json-spelling.ts";
import { foldedVariants } from "./variants.ts";

/**
 * Finds a text in lines of JSON without parsing each line: a pattern over the raw bytes that never misses, and an exact check of what it
 * finds. `foldText` decides which letters are equal.
 */
export interface Needle {
  /**
   * Matches raw bytes, read as latin1, wherever the text may be, however JSON spells it. It may match more (a key, a number), never less.
   * @param withUnicodeEscapes whether `\u…` occurs in the bytes; without it the pattern is simpler and faster.
   * @param isAscii whether all bytes are ASCII, likewise.
   */
  rough(withUnicodeEscapes: boolean, isAscii?: boolean): RegExp;
  /** Whether ASCII bytes have a pattern of their own; if not, the caller need not check for ASCII. */
  readonly asksForAscii: boolean;
  /** The folded text where it is a few printable ASCII characters that JSON need not escape: what its bytes are in JSON, in either case. */
  readonly literal: string | undefined;
  /** Whether one of its characters may be spelled beyond ASCII: K as the sign of kelvins, ss as ß. */
  readonly isSpelledBeyondAscii: boolean;
  /** Whether a parsed text contains the needle. */
  isIn(text: string): boolean;
}

/** @param text not empty. */
export function createNeedle(text: string): Needle {
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
    literal: isLiteral.test(folded) ? folded : undefined,
    isSpelledBeyondAscii: [...folded].some((letter) => foldedVariants(letter).same.some((one) => one > "\x7f")),
    rough: (withUnicodeEscapes, isAscii = false) => rough(withUnicodeEscapes ? "escapes" : isAscii ? "ascii" : "utf8"),
    isIn: (parsed) => foldText(parsed).includes(folded),
  };
}

const isLiteral = /^[ !#-[\]-~]{1,24}$/;

/** The beginning of a long text is enough: in a line of one repeated letter, all of it would be compared at every byte. */
const maxRoughClusters = 24;

/** A character with its combining marks; marks alone where the text starts with them. */
const cluster = /\p{M}+|[\s\S]\p{M}*/gu;
const isMark = /^\p{M}/u;
/** Neither ß, which folds to two letters, nor a letter that folds to i and a dot. */
const isOneLetter = (character: string) => !/[ßẞİı]/.test(character);
const replacement = "\ufffd";
/** Marks allowed between two letters beyond those of the needle: the dot over an i is ignored. */
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

/** ß is two of them, one of which may lie outside the needle. */
function runOfS(count: number, isMarkedNext: boolean, spelling: Spelling): string {
  const least = isMarkedNext ? Math.floor(count / 2) : Math.ceil(count / 2);
  const one = spelled(foldedVariants("s").same, spelling);
  return one.repeat(least) + `${one}?`.repeat(count - least);
}

/** What a cluster may look like in the bytes. @param isLast what follows it does not matter. */
function clusterPattern(text: string, isLast: boolean, spelling: Spelling): string {
  const beyond = anyBytes(spelling);
  // Marks may be composed with the letter before them, or be in another order.
  if (isMark.test(text)) return `${beyond}+`;
  const parts = [...text.normalize("NFD")];
  const base = parts[0] ?? "";
  const maxMarks = 4 * (parts.length - 1) + extraUnits;
  // It stands for bytes that are not text: one to three of them, or half a surrogate pair.
  if (base === replacement) return `${beyond}{1,${3 + maxMarks}}?`;
  if (parts.length === 1) {
    const { same } = foldedVariants(base);
    // In ASCII only the letter itself is possible; with its other spellings the pattern is faster (see json-spelling.ts).
    if (spelling === "ascii" && base <= "\x7f") return spelled(same.filter(isOneLetter), "utf8");
    const dot = base === "i" && !isLast && spelling !== "ascii" ? `${spelled(["\u0307"], spelling)}*` : "";
    return spelled(same, spelling) + dot;
  }
  if (spelling === "ascii") return spelled([], spelling);
  // A letter with marks: composed, partly composed, or the bare letter followed by a mark, in any order.
  const { same, composed } = foldedVariants(base, text);
  const letter = `(?:${spelled(composed, spelling)}|${spelled(same, spelling)}(?=${beyond}))`;
  return isLast ? letter : `${letter}${beyond}{0,${maxMarks}}?`;
}
