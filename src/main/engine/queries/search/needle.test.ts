import { isAscii } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "../../../../contract/index.ts";
import { createNeedle } from "./needle.ts";

/** Whether the rough pattern finds the text in a line of these bytes. */
function isRoughlyIn(text: string, line: string): boolean {
  const raw = Buffer.from(line).toString("latin1");
  const rough = createNeedle(text).rough(raw.includes("\\u"), isAscii(Buffer.from(line)));
  rough.lastIndex = 0;
  return rough.test(raw);
}

/** Every UTF-16 unit as an escape, as some producers write all but ASCII. */
const escapedWhole = (text: string) =>
  text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0").replace("c", "C")}`);

describe("a needle", () => {
  it.each([
    ["ärger", "Großer ÄRGER"],
    ["STRASSE", "straße strasse"],
    ["k", "300 \u212a"],
    ["Σ", "ὈΔΥΣΣΕΎΣ οδυσσεύς"],
    ['say "hi"', 'he SAY "HI" there'],
    ["a\\b/c", "A\\B/C"],
    ["line\nnext\ttab", "LINE\nNEXT\tTAB"],
    ["😀!", "so 😀! there"],
    ["𐐨", "deseret 𐐀"],
    [".*+?^$ {}()|[]", "a .*+?^$ {}()|[] b"],
    ["\u0000\u001f", "x\u0000\u001fy"],
    ["\ud800", "half \ud800 a pair"],
    ["x".repeat(2000), `${"X".repeat(2000)}`],
    [`${"ä".repeat(1999)}b`, `${"Ä".repeat(3000)}B`],
  ])("%j is found in %j however it is spelled", (text, hay) => {
    expect(createNeedle(text).isIn(hay)).toBe(true);
    const spellings = [JSON.stringify(hay), JSON.stringify(hay).replaceAll("/", "\\/"), `"${escapedWhole(hay)}"`];
    for (const line of spellings) {
      expect(JSON.parse(line)).toBe(hay);
      expect(isRoughlyIn(text, line)).toBe(true);
    }
  });

  it.each([
    ["rate", "rat e"],
    ["%", "100"],
    ["a.c", "abc"],
    ["ä", "a"],
  ])("%j is not in %j", (text, hay) => {
    expect(createNeedle(text).isIn(hay)).toBe(false);
  });

  it("never misses a match: any text, any spelling, either case", () => {
    const character = fc.oneof(fc.constantFrom("a", "K", "ſ", "ß", "İ", '"', "\\", "/", "\n", "é", "Σ", "漢", "😀", "\ud83d"), fc.string());
    const part = fc.array(character, { maxLength: 6 }).map((all) => all.join(""));
    const changed = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toLowerCase(),
      (text: string) => text.toUpperCase(),
    );
    fc.assert(
      fc.property(part, part, part, changed, fc.boolean(), (before, text, after, change, escaped) => {
        fc.pre(text !== "");
        const hay = `${before}${change(text)}${after}`;
        if (!createNeedle(text).isIn(hay)) return;
        expect(isRoughlyIn(text, escaped ? `"${escapedWhole(hay)}"` : JSON.stringify(hay))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  /** Letters that are the same in several ways, their parts, and what stands between them. */
  const pieces =
    'a A ä Ä a\u0308 A\u0308 ạ \u0308 \u0323 \u0331 ậ â s S ſ ss ß ẞ ś s\u0301 ṩ \u0301 i I İ ı i\u0307 \u0307 í ị K \u212a Å \u212b ﬁ j\u030c J\u030c ǰ ẖ Σ σ ς µ μ ϐ β α ᾳ Α\u0345 ΐ \u1fd3 가 각 \u1100 \u1161 \u11a8 か が \u3099 क \u0958 \u093c й и\u0306 Ᲊ \uf900 豈 😀 \ud83d \ufffd " \\ / x 1 -'.split(
      " ",
    );
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(""));
  const forms = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.normalize("NFC"),
    (text: string) => text.normalize("NFD"),
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
    foldText,
  );

  it("never misses a match, however its letters are composed", () => {
    let hits = 0;
    fc.assert(
      fc.property(texts, fc.nat(9), fc.nat(9), forms, forms, fc.boolean(), (base, from, length, inHay, inText, escaped) => {
        const hay = inHay(base);
        const folded = [...foldText(base)];
        const text = inText(folded.slice(from % (folded.length + 1), (from % (folded.length + 1)) + length).join(""));
        if (text === "" || !createNeedle(text).isIn(hay)) return;
        hits++;
        expect([text, hay, isRoughlyIn(text, escaped ? `"${escapedWhole(hay)}"` : JSON.stringify(hay))]).toEqual([text, hay, true]);
      }),
      { numRuns: 2000 },
    );
    expect(hits).toBeGreaterThan(400);
  });
});
