import { foldText } from "../../../../contract/index.ts";

/** Every character that folds to something else, or is composed, by the character its folded text starts with once taken apart. */
let byStart: Map<string, string[]> | undefined;
const byBase = new Map<string, { same: string[]; composed: string[] }>();

const hangul = { first: 0xac00, last: 0xd7a3, finals: 28 };

/**
 * The characters that a base letter may stand for in a text that is not folded.
 * @param base one character of a folded text, taken apart (NFD).
 * @param whole the letter with its marks, where it has some.
 * @returns `same`: those that are the base, or that begin with it once folded; `composed`: those that are the base and marks.
 */
export function foldedVariants(base: string, whole?: string): { same: string[]; composed: string[] } {
  const point = whole?.codePointAt(0) ?? 0;
  if (point >= hangul.first && point <= hangul.last) {
    // Of a syllable only itself, and itself without its final consonant: eleven thousand are composed by rule.
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

/** Looks through the planes whose characters have a case or are composed: some 20 ms, once, for whoever searches. */
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

/** Capitals that an older Unicode takes for plain. */
const foldsOtherwise = /[\u1c89\ua7cb-\ua7dc\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}]/u;
