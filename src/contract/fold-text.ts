/**
 * The one rule of what a search takes for the same letter, for every list, the export and the screen. It is written twice, here and as SQL
 * (engine/queries/where.ts); a test holds both together, letter by letter.
 */

/** Letters whose lower case is another letter's: [letter, what it counts as]. */
const alike = "ıi ſs ςσ µμ ϐβ ϑθ ϕφ ϖπ ϰκ ϱρ ϵε ẛṡ ᲀв ᲁд ᲂо ᲃс ᲄт ᲅт ᲆъ ᲇѣ ᲈꙋ";

/** Capitals of Unicode 16 and 17, which neither every JavaScript nor DuckDB puts into lower case: [first, last, how far the small one is]. */
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

/** Letters that lower case alone does not bring together, and what each counts as. */
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
 * A text as searches compare it: `foldText(text).includes(foldText(needle))`. Letter case does not count (Unicode's simple case folding,
 * and ß as ss), nor does how an accented letter is composed (NFC); İ, ı, I and i are one letter, and so are Σ, σ and ς, µ and μ. Accents count.
 * Half a surrogate pair is U+FFFD, as it is once it is UTF-8. Folding twice changes nothing.
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
