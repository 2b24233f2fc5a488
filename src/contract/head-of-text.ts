/** Characters of a text that a list shows. */
export const headCharacters = 200;

/** The first characters of a text, never half a surrogate pair. */
export function headOfText(text: string): string {
  if (text.length <= headCharacters) return text;
  // A character takes at most two UTF-16 units.
  return [...text.slice(0, headCharacters * 2)].slice(0, headCharacters).join("");
}
