/** Characters of a text that a list shows. */
export const headCharacters = 200;

/** The first characters of a text, never half a surrogate pair. */
export function headOfText(text: string, characters = headCharacters): string {
  if (text.length <= characters) return text;
  // A character takes at most two UTF-16 units.
  return [...text.slice(0, characters * 2)].slice(0, characters).join("");
}
