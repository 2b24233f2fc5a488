import { foldText } from "../../../../contract/index.ts";

/** Every character that folds to something else or is composed, by the first character of its folded, decomposed text. */
let byStart: Map<string, string[]> | undefined;
const byBase = new Map<string, { same: string[]; composed: string[] }>();

const hangul = { first: 0xac00, last: 0xd7a3, finals: 28 };

/**
 * The characters of an unfolded text that a base letter may stand for.
 * @param base one character of a folded text, decomposed (NFD).
 * @param whole the letter with its marks, if it has any.
 * @returns `same`: those that are the base or start with it once folded; `composed`: those that are the base with marks.
 */
export function foldedVariants(base: string, whole?: string): { same: string[]; composed: string[] } {
  const point = whole?.codePointAt(0) ?? 0;
  if (point >= hangul.first && point <= hangul.last) {
    // A syllable: only itself, and itself without its final consonant. Eleven thousand of them are composed by rule.
    const open = point - ((point - hangul.first) % hangul.finals);
    return { same: [base], composed: [...new Set([point, open])].map((one) => String.fromCodePoint(one)) };
  }
  const known = byBase.get(base);
  if (known !== undefined) return known;
  byStart ??= findVariants();
  const same = [base];
  const composed: string[] = [];
  for (const character of byStart.get(base) ?? []) {
    const folded = foldText(character);
    if (folded.startsWith(base)) same.push(character);
    if (folded !== base) composed.push(character);
  }
  byBase.set(base, { same, composed });
  return { same, composed };
}

/** Scans the planes whose characters have case or are composed: about 20 ms, once, at the first search. */
function findVariants(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const look = (from: number, to: number) => {
    for (let point = from; point <= to; point++) {
      const character = String.fromCodePoint(point);
      const isPlain =
        character.toLowerCase() === character && character.toUpperCase() === character && character.normalize("NFD") === character;
      if (isPlain && !foldsOtherwise.test(character)) continue;
      const folded = foldText(character);
      const start = String.fromCodePoint(folded.normalize("NFD").codePointAt(0) ?? 0);
      if (start === character) continue;
      const others = found.get(start);
      if (others === undefined) found.set(start, [character]);
      else others.push(character);
    }
  };
  look(0x41, hangul.first - 1);
  look(0xf900, 0xfffd);
  look(0x10000, 0x1ffff);
  look(0x2f800, 0x2fa1f);
  return found;
}

/** Capitals that older Unicode data does not know as such. */
const foldsOtherwise = /[\u1c89\ua7cb-\ua7dc\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/u;
