/** At most as many hits of a text are marked: a letter that stands everywhere marks nothing that helps. */
export const maxHits = 2000;

/** Where a searched text stands in another, ignoring case: [from, to) in UTF-16 units, at most `maxHits`. */
export function findHits(text: string, searched: string): [number, number][] {
  const words = searched.trim();
  if (words === "") return [];
  // White space may be a line break, or the end of a cell, on screen.
  const pattern = words.replaceAll(/[.*+?^${}()|[\]\\/-]/g, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`).replaceAll(/\s+/g, "\\s+");
  const hits: [number, number][] = [];
  for (const { 0: hit, index } of text.matchAll(new RegExp(pattern, "giu"))) {
    hits.push([index, index + hit.length]);
    if (hits.length === maxHits) break;
  }
  return hits;
}
