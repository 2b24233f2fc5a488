import { findFolded, foldText, headCharacters, headOfText } from "../../../contract/index.ts";

/** Characters that even a narrow column shows. */
const inSight = 24;
/** Characters shown before what was searched for, and how far from its rough place it is looked for exactly. */
const before = 8;
const reach = 1000;

/**
 * What a list shows of a text: its beginning, or, where what was searched for stands only further down than a narrow column shows, the text around
 * the first hit with a "…" before it.
 */
export function headAround(text: string, searched: string): string {
  const head = headOfText(text);
  const at = findFirst(text, head, searched);
  if (at === undefined || at[0] <= before || at[1] <= inSight) return head;
  return `…${headOfText(text.slice(Math.max(0, at[0] - before)).toWellFormed(), headCharacters - 1)}`;
}

/** Where the first hit is. @param head the beginning of the text, looked at first. */
function findFirst(text: string, head: string, searched: string): readonly [from: number, to: number] | undefined {
  if (searched.trim() === "") return undefined;
  const [near] = findFolded(head, searched, 1);
  if (near !== undefined || head.length === text.length) return near;
  const folded = foldText(text);
  const rough = folded.indexOf(foldText(searched.trim()));
  if (rough < 0) return undefined;
  // Folding hardly changes lengths: exact places of a long text cost many times more.
  const place = Math.round((rough / folded.length) * text.length);
  const from = Math.max(0, place - reach);
  const [hit] = findFolded(text.slice(from, place + reach + searched.length), searched, 1);
  return hit && [from + hit[0], from + hit[1]];
}
