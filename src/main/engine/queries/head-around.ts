import { findFolded, foldText, headCharacters, headOfText } from "../../../contract/index.ts";

/** Characters shown before what was searched for, and how far from its rough place it is looked for exactly. */
const before = 40;
const reach = 1000;

/**
 * What a list shows of a text: its beginning, or, where what was searched for stands only further down, the text around the first hit with a "…"
 * before it.
 */
export function headAround(text: string, searched: string): string {
  const head = headOfText(text);
  if (searched.trim() === "" || head.length === text.length || findFolded(head, searched, 1).length > 0) return head;
  const folded = foldText(text);
  const rough = folded.indexOf(foldText(searched.trim()));
  if (rough < 0) return head;
  // Folding hardly changes lengths: exact places of a long text cost many times more.
  const place = Math.round((rough / folded.length) * text.length);
  const from = Math.max(0, place - reach);
  const [hit] = findFolded(text.slice(from, place + reach + searched.length), searched, 1);
  if (hit === undefined) return head;
  return `…${headOfText(text.slice(Math.max(0, from + hit[0] - before)).toWellFormed(), headCharacters - 1)}`;
}
