import { foldText } from "./fold-text.ts";

/** A letter with its marks, a syllable of Korean letters, or white space, which counts as one space. */
const cluster = /\s+|[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]*|\p{M}+|[\s\S]\p{M}*/gu;
const beyondAscii = /[^\0-\x7f]/;

/** A folded text, and where in the text itself each unit of it comes from. */
interface Folded {
  text: string;
  /** By UTF-16 unit of the folded text: where its cluster starts and ends in the text. */
  starts: number[];
  ends: number[];
}

function fold(text: string): Folded {
  const folded: Folded = { text: "", starts: [], ends: [] };
  for (const { 0: part, index } of text.matchAll(cluster)) {
    const letters = /^\s/.test(part) ? " " : foldText(part);
    folded.text += letters;
    for (let unit = 0; unit < letters.length; unit++) {
      folded.starts.push(index);
      folded.ends.push(index + part.length);
    }
  }
  return folded;
}

/**
 * Where a text stands in another, as a search takes letters for equal (`foldText`): whatever the case, composed or not. White space is equal to
 * any other.
 * @returns [from, to) in UTF-16 units, of whole letters, in order and apart; at most `max`.
 */
export function findFolded(text: string, searched: string, max: number): [number, number][] {
  const words = searched.trim();
  if (words === "" || max <= 0) return [];
  if (!beyondAscii.test(text) && !beyondAscii.test(words)) return findAscii(text, words, max);
  const wanted = fold(words).text;
  const { text: folded, starts, ends } = fold(text);
  const hits: [number, number][] = [];
  for (let at = folded.indexOf(wanted); at >= 0 && hits.length < max; at = folded.indexOf(wanted, at + wanted.length))
    hits.push([starts[at] as number, ends[at + wanted.length - 1] as number]);
  return hits;
}

/** The same, several times as fast. */
function findAscii(text: string, words: string, max: number): [number, number][] {
  const pattern = words.replaceAll(/[.*+?^${}()|[\]\\/-]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`).replaceAll(/\s+/g, "\\s+");
  const hits: [number, number][] = [];
  for (const { 0: hit, index } of text.matchAll(new RegExp(pattern, "gi"))) {
    hits.push([index, index + hit.length]);
    if (hits.length === max) break;
  }
  return hits;
}
