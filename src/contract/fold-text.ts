/**
 * Which letters a search treats as equal, in every list, the export and the screen. A second implementation is SQL
 * (engine/queries/where.ts); a test compares them letter by letter.
 */

/** Letters whose lower case is not their folded form: [letter, folded form]. */
const alike = "ıi ſs ςσ µμ ϐβ ϑθ ϕφ ϖπ ϰκ ϱρ ϵε ẛṡ ᲀв ᲁд ᲂо ᲃс ᲄт ᲅт ᲆъ ᲇѣ ᲈꙋ";

/** Capitals of Unicode 16 and 17, which some JavaScript engines and DuckDB do not lower: [first, last, distance to the lower-case letter]. */
const newCapitals: readonly (readonly [first: number, last: number, distance: number])[] = [
  [0x1c89, 0x1c89, 1],
  [0xa7cb, 0xa7cb, 0x264 - 0xa7cb],
  [0xa7cc, 0xa7cc, 1],
  [0xa7ce, 0xa7ce, 1],
  [0xa7d2, 0xa7d2, 1],
  [0xa7d4, 0xa7d4, 1],
  [0xa7da, 0xa7da, 1],
  [0xa7dc, 0xa7dc, 0x19b - 0xa7dc],
  [0x10d50, 0x10d65, 32],
  [0x16ea0, 0x16eb8, 27],
];

/** Letters that lower-casing alone does not unify, with their folded form. */
export const foldedLetters: ReadonlyMap<string, string> = new Map([
  ...alike.split(" ").map((pair) => [...pair] as [string, string]),
  ...newCapitals.flatMap(([first, last, distance]) =>
    Array.from({ length: last - first + 1 }, (_, i): [string, string] => [
      String.fromCodePoint(first + i),
      String.fromCodePoint(first + i + distance),
    ]),
  ),
]);

const anyFolded = new RegExp(`[${[...foldedLetters.keys()].join("")}]`, "gu");
const beyondAscii = /[^\0-\x7f]/;

/**
 * Folds a text for comparison: `foldText(text).includes(foldText(needle))`. Ignores case (Unicode's simple case folding, and ß as ss) and
 * composition (NFC); İ, ı, I and i are one letter, and so are Σ, σ and ς, µ and μ. Accents count. Half a surrogate pair becomes U+FFFD, as in
 * UTF-8. Idempotent.
 */
export function foldText(text: string): string {
  if (!beyondAscii.test(text)) return text.toLowerCase();
  return text
    .toWellFormed()
    .normalize("NFC")
    .toLowerCase()
    .replace(anyFolded, (letter) => foldedLetters.get(letter) ?? letter)
    .replaceAll("ß", "ss")
    .replace(/i\u0307+/g, "i")
    .normalize("NFC");
}
